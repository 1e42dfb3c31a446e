#pragma once
#include <stddef.h>

/// Per-channel mean and biased variance of x [rows, c].
void zoo_channel_moments(size_t rows, size_t c, const float *x, float *mean, float *variance);

/// y = x * scale[c] + shift[c], then ReLU if `relu`.
void zoo_channel_affine(size_t rows, size_t c, int relu, const float *x, const float *scale,
                        const float *shift, float *y);

/// Batch-norm gradients from x and, where ReLU was fused, the output y (else y is NULL). `sum_dy` and
/// `sum_dy_xhat` are the bias's and weight's gradients; dx may be NULL. `fixed` keeps the statistics constant.
void zoo_batch_norm_backward(size_t rows, size_t c, int fixed, const float *x, const float *y,
                             const float *dy, const float *mean, const float *inverse_deviation,
                             const float *weight, float *sum_dy, float *sum_dy_xhat, float *dx);

/// Layer norm over the last dimension; keeps mean and 1/deviation of each row for the backward pass.
void zoo_layer_norm(size_t rows, size_t c, float epsilon, const float *x, const float *weight,
                    const float *bias, float *y, float *mean, float *inverse_deviation);
/// dx and, added up over rows by the caller, the products dy * xhat (into `dy_xhat`).
void zoo_layer_norm_backward(size_t rows, size_t c, const float *x, const float *dy, const float *mean,
                             const float *inverse_deviation, const float *weight, float *dx,
                             float *dy_xhat);
