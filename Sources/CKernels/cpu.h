#pragma once

// Whether this CPU has AVX-512, for which oneDNN 2.6 has code that it has not for others.
static inline int has_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") != 0;
#else
  return 0;
#endif
}
