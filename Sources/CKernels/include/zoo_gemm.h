#pragma once
#include <stddef.h>

/// FASTEST: for each product the one that is faster for its shape on this CPU.
typedef enum { ZOO_GEMM_FASTEST, ZOO_GEMM_ONEDNN, ZOO_GEMM_OPENBLAS } zoo_gemm_library;

/// The library that does matrix products.
zoo_gemm_library zoo_gemm_choice(void);
void zoo_gemm_choose(zoo_gemm_library library);

/// C = alpha op(A) op(B) + beta C, row-major; op(A) is [m, k], op(B) is [k, n].
void zoo_gemm(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, float alpha, const float *a,
              size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc);

/// `batch` products of matrices `a_step`, `b_step`, `c_step` floats apart (0 repeats one matrix).
void zoo_gemm_batched(size_t batch, int transpose_a, int transpose_b, size_t m, size_t n, size_t k,
                      float alpha, const float *a, size_t a_step, size_t lda, const float *b,
                      size_t b_step, size_t ldb, float beta, float *c, size_t c_step, size_t ldc);

/// y = x Wᵀ + bias for x [rows, inputs], W [outputs, inputs]; bias may be NULL. `scratch` holds
/// zoo_linear_scratch_count floats.
void zoo_linear(size_t rows, size_t inputs, size_t outputs, const float *x, const float *w,
                const float *bias, float *scratch, float *y);
size_t zoo_linear_scratch_count(size_t rows, size_t inputs, size_t outputs);

/// Whether x U is so much faster than x Wᵀ for a few rows of x that U = Wᵀ is worth its copy, where W serves several times.
int zoo_linear_wants_columns(size_t rows);

/// What OpenBLAS says of itself: 0 sequential, 1 its own threads, 2 OpenMP; and the name of its kernels.
int zoo_openblas_parallel(void);
const char *zoo_openblas_core(void);
const char *zoo_onednn_version(void);
