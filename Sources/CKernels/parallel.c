#include "zoo_parallel.h"

#include <cblas.h>

// What a compiler emits for `#pragma omp parallel`: libgomp's threads, or those of CProcessTuning where a program links it.
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);
extern int omp_get_max_threads(void);
extern int omp_in_parallel(void);
extern void omp_set_num_threads(int);
extern void openblas_set_num_threads(int);

typedef struct {
  size_t count;
  zoo_range_body body;
  void *context;
} loop;

static void run_block(void *data) {
  const loop *work = data;
  size_t thread = (size_t)omp_get_thread_num(), threads = (size_t)omp_get_num_threads();
  size_t begin = work->count * thread / threads, end = work->count * (thread + 1) / threads;
  if (begin < end) work->body(work->context, begin, end);
}

void zoo_parallel_for(size_t count, size_t grain, zoo_range_body body, void *context) {
  if (count == 0) return;
  int threads = omp_get_max_threads();
  if (count <= grain || threads == 1 || omp_in_parallel()) {
    body(context, 0, count);
    return;
  }
  loop work = {count, body, context};
  GOMP_parallel(run_block, &work, (unsigned)threads, 0);
}

int zoo_thread_count(void) { return omp_get_max_threads(); }

void zoo_set_thread_count(int count) {
  omp_set_num_threads(count);
  openblas_set_num_threads(count);
}
