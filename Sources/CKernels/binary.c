// Broadcasting arithmetic: rows of the innermost dimension, each by one of four loops.
#include "vectorize.h"
#include "zoo_elementwise.h"
#include "zoo_parallel.h"

#define MAX_RANK 8

typedef struct {
  zoo_binary_op op;
  int rank;
  const size_t *dimensions, *a_strides, *b_strides;
  const float *a, *b;
  float *c;
} binary_job;

// The four cases keep each inner loop free of strides, so that it vectorises.
#define ROW(NAME, VALUE)                                                                        \
  ZOO_CLONES void NAME(size_t n, int a_moves, int b_moves, const float *a, const float *b,     \
                       float *c) {                                                              \
    if (a_moves && b_moves) {                                                                   \
      for (size_t i = 0; i < n; i++) { float x = a[i], y = b[i]; c[i] = (VALUE); }              \
    } else if (a_moves) {                                                                       \
      const float y = b[0];                                                                     \
      for (size_t i = 0; i < n; i++) { float x = a[i]; c[i] = (VALUE); }                        \
    } else if (b_moves) {                                                                       \
      const float x = a[0];                                                                     \
      for (size_t i = 0; i < n; i++) { float y = b[i]; c[i] = (VALUE); }                        \
    } else {                                                                                    \
      const float x = a[0], y = b[0];                                                           \
      for (size_t i = 0; i < n; i++) c[i] = (VALUE);                                            \
    }                                                                                           \
  }

ROW(zoo_add_row, x + y)
ROW(zoo_subtract_row, x - y)
ROW(zoo_multiply_row, x *y)
ROW(zoo_divide_row, x / y)
ROW(zoo_maximum_row, x > y ? x : y)
ROW(zoo_minimum_row, x < y ? x : y)

typedef void (*row_body)(size_t, int, int, const float *, const float *, float *);
static const row_body rows[] = {zoo_add_row,    zoo_subtract_row, zoo_multiply_row,
                                zoo_divide_row, zoo_maximum_row,  zoo_minimum_row};

// Elements [begin, end) of the output, row by row.
static void binary_body(void *context, size_t begin, size_t end) {
  const binary_job *job = context;
  const int inner = job->rank - 1;
  const size_t width = job->dimensions[inner];
  const int a_moves = job->a_strides[inner] != 0, b_moves = job->b_strides[inner] != 0;
  for (size_t at = begin; at < end;) {
    size_t column = at % width, row = at / width;
    size_t a_offset = a_moves ? column : 0, b_offset = b_moves ? column : 0;
    for (int d = inner - 1; d >= 0; d--) {
      size_t index = row % job->dimensions[d];
      row /= job->dimensions[d];
      a_offset += index * job->a_strides[d];
      b_offset += index * job->b_strides[d];
    }
    size_t run = zoo_min_size(width - column, end - at);
    rows[job->op](run, a_moves, b_moves, job->a + a_offset, job->b + b_offset, job->c + at);
    at += run;
  }
}

void zoo_binary(zoo_binary_op op, int rank, const size_t *dimensions, const size_t *a_strides,
                const size_t *b_strides, const float *a, const float *b, float *c) {
  size_t count = 1;
  for (int d = 0; d < rank; d++) count *= dimensions[d];
  binary_job job = {op, rank, dimensions, a_strides, b_strides, a, b, c};
  zoo_parallel_for(count, ZOO_GRAIN, binary_body, &job);
}
