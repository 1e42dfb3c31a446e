#pragma once
#include <stddef.h>

/// Every step reads the gradient times `gradient_scale`, so that clipping costs no pass of its own.

/// v = momentum v + g + decay w (v = that gradient on the first step); w -= rate (v, or with Nesterov g +
/// momentum v). `velocity` may be NULL without momentum.
typedef struct {
  float rate, momentum, dampening, decay, gradient_scale;
  int nesterov, first;
} zoo_sgd_options;
void zoo_sgd_step(const zoo_sgd_options *options, size_t count, float *w, const float *gradient,
                  float *velocity);

/// Kingma & Ba 2015, with PyTorch's bias correction; `decoupled` decay is AdamW (Loshchilov & Hutter 2019).
typedef struct {
  float rate, beta1, beta2, epsilon, decay, gradient_scale;
  float correction1, correction2;  // 1 - beta^t
  int decoupled;
} zoo_adam_options;
void zoo_adam_step(const zoo_adam_options *options, size_t count, float *w, const float *gradient,
                   float *mean, float *square);

/// Tieleman & Hinton 2012. `centered_mean` and `velocity` may be NULL.
typedef struct {
  float rate, alpha, epsilon, decay, momentum, gradient_scale;
} zoo_rmsprop_options;
void zoo_rmsprop_step(const zoo_rmsprop_options *options, size_t count, float *w, const float *gradient,
                      float *square, float *velocity, float *centered_mean);

/// average += (1 - decay) (w - average).
void zoo_average_step(size_t count, float decay, const float *w, float *average);
