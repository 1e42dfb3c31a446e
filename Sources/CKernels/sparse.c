#include "zoo_sparse.h"

#include "vectorize.h"
#include "zoo_parallel.h"

typedef struct {
  const zoo_sparse_shape *shape;
  const float *x, *weights, *bias;
  float *y;
  int relu;
} sparse_job;

// Sixteen floats as one value, wherever they lie: clang unrolls a loop over them into scalars before it thinks of vectors.
typedef float block __attribute__((vector_size(64), aligned(4), may_alias));

ZOO_INLINE void add_scaled(float *restrict to, const float *restrict from, float value, size_t count) {
  if (count == 16) {
    *(block *)to += value * *(const block *)from;
  } else {
    for (size_t i = 0; i < count; i++) to[i] += value * from[i];
  }
}

ZOO_INLINE size_t first_tap(size_t i, size_t extent) { return i + 1 > extent ? i + 1 - extent : 0; }

// `oc` is a constant where this is called with one.
ZOO_INLINE void forward_image(const sparse_job *job, size_t image, size_t oc) {
  ZOO_FAST_MATH
  const zoo_sparse_shape s = *job->shape;
  const size_t oh = s.h - s.kh + 1, ow = s.w - s.kw + 1;
  const float *x = job->x + image * s.h * s.w * s.c;
  float *restrict y = job->y + image * oh * ow * oc;
  for (size_t i = 0; i < oh * ow; i++)
    for (size_t o = 0; o < oc; o++) y[i * oc + o] = job->bias ? job->bias[o] : 0;
  for (size_t iy = 0; iy < s.h; iy++)
    for (size_t ix = 0; ix < s.w; ix++)
      for (size_t ic = 0; ic < s.c; ic++) {
        const float value = x[(iy * s.w + ix) * s.c + ic];
        if (value == 0) continue;
        for (size_t ky = first_tap(iy, oh); ky < s.kh && ky <= iy; ky++)
          for (size_t kx = first_tap(ix, ow); kx < s.kw && kx <= ix; kx++) {
            const float *w = job->weights + ((ky * s.kw + kx) * s.c + ic) * oc;
            add_scaled(y + ((iy - ky) * ow + ix - kx) * oc, w, value, oc);
          }
      }
  if (job->relu)
    for (size_t i = 0; i < oh * ow * oc; i++) y[i] = y[i] > 0 ? y[i] : 0;
}

ZOO_CLONES void zoo_sparse_forward_body(void *context, size_t begin, size_t end) {
  const sparse_job *job = context;
  for (size_t image = begin; image < end; image++) {
    if (job->shape->oc == 16) forward_image(job, image, 16);
    else forward_image(job, image, job->shape->oc);
  }
}

void zoo_sparse_forward(const zoo_sparse_shape *shape, const float *x, const float *weights,
                        const float *bias, int relu, float *y) {
  sparse_job job = {shape, x, weights, bias, y, relu};
  zoo_parallel_for(shape->n, 8, zoo_sparse_forward_body, &job);
}

ZOO_INLINE void backward_row(const sparse_job *job, size_t ky, size_t oc) {
  ZOO_FAST_MATH
  const zoo_sparse_shape s = *job->shape;
  const size_t oh = s.h - s.kh + 1, ow = s.w - s.kw + 1;
  float *dw = job->y + ky * s.kw * s.c * oc;
  memset(dw, 0, s.kw * s.c * oc * sizeof *dw);
  for (size_t image = 0; image < s.n; image++) {
    const float *x = job->x + image * s.h * s.w * s.c, *dy = job->weights + image * oh * ow * oc;
    for (size_t iy = ky; iy < ky + oh; iy++)
      for (size_t ix = 0; ix < s.w; ix++)
        for (size_t ic = 0; ic < s.c; ic++) {
          const float value = x[(iy * s.w + ix) * s.c + ic];
          if (value == 0) continue;
          for (size_t kx = first_tap(ix, ow); kx < s.kw && kx <= ix; kx++) {
            const float *from = dy + ((iy - ky) * ow + ix - kx) * oc;
            add_scaled(dw + (kx * s.c + ic) * oc, from, value, oc);
          }
        }
  }
}

ZOO_CLONES void zoo_sparse_backward_body(void *context, size_t begin, size_t end) {
  const sparse_job *job = context;
  for (size_t ky = begin; ky < end; ky++) {
    if (job->shape->oc == 16) backward_row(job, ky, 16);
    else backward_row(job, ky, job->shape->oc);
  }
}

void zoo_sparse_backward_weights(const zoo_sparse_shape *shape, const float *x, const float *dy, float *dw) {
  sparse_job job = {shape, x, dy, NULL, dw, 0};
  zoo_parallel_for(shape->kh, 1, zoo_sparse_backward_body, &job);
}
