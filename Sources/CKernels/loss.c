#include "zoo_loss.h"

#include "vectorize.h"
#include "zoo_parallel.h"

typedef struct {
  const zoo_cross_entropy_shape *shape;
  const float *x;
  float *losses, *lse;
  const float *read_lse, *row_scale;
  float scale, weight_sum;
  float *out;
} cross_entropy_job;

ZOO_INLINE float class_weight(const zoo_cross_entropy_shape *s, size_t c) {
  return s->class_weights ? s->class_weights[c] : 1.0f;
}

ZOO_CLONES void zoo_cross_entropy_rows(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const cross_entropy_job *job = context;
  const zoo_cross_entropy_shape *s = job->shape;
  const size_t n = s->classes;
  for (size_t row = begin; row < end; row++) {
    const float *x = job->x + row * n;
    const int32_t target = s->targets[row];
    const float top = zoo_largest(x, n);
    float sum = 0;
    for (size_t i = 0; i < n; i++) sum += zoo_exp(x[i] - top);
    const float lse = top + zoo_log(sum);
    job->lse[row] = lse;
    if (target == s->ignored) {
      job->losses[row] = 0;
      continue;
    }
    float loss = (1 - s->smoothing) * class_weight(s, (size_t)target) * (lse - x[target]);
    if (s->smoothing > 0) {
      float spread = 0;
      // Two loops: a load behind a test in one loop would be masked, and those are slow on Zen.
      if (s->class_weights)
        for (size_t i = 0; i < n; i++) spread += s->class_weights[i] * (lse - x[i]);
      else
        for (size_t i = 0; i < n; i++) spread += lse - x[i];
      loss += s->smoothing / (float)n * spread;
    }
    job->losses[row] = loss;
  }
}

double zoo_cross_entropy(const zoo_cross_entropy_shape *shape, const float *logits, float *losses,
                         float *log_sum_exp) {
  cross_entropy_job job = {.shape = shape, .x = logits, .losses = losses, .lse = log_sum_exp};
  zoo_parallel_for(shape->rows, 1 + ZOO_GRAIN / 4 / (shape->classes + 1), zoo_cross_entropy_rows, &job);
  double weight = 0;
  for (size_t row = 0; row < shape->rows; row++)
    if (shape->targets[row] != shape->ignored)
      weight += (double)class_weight(shape, (size_t)shape->targets[row]);
  return weight;
}

ZOO_CLONES void zoo_cross_entropy_back(void *context, size_t begin, size_t end) {
  const cross_entropy_job *job = context;
  const zoo_cross_entropy_shape *s = job->shape;
  const size_t n = s->classes;
  for (size_t row = begin; row < end; row++) {
    const float *x = job->x + row * n;
    float *dx = job->out + row * n;
    const int32_t target = s->targets[row];
    if (target == s->ignored) {
      memset(dx, 0, n * sizeof *dx);
      continue;
    }
    const float lse = job->read_lse[row];
    const float g = job->scale * (job->row_scale ? job->row_scale[row] : 1.0f);
    const float hit = g * (1 - s->smoothing) * class_weight(s, (size_t)target);
    const float each = g * s->smoothing / (float)n, total = hit + each * job->weight_sum;
    const float even = s->class_weights ? 0 : each;
    for (size_t i = 0; i < n; i++) dx[i] = total * zoo_exp(x[i] - lse) - even;
    if (s->class_weights && s->smoothing > 0)
      for (size_t i = 0; i < n; i++) dx[i] -= each * s->class_weights[i];
    dx[target] -= hit;
  }
}

void zoo_cross_entropy_backward(const zoo_cross_entropy_shape *shape, const float *logits,
                                const float *log_sum_exp, float scale, const float *row_scale, float *dx) {
  cross_entropy_job job = {.shape = shape, .x = logits, .read_lse = log_sum_exp, .scale = scale,
                           .row_scale = row_scale, .out = dx};
  for (size_t c = 0; c < shape->classes; c++) job.weight_sum += class_weight(shape, c);
  zoo_parallel_for(shape->rows, 1 + ZOO_GRAIN / 4 / (shape->classes + 1), zoo_cross_entropy_back, &job);
}

typedef struct {
  float delta, scale;
  const float *x, *t, *item_scale;
  float *out;
} pointwise_job;

// d = x - t; VALUE is the loss and SLOPE its derivative with respect to x.
#define POINTWISE(NAME, VALUE, SLOPE)                                                                \
  ZOO_CLONES void NAME##_forward(void *context, size_t begin, size_t end) {                          \
    const pointwise_job *job = context;                                                              \
    const float delta = job->delta, *X = job->x, *T = job->t;                                        \
    (void)delta;                                                                                     \
    for (size_t i = begin; i < end; i++) {                                                           \
      float x = X[i], t = T[i], d = x - t;                                                           \
      (void)d;                                                                                       \
      job->out[i] = (VALUE);                                                                         \
    }                                                                                                \
  }                                                                                                  \
  ZOO_CLONES void NAME##_backward(void *context, size_t begin, size_t end) {                         \
    const pointwise_job *job = context;                                                              \
    const float delta = job->delta, *X = job->x, *T = job->t;                                        \
    (void)delta;                                                                                     \
    for (size_t i = begin; i < end; i++) {                                                           \
      float x = X[i], t = T[i], d = x - t;                                                           \
      (void)d;                                                                                       \
      job->out[i] = job->scale * (job->item_scale ? job->item_scale[i] : 1.0f) * (SLOPE);            \
    }                                                                                                \
  }

POINTWISE(zoo_mse, d *d, 2.0f * d)
POINTWISE(zoo_l1, fabsf(d), (d > 0 ? 1.0f : 0.0f) - (d < 0 ? 1.0f : 0.0f))
POINTWISE(zoo_huber, fabsf(d) < delta ? 0.5f * d * d : delta * (fabsf(d) - 0.5f * delta),
          fabsf(d) < delta ? d : (d > 0 ? delta : -delta))
// delta: the weight of positive examples. softplus(-x) = log(1 + e^-|x|) + max(-x, 0).
POINTWISE(zoo_bce,
          (1 - t) * x + (1 + (delta - 1) * t) *
                            (zoo_log(1.0f + zoo_exp(-fabsf(x))) + (x < 0 ? -x : 0.0f)),
          (1 - t) - (1 + (delta - 1) * t) * zoo_sigmoid(-x))

static const zoo_range_body pointwise_forward[] = {zoo_mse_forward, zoo_l1_forward, zoo_huber_forward,
                                                   zoo_bce_forward};
static const zoo_range_body pointwise_backward[] = {zoo_mse_backward, zoo_l1_backward, zoo_huber_backward,
                                                    zoo_bce_backward};

void zoo_pointwise_loss_forward(zoo_pointwise_loss kind, size_t count, float delta, const float *x,
                                const float *t, float *losses) {
  pointwise_job job = {.delta = delta, .x = x, .t = t, .out = losses};
  zoo_parallel_for(count, ZOO_GRAIN, pointwise_forward[kind], &job);
}

void zoo_pointwise_loss_backward(zoo_pointwise_loss kind, size_t count, float delta, float scale,
                                 const float *item_scale, const float *x, const float *t, float *dx) {
  pointwise_job job = {.delta = delta, .scale = scale, .x = x, .t = t, .item_scale = item_scale, .out = dx};
  zoo_parallel_for(count, ZOO_GRAIN, pointwise_backward[kind], &job);
}
