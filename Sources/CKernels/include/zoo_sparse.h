#pragma once
#include <stddef.h>

/// A convolution with stride 1 and no padding of images that are mostly zeros: the work is that of the others.
/// Images [n, h, w, c], output [n, h - kh + 1, w - kw + 1, oc], weights and their gradient [kh, kw, c, oc].
typedef struct {
  size_t n, h, w, c, oc, kh, kw;
} zoo_sparse_shape;

/// y = relu(x * weights + bias); `bias` may be NULL, relu is left out where it is 0.
void zoo_sparse_forward(const zoo_sparse_shape *shape, const float *x, const float *weights,
                        const float *bias, int relu, float *y);

/// The weights' gradient from that of the output; every kernel row is summed up by one thread.
void zoo_sparse_backward_weights(const zoo_sparse_shape *shape, const float *x, const float *dy, float *dw);
