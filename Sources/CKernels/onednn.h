// The one oneDNN engine and stream of the process.
#pragma once
#include <oneapi/dnnl/dnnl.h>

dnnl_engine_t zoo_engine(void);
dnnl_stream_t zoo_stream(void);
