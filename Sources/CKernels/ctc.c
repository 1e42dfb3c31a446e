// Connectionist temporal classification (Graves et al. 2006), forward and backward variables as logarithms.
#include "vectorize.h"
#include "zoo_ctc.h"
#include "zoo_parallel.h"

#define LOG_ZERO -1e30f  // finite, so that no difference is NaN

typedef struct {
  const zoo_ctc_shape *shape;
  const float *logits, *read_alphas, *read_lse, *read_losses, *sample_scale;
  float *alphas, *lse, *losses, *scratch, *dx;
} ctc_job;

// One sample: its states are blank, label, blank, label, ..., blank.
typedef struct {
  size_t states, length, first;  // first: where its states begin among those of all samples
  const int32_t *labels;
  const float *logits;
  float *log_p, *skip, *line, *other;  // [states], [states], and twice [states + 2]
} ctc_sample;

ZOO_INLINE int32_t label_of(const zoo_ctc_shape *s, const ctc_sample *one, size_t state) {
  return state % 2 ? one->labels[state / 2] : s->blank;
}

ZOO_INLINE ctc_sample sample_at(const ctc_job *job, size_t index) {
  const zoo_ctc_shape *s = job->shape;
  ctc_sample one = {.states = 2 * (s->starts[index + 1] - s->starts[index]) + 1,
                    .length = (size_t)s->lengths[index],
                    .first = 2 * s->starts[index] + index,
                    .labels = s->labels + s->starts[index],
                    .logits = job->logits + index * s->steps * s->classes};
  one.log_p = job->scratch + 4 * one.first + 4 * index;
  one.skip = one.log_p + one.states;
  one.line = one.skip + one.states;
  one.other = one.line + one.states + 2;
  // A label may follow the label before it without a blank between them where the two differ.
  for (size_t i = 0; i < one.states; i++)
    one.skip[i] = i % 2 && i > 1 && one.labels[i / 2] != one.labels[i / 2 - 1] ? 0 : LOG_ZERO;
  return one;
}

ZOO_INLINE float log_add3(float a, float b, float c) {
  float top = a > b ? a : b;
  top = c > top ? c : top;
  return top + zoo_log(zoo_exp(a - top) + zoo_exp(b - top) + zoo_exp(c - top));
}

ZOO_INLINE void read_step(const zoo_ctc_shape *s, const ctc_sample *one, size_t t, float lse) {
  const float *x = one->logits + t * s->classes;
  for (size_t i = 0; i < one->states; i++) one->log_p[i] = x[label_of(s, one, i)] - lse;
}

ZOO_CLONES void zoo_ctc_forward_samples(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const ctc_job *job = context;
  const zoo_ctc_shape *s = job->shape;
  for (size_t index = begin; index < end; index++) {
    const ctc_sample one = sample_at(job, index);
    const size_t n = one.states;
    float *before = one.line, *lse = job->lse + index * s->steps;
    before[0] = before[1] = LOG_ZERO;
    for (size_t i = 0; i < n; i++) before[i + 2] = LOG_ZERO;
    for (size_t t = 0; t < one.length; t++) {
      const float *x = one.logits + t * s->classes;
      const float top = zoo_largest(x, s->classes);
      float sum = 0;
      for (size_t c = 0; c < s->classes; c++) sum += zoo_exp(x[c] - top);
      lse[t] = top + zoo_log(sum);
      read_step(s, &one, t, lse[t]);
      float *alpha = job->alphas + s->steps * one.first + t * n;
      if (t == 0) {
        for (size_t i = 0; i < n; i++) alpha[i] = i < 2 ? one.log_p[i] : LOG_ZERO;
      } else {
        for (size_t i = 0; i < n; i++)
          alpha[i] = one.log_p[i] + log_add3(before[i + 2], before[i + 1], before[i] + one.skip[i]);
      }
      memcpy(before + 2, alpha, n * sizeof *alpha);
    }
    float total = one.length == 0 ? (n == 1 ? 0 : LOG_ZERO)
                                  : log_add3(before[n + 1], n > 1 ? before[n] : LOG_ZERO, LOG_ZERO);
    job->losses[index] = total < LOG_ZERO / 2 ? INFINITY : -total;
  }
}

void zoo_ctc_forward(const zoo_ctc_shape *shape, const float *logits, float *alphas, float *log_sum_exp,
                     float *scratch, float *losses) {
  ctc_job job = {.shape = shape, .logits = logits, .alphas = alphas, .lse = log_sum_exp, .scratch = scratch,
                 .losses = losses};
  zoo_parallel_for(shape->samples, 1, zoo_ctc_forward_samples, &job);
}

ZOO_CLONES void zoo_ctc_backward_samples(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const ctc_job *job = context;
  const zoo_ctc_shape *s = job->shape;
  for (size_t index = begin; index < end; index++) {
    const ctc_sample one = sample_at(job, index);
    const size_t n = one.states;
    const float loss = job->read_losses[index], scale = job->sample_scale[index];
    float *dx = job->dx + index * s->steps * s->classes;
    const size_t counted = loss < INFINITY ? one.length : 0;
    memset(dx + counted * s->classes, 0, (s->steps - counted) * s->classes * sizeof *dx);
    // beta [i]: the logarithm of what is left to be written after this step, in state i; two states beyond the last.
    float *beta = one.line, *after = one.other;
    for (size_t i = 0; i < n + 2; i++) after[i] = beta[i] = LOG_ZERO;
    for (size_t t = counted; t-- > 0;) {
      const float *x = one.logits + t * s->classes;
      const float lse = job->read_lse[index * s->steps + t];
      const float *alpha = job->read_alphas + s->steps * one.first + t * n;
      float *g = dx + t * s->classes;
      if (t + 1 == counted) {
        beta[n - 1] = 0;
        if (n > 1) beta[n - 2] = 0;
      } else {
        for (size_t i = 0; i < n; i++) after[i] = beta[i] + one.log_p[i];
        for (size_t i = 0; i < n; i++)
          beta[i] = log_add3(after[i], after[i + 1], after[i + 2] + (i + 2 < n ? one.skip[i + 2] : LOG_ZERO));
      }
      for (size_t c = 0; c < s->classes; c++) g[c] = scale * zoo_exp(x[c] - lse);
      for (size_t i = 0; i < n; i++) g[label_of(s, &one, i)] -= scale * zoo_exp(alpha[i] + beta[i] + loss);
      read_step(s, &one, t, lse);
    }
  }
}

void zoo_ctc_backward(const zoo_ctc_shape *shape, const float *logits, const float *alphas,
                      const float *log_sum_exp, const float *losses, const float *sample_scale, float *scratch,
                      float *dx) {
  ctc_job job = {.shape = shape, .logits = logits, .read_alphas = alphas, .read_lse = log_sum_exp,
                 .read_losses = losses, .sample_scale = sample_scale, .scratch = scratch, .dx = dx};
  zoo_parallel_for(shape->samples, 1, zoo_ctc_backward_samples, &job);
}
