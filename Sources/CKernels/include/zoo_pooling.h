#pragma once
#include <stddef.h>

/// Pooling windows over channels-last images [n, h, w, c] to [n, oh, ow, c].
typedef struct {
  size_t n, h, w, c, oh, ow, kh, kw, stride_h, stride_w, pad_h, pad_w;
} zoo_pooling_shape;

/// The largest (or smallest) value of each window.
void zoo_pool_extremum(const zoo_pooling_shape *shape, int maximum, const float *x, float *y);
/// dx from the input x and the output y of either: the first place of the extremum takes the gradient.
void zoo_pool_extremum_backward(const zoo_pooling_shape *shape, const float *x, const float *y,
                                const float *dy, float *dx);

/// The mean of each window; padding counts as zeros where `count_padding` is set.
void zoo_pool_average(const zoo_pooling_shape *shape, int count_padding, const float *x, float *y);
void zoo_pool_average_backward(const zoo_pooling_shape *shape, int count_padding, const float *dy,
                               float *dx);
