// A soft window over a sequence of vectors (Graves 2013, arXiv:1308.0850, section 5.1).
#include "zoo_window.h"

#include "vectorize.h"
#include "zoo_parallel.h"

#define BOUND 6.0f         // of the logarithms: e^6 items a step is further than any text
#define WINDOW_GRAIN 4096  // exponentials

typedef struct {
  const zoo_window_shape *shape;
  const float *bias, *before, *read_parameters, *read_positions, *read_phi, *dout;
  float *parameters, *positions, *phi, *out, *dpositions, *dparameters, *dmemory;
} window_job;

static void run(const window_job *job, zoo_range_body body) {
  const zoo_window_shape *s = job->shape;
  zoo_parallel_for(s->n, 1 + WINDOW_GRAIN / (s->components * s->items + s->width + 1), body, (void *)job);
}

ZOO_CLONES void zoo_window_forward_rows(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const window_job *job = context;
  const zoo_window_shape *s = job->shape;
  const size_t k = s->components, width = s->width;
  for (size_t row = begin; row < end; row++) {
    float *restrict p = job->parameters + row * 3 * k, *restrict place = job->positions + row * k;
    const float *restrict before = job->before + row * k, *restrict bias = job->bias;
    for (size_t i = 0; i < 3 * k; i++) {
      float x = p[i] + bias[i];
      x = x > BOUND ? BOUND : (x < -BOUND ? -BOUND : x);
      p[i] = zoo_exp(x);
    }
    for (size_t i = 0; i < k; i++) place[i] = before[i] + p[2 * k + i];
    float *restrict phi = job->phi + row * s->items, *restrict out = job->out + row * width;
    memset(out, 0, width * sizeof *out);
    memset(phi, 0, s->items * sizeof *phi);
    for (size_t u = 0; u < (size_t)s->item_counts[row]; u++) {
      float sum = 0;
      for (size_t i = 0; i < k; i++) {
        float d = place[i] - (float)u;
        sum += p[i] * zoo_exp(-p[k + i] * d * d);
      }
      phi[u] = sum;
      const float *restrict item = s->memory + (row * s->items + u) * width;
      for (size_t j = 0; j < width; j++) out[j] += sum * item[j];
    }
  }
}

void zoo_window_forward(const zoo_window_shape *shape, const float *bias, float *parameters,
                        const float *positions_before, float *positions, float *phi, float *out) {
  window_job job = {.shape = shape, .bias = bias, .before = positions_before, .parameters = parameters,
                    .positions = positions, .phi = phi, .out = out};
  run(&job, zoo_window_forward_rows);
}

// A logarithm that was held at its bound has no slope.
ZOO_INLINE float inside(float value) { return value > 2.48e-3f && value < 403.4f ? value : 0; }

ZOO_CLONES void zoo_window_backward_rows(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const window_job *job = context;
  const zoo_window_shape *s = job->shape;
  const size_t k = s->components, width = s->width;
  for (size_t row = begin; row < end; row++) {
    const float *restrict p = job->read_parameters + row * 3 * k, *restrict place = job->read_positions + row * k;
    const float *restrict phi = job->read_phi + row * s->items, *restrict dout = job->dout + row * width;
    float *restrict dp = job->dparameters + row * 3 * k, *restrict dplace = job->dpositions + row * k;
    memset(dp, 0, 3 * k * sizeof *dp);
    for (size_t u = 0; u < (size_t)s->item_counts[row]; u++) {
      const size_t at = (row * s->items + u) * width;
      const float *restrict item = s->memory + at;
      float *restrict ditem = job->dmemory + at;
      float dphi = 0;
      for (size_t j = 0; j < width; j++) {
        dphi += dout[j] * item[j];
        ditem[j] += phi[u] * dout[j];
      }
      for (size_t i = 0; i < k; i++) {
        float d = place[i] - (float)u, e = dphi * zoo_exp(-p[k + i] * d * d), share = p[i] * e;
        dp[i] += e;
        dp[k + i] -= share * d * d;
        dplace[i] -= 2 * p[k + i] * share * d;
      }
    }
    for (size_t i = 0; i < k; i++) {
      dp[i] *= inside(p[i]);
      dp[k + i] *= inside(p[k + i]);
      dp[2 * k + i] = dplace[i] * inside(p[2 * k + i]);
    }
  }
}

void zoo_window_backward(const zoo_window_shape *shape, const float *parameters, const float *positions,
                         const float *phi, const float *dout, float *dpositions, float *dparameters,
                         float *dmemory) {
  window_job job = {.shape = shape, .read_parameters = parameters, .read_positions = positions, .read_phi = phi,
                    .dout = dout, .dpositions = dpositions, .dparameters = dparameters, .dmemory = dmemory};
  run(&job, zoo_window_backward_rows);
}
