#include "zoo_gemm.h"

#include <cblas.h>
#include <stdio.h>
#include <string.h>

#include "cpu.h"
#include "onednn.h"
#include "zoo_elementwise.h"
#include "zoo_gather.h"
#include "zoo_parallel.h"

extern int openblas_get_parallel(void);
extern char *openblas_get_corename(void);
extern int omp_get_max_threads(void);
extern int omp_in_parallel(void);

int zoo_openblas_parallel(void) { return openblas_get_parallel(); }
const char *zoo_openblas_core(void) { return openblas_get_corename(); }

const char *zoo_onednn_version(void) {
  static char text[24];
  const dnnl_version_t *version = dnnl_version();
  snprintf(text, sizeof text, "%d.%d.%d", version->major, version->minor, version->patch);
  return text;
}

static zoo_gemm_library chosen = ZOO_GEMM_FASTEST;

zoo_gemm_library zoo_gemm_choice(void) { return chosen; }
void zoo_gemm_choose(zoo_gemm_library library) { chosen = library; }

// oneDNN generates its code for the CPU it runs on. OpenBLAS knows CPUs by name, and takes old kernels for one it has
// never heard of; threads of its own would fight with ours.
static zoo_gemm_library usual_library(void) {
  if (chosen != ZOO_GEMM_FASTEST) return chosen;
#if defined(__x86_64__)
  return ZOO_GEMM_ONEDNN;
#else
  return openblas_get_parallel() == 1 ? ZOO_GEMM_ONEDNN : ZOO_GEMM_OPENBLAS;
#endif
}

// Without AVX-512, oneDNN takes a small product (1/m + 1/n >= 0.0038) from where it lies. Where it has to walk down the
// columns of a matrix whose rows are a multiple of 512 bytes apart, that is half as fast as OpenBLAS, which copies:
// 65 and 125 GFLOP/s on two cores of a Zen 3 for Aᵀ B, 1024 x 256 x 6368, and 76 and 124 for A B, 64 x 4096 x 2048.
static zoo_gemm_library library_for(int transpose_a, int transpose_b, size_t m, size_t n, size_t k) {
  zoo_gemm_library usual = usual_library();
  if (chosen != ZOO_GEMM_FASTEST || usual != ZOO_GEMM_ONEDNN || transpose_b || has_avx512() ||
      openblas_get_parallel() == 1)
    return usual;
  int tall = transpose_a && m % 128 == 0 && m >= 256 && n >= 200 && k >= 256;
  int wide = !transpose_a && m >= 32 && n % 512 == 0 && n >= 2048 && k >= 512;
  int in_place = m * n <= 264 * (m + n);
  return in_place && (tall || wide) ? ZOO_GEMM_OPENBLAS : usual;
}

void zoo_gemm(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, float alpha, const float *a,
              size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc) {
  if (m == 0 || n == 0) return;
  if (library_for(transpose_a, transpose_b, m, n, k) == ZOO_GEMM_ONEDNN) {
    zoo_require(dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', (dnnl_dim_t)m, (dnnl_dim_t)n,
                           (dnnl_dim_t)k, alpha, a, (dnnl_dim_t)lda, b, (dnnl_dim_t)ldb, beta, c,
                           (dnnl_dim_t)ldc),
                "dnnl_sgemm");
  } else {
    cblas_sgemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
                transpose_b ? CblasTrans : CblasNoTrans, (int)m, (int)n, (int)k, alpha, a, (int)lda, b,
                (int)ldb, beta, c, (int)ldc);
  }
}

typedef struct {
  int transpose_a, transpose_b;
  size_t m, n, k, a_step, lda, b_step, ldb, c_step, ldc;
  float alpha, beta;
  const float *a, *b;
  float *c;
} batch_job;

static void batch_body(void *context, size_t begin, size_t end) {
  const batch_job *j = context;
  for (size_t i = begin; i < end; i++)
    zoo_gemm(j->transpose_a, j->transpose_b, j->m, j->n, j->k, j->alpha, j->a + i * j->a_step, j->lda,
             j->b + i * j->b_step, j->ldb, j->beta, j->c + i * j->c_step, j->ldc);
}

void zoo_gemm_batched(size_t batch, int transpose_a, int transpose_b, size_t m, size_t n, size_t k,
                      float alpha, const float *a, size_t a_step, size_t lda, const float *b,
                      size_t b_step, size_t ldb, float beta, float *c, size_t c_step, size_t ldc) {
  batch_job job = {transpose_a, transpose_b, m, n, k, a_step, lda, b_step, ldb, c_step, ldc, alpha, beta,
                   a, b, c};
  // A few large products share their work among the threads; many small ones are shared out whole.
  size_t work = batch * m * n * k;
  int whole = batch >= 4 * (size_t)zoo_thread_count() && work > 65536;
  zoo_parallel_for(batch, whole ? 1 : batch, batch_body, &job);
}

// For a small batch, y^T = W x^T, with both small matrices transposed by hand, runs at the full speed of a
// product of untransposed matrices (454 GFLOP/s for 64 rows, 4096 inputs, 2048 outputs); x W^T has to turn
// all of W round on the way (138 GFLOP/s).
static int turns_small_side(size_t rows, size_t inputs, size_t outputs) {
  return usual_library() == ZOO_GEMM_ONEDNN && rows >= 12 && rows <= 192 && outputs >= 64 &&
         inputs >= 64;
}

int zoo_linear_wants_columns(size_t rows) { return has_avx512() && rows >= 4; }

size_t zoo_linear_scratch_count(size_t rows, size_t inputs, size_t outputs) {
  return turns_small_side(rows, inputs, outputs) ? rows * (inputs + outputs) : 0;
}

void zoo_linear(size_t rows, size_t inputs, size_t outputs, const float *x, const float *w,
                const float *bias, float *scratch, float *y) {
  if (turns_small_side(rows, inputs, outputs)) {
    float *x_turned = scratch, *y_turned = scratch + rows * inputs;
    zoo_transpose(1, rows, inputs, x, x_turned);
    zoo_gemm(0, 0, outputs, rows, inputs, 1, w, inputs, x_turned, rows, 0, y_turned, rows);
    zoo_transpose(1, outputs, rows, y_turned, y);
  } else {
    zoo_gemm(0, 1, rows, outputs, inputs, 1, x, inputs, w, inputs, 0, y, outputs);
  }
  if (bias) {
    const size_t dimensions[] = {rows, outputs}, own[] = {outputs, 1}, repeated[] = {0, 1};
    zoo_binary(ZOO_ADD, 2, dimensions, own, repeated, y, bias, y);
  }
}
