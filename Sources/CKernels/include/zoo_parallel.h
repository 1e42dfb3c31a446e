#pragma once
#include <stddef.h>

/// Handles elements [begin, end) of a loop.
typedef void (*zoo_range_body)(void *context, size_t begin, size_t end);

/// Splits [0, count) into one contiguous block a thread and runs `body` on each, on the OpenMP threads
/// that oneDNN and OpenBLAS use, too. Runs serially below `grain` elements or inside another region.
void zoo_parallel_for(size_t count, size_t grain, zoo_range_body body, void *context);

/// The number of threads that a parallel loop uses from now on, whichever thread starts it.
int zoo_thread_count(void);
void zoo_set_thread_count(int count);
