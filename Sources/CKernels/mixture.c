// Negative log-likelihood of a mixture of bivariate Gaussians (Graves 2013, arXiv:1308.0850, section 4.1).
#include "vectorize.h"
#include "zoo_loss.h"
#include "zoo_parallel.h"

#define MAX_COMPONENTS 128
#define LOG_TWO_PI 1.8378770664f

typedef struct {
  size_t components, parameter_stride, point_stride, gradient_stride;
  const float *parameters, *points, *row_scale;
  float scale;
  float *losses, *gradient;
} mixture_job;

ZOO_INLINE float log_sum_exp(size_t n, const float *x) {
  float top = -INFINITY, sum = 0;
  for (size_t i = 0; i < n; i++) top = x[i] > top ? x[i] : top;
  for (size_t i = 0; i < n; i++) sum += zoo_exp(x[i] - top);
  return top + zoo_log(sum);
}

// The joint log density of each component (without the mixture logits' normaliser).
ZOO_INLINE void component_logs(size_t k, const float *p, const float *point, float *logs) {
  for (size_t i = 0; i < k; i++) {
    float zx = (point[0] - p[k + i]) * zoo_exp(-p[3 * k + i]);
    float zy = (point[1] - p[2 * k + i]) * zoo_exp(-p[4 * k + i]);
    float rho = zoo_tanh(p[5 * k + i]);
    float rest = (1 - rho) * (1 + rho);
    rest = rest < 1e-6f ? 1e-6f : rest;
    float z = zx * zx + zy * zy - 2 * rho * zx * zy;
    logs[i] = p[i] - z / (2 * rest) - LOG_TWO_PI - p[3 * k + i] - p[4 * k + i] - 0.5f * zoo_log(rest);
  }
}

ZOO_CLONES void zoo_mixture_rows(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const mixture_job *job = context;
  const size_t k = job->components;
  float logs[MAX_COMPONENTS];
  for (size_t row = begin; row < end; row++) {
    const float *p = job->parameters + row * job->parameter_stride;
    component_logs(k, p, job->points + row * job->point_stride, logs);
    job->losses[row] = log_sum_exp(k, p) - log_sum_exp(k, logs);
  }
}

ZOO_CLONES void zoo_mixture_back(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const mixture_job *job = context;
  const size_t k = job->components;
  float logs[MAX_COMPONENTS];
  for (size_t row = begin; row < end; row++) {
    const float *p = job->parameters + row * job->parameter_stride;
    const float *point = job->points + row * job->point_stride;
    float *g = job->gradient + row * job->gradient_stride;
    const float scale = job->scale * (job->row_scale ? job->row_scale[row] : 1.0f);
    component_logs(k, p, point, logs);
    const float prior_lse = log_sum_exp(k, p), joint_lse = log_sum_exp(k, logs);
    for (size_t i = 0; i < k; i++) {
      float posterior = zoo_exp(logs[i] - joint_lse) * scale;
      float ix = zoo_exp(-p[3 * k + i]), iy = zoo_exp(-p[4 * k + i]);
      float zx = (point[0] - p[k + i]) * ix, zy = (point[1] - p[2 * k + i]) * iy;
      float rho = zoo_tanh(p[5 * k + i]);
      float open = (1 - rho) * (1 + rho);
      float rest = open < 1e-6f ? 1e-6f : open;
      float c = 1 / rest, z = zx * zx + zy * zy - 2 * rho * zx * zy;
      g[i] = zoo_exp(p[i] - prior_lse) * scale - posterior;
      g[k + i] = -posterior * c * ix * (zx - rho * zy);
      g[2 * k + i] = -posterior * c * iy * (zy - rho * zx);
      g[3 * k + i] = -posterior * (c * zx * (zx - rho * zy) - 1);
      g[4 * k + i] = -posterior * (c * zy * (zy - rho * zx) - 1);
      // d rho / d parameter = 1 - rho^2; where `rest` is clamped only the cross term still depends on rho.
      float slope = open < 1e-6f ? c * zx * zy * open : zx * zy + rho * (1 - c * z);
      g[5 * k + i] = -posterior * slope;
    }
  }
}

void zoo_mixture_loss(size_t rows, size_t components, const float *parameters, size_t parameter_stride,
                      const float *points, size_t point_stride, float *losses) {
  mixture_job job = {.components = components, .parameter_stride = parameter_stride,
                     .point_stride = point_stride, .parameters = parameters, .points = points,
                     .losses = losses};
  zoo_parallel_for(rows, 1 + ZOO_GRAIN / 16 / (components + 1), zoo_mixture_rows, &job);
}

void zoo_mixture_loss_backward(size_t rows, size_t components, const float *parameters,
                               size_t parameter_stride, const float *points, size_t point_stride,
                               float scale, const float *row_scale, float *gradient,
                               size_t gradient_stride) {
  mixture_job job = {.components = components, .parameter_stride = parameter_stride,
                     .point_stride = point_stride, .gradient_stride = gradient_stride,
                     .parameters = parameters, .points = points, .scale = scale,
                     .row_scale = row_scale, .gradient = gradient};
  zoo_parallel_for(rows, 1 + ZOO_GRAIN / 16 / (components + 1), zoo_mixture_back, &job);
}
