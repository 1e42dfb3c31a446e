#include "CProcessTuning.h"

#ifdef __GLIBC__
#include <malloc.h>

// oneDNN's matrix products take their packing buffers from malloc on every call. By default glibc maps and
// unmaps such large blocks each time, and the kernel clears their pages anew: 15 % of a training step.
__attribute__((constructor)) static void keep_large_blocks(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}
#endif
