#include "zoo_eigen.h"

// LAPACK, which OpenBLAS brings along.
extern void ssyev_(const char *job, const char *triangle, const int *n, float *a, const int *lda, float *w,
                   float *work, const int *work_count, int *info);

int zoo_symmetric_eigen(int n, float *a, float *values) {
  int info = 0, count = 34 * (n > 0 ? n : 1);
  float work[count];
  ssyev_("V", "U", &n, a, &n, values, work, &count, &info);
  return info;
}
