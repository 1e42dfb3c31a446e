#include "zoo_optimizer.h"

#include "vectorize.h"
#include "zoo_parallel.h"

typedef struct {
  const void *options;
  float *restrict w;
  const float *restrict gradient;
  float *restrict a, *restrict b, *restrict c;
} step_job;

ZOO_CLONES void zoo_sgd_body(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const step_job *job = context;
  const zoo_sgd_options o = *(const zoo_sgd_options *)job->options;
  float *restrict w = job->w, *restrict v = job->a;
  const float *restrict gradient = job->gradient;
  const float kept = o.first ? 0 : o.momentum, taken = o.first ? 1 : 1 - o.dampening;
  if (!v) {
    for (size_t i = begin; i < end; i++)
      w[i] -= o.rate * (gradient[i] * o.gradient_scale + o.decay * w[i]);
  } else {
    for (size_t i = begin; i < end; i++) {
      float g = gradient[i] * o.gradient_scale + o.decay * w[i];
      float speed = (kept == 0 ? 0 : kept * v[i]) + taken * g;
      v[i] = speed;
      w[i] -= o.rate * (o.nesterov ? g + o.momentum * speed : speed);
    }
  }
}

void zoo_sgd_step(const zoo_sgd_options *options, size_t count, float *w, const float *gradient,
                  float *velocity) {
  step_job job = {options, w, gradient, velocity, NULL, NULL};
  zoo_parallel_for(count, ZOO_GRAIN, zoo_sgd_body, &job);
}

ZOO_CLONES void zoo_adam_body(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const step_job *job = context;
  const zoo_adam_options o = *(const zoo_adam_options *)job->options;
  float *restrict w = job->w, *restrict m = job->a, *restrict v = job->b;
  const float *restrict gradient = job->gradient;
  const float rate = o.rate / o.correction1, root = 1.0f / zoo_sqrt(o.correction2);
  const float coupled = o.decoupled ? 0 : o.decay, shrink = o.decoupled ? 1 - o.rate * o.decay : 1;
  for (size_t i = begin; i < end; i++) {
    float g = gradient[i] * o.gradient_scale + coupled * w[i];
    float mean = m[i] + (1 - o.beta1) * (g - m[i]);
    float square = o.beta2 * v[i] + (1 - o.beta2) * g * g;
    m[i] = mean;
    v[i] = square;
    w[i] = shrink * w[i] - rate * mean / (zoo_sqrt(square) * root + o.epsilon);
  }
}

void zoo_adam_step(const zoo_adam_options *options, size_t count, float *w, const float *gradient,
                   float *mean, float *square) {
  step_job job = {options, w, gradient, mean, square, NULL};
  zoo_parallel_for(count, ZOO_GRAIN, zoo_adam_body, &job);
}

// `centered` and `moving` are constants where this is called: asked in the loop they cost masked stores, which made it
// three times as slow on Zen 3.
ZOO_INLINE void rmsprop_loop(const step_job *job, size_t begin, size_t end, int centered, int moving) {
  ZOO_FAST_MATH
  const zoo_rmsprop_options o = *(const zoo_rmsprop_options *)job->options;
  float *restrict w = job->w, *restrict square = job->a, *restrict velocity = job->b;
  float *restrict mean = job->c;
  const float *restrict gradient = job->gradient;
  for (size_t i = begin; i < end; i++) {
    float g = gradient[i] * o.gradient_scale + o.decay * w[i];
    square[i] = o.alpha * square[i] + (1 - o.alpha) * g * g;
    float spread = square[i];
    if (centered) {
      mean[i] += (1 - o.alpha) * (g - mean[i]);
      spread -= mean[i] * mean[i];
    }
    float step = g / (zoo_sqrt(spread > 0 ? spread : 0) + o.epsilon);
    if (moving) {
      velocity[i] = o.momentum * velocity[i] + step;
      step = velocity[i];
    }
    w[i] -= o.rate * step;
  }
}

ZOO_CLONES void zoo_rmsprop_body(void *context, size_t begin, size_t end) {
  const step_job *job = context;
  if (job->c && job->b) rmsprop_loop(job, begin, end, 1, 1);
  else if (job->c) rmsprop_loop(job, begin, end, 1, 0);
  else if (job->b) rmsprop_loop(job, begin, end, 0, 1);
  else rmsprop_loop(job, begin, end, 0, 0);
}

void zoo_rmsprop_step(const zoo_rmsprop_options *options, size_t count, float *w, const float *gradient,
                      float *square, float *velocity, float *centered_mean) {
  step_job job = {options, w, gradient, square, velocity, centered_mean};
  zoo_parallel_for(count, ZOO_GRAIN, zoo_rmsprop_body, &job);
}

typedef struct {
  float decay;
  const float *w;
  float *average;
} average_job;

ZOO_CLONES void zoo_average_body(void *context, size_t begin, size_t end) {
  const average_job *job = context;
  const float *restrict w = job->w;
  float *restrict average = job->average;
  for (size_t i = begin; i < end; i++) average[i] += (1 - job->decay) * (w[i] - average[i]);
}

void zoo_average_step(size_t count, float decay, const float *w, float *average) {
  average_job job = {decay, w, average};
  zoo_parallel_for(count, ZOO_GRAIN, zoo_average_body, &job);
}
