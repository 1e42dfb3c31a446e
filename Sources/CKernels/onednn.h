// The one oneDNN engine of the process, a stream for each thread, and what is done where a call fails.
#pragma once
#include <oneapi/dnnl/dnnl.h>

dnnl_engine_t zoo_engine(void);
dnnl_stream_t zoo_stream(void);

// Ends the process with a sentence unless the call succeeded: with checked shapes only a lack of memory makes it fail.
void zoo_require(dnnl_status_t status, const char *call);
