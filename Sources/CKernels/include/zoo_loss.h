#pragma once
#include <stddef.h>
#include <stdint.h>

/// Softmax cross-entropy of logits [rows, classes] against class indices.
typedef struct {
  size_t rows, classes;
  const int32_t *targets;
  const float *class_weights;  // [classes] or NULL
  int32_t ignored;             // rows with this target count nothing
  float smoothing;             // label smoothing, 0...1
} zoo_cross_entropy_shape;

/// Writes each row's loss (already weighted) and log-sum-exp; returns the total weight of the rows counted.
double zoo_cross_entropy(const zoo_cross_entropy_shape *shape, const float *logits, float *losses,
                         float *log_sum_exp);
/// dx[row, :] = scale * row_scale[row] (or 1 where NULL) * d loss[row] / d logits. dx may be the logits.
void zoo_cross_entropy_backward(const zoo_cross_entropy_shape *shape, const float *logits,
                                const float *log_sum_exp, float scale, const float *row_scale, float *dx);

typedef enum { ZOO_MSE, ZOO_L1, ZOO_HUBER, ZOO_BCE_LOGITS } zoo_pointwise_loss;

/// loss[i] of prediction x[i] and target t[i]; `delta` is Huber's threshold, or BCE's weight of positives.
void zoo_pointwise_loss_forward(zoo_pointwise_loss kind, size_t count, float delta, const float *x,
                                const float *t, float *losses);
/// dx[i] = scale * item_scale[i] (or 1 where NULL) * d loss[i] / d x[i].
void zoo_pointwise_loss_backward(zoo_pointwise_loss kind, size_t count, float delta, float scale,
                                 const float *item_scale, const float *x, const float *t, float *dx);

/// Mixture of `components` bivariate Gaussians (Graves 2013, eq. 18-25). Each row of `parameters` holds
/// logits, mean x, mean y, log deviation x, log deviation y, atanh correlation, `components` of each;
/// each row of `points` holds x, y. losses[row] = -log density.
void zoo_mixture_loss(size_t rows, size_t components, const float *parameters, size_t parameter_stride,
                      const float *points, size_t point_stride, float *losses);
/// The gradient with respect to the parameters, times `scale` and row_scale[row] (or 1 where NULL).
void zoo_mixture_loss_backward(size_t rows, size_t components, const float *parameters,
                               size_t parameter_stride, const float *points, size_t point_stride,
                               float scale, const float *row_scale, float *gradient,
                               size_t gradient_stride);
