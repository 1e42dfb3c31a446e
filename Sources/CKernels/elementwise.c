#include "zoo_elementwise.h"

#include "vectorize.h"
#include "zoo_parallel.h"

typedef struct {
  const float *x, *y, *dy;
  float *out;
  float parameter, shift;
  uint64_t seed;
} element_job;

typedef void (*element_body)(void *, size_t, size_t);

#define ELEMENT_LOOP(NAME, EXPRESSION)                                    \
  ZOO_CLONES void NAME(void *context, size_t begin, size_t end) {         \
    ZOO_FAST_MATH                                                         \
    const element_job *job = context;                                     \
    const float *X = job->x, *Y = job->y, *DY = job->dy;                  \
    float *out = job->out;                                                \
    const float p = job->parameter;                                       \
    (void)X, (void)Y, (void)DY, (void)p;                                  \
    for (size_t i = begin; i < end; i++) {                                \
      EXPRESSION                                                          \
    }                                                                     \
  }

#define FORWARD(NAME, VALUE) ELEMENT_LOOP(NAME, float x = X[i]; out[i] = (VALUE);)
#define BACKWARD_X(NAME, VALUE) ELEMENT_LOOP(NAME, float x = X[i]; out[i] = DY[i] * (VALUE);)
#define BACKWARD_Y(NAME, VALUE) ELEMENT_LOOP(NAME, float y = Y[i]; out[i] = DY[i] * (VALUE);)

FORWARD(zoo_relu_forward, x < 0.0f ? 0.0f : x)  // this way round it keeps NaN
FORWARD(zoo_leaky_forward, x > 0.0f ? x : p * x)
FORWARD(zoo_sigmoid_forward, zoo_sigmoid(x))
FORWARD(zoo_tanh_forward, zoo_tanh(x))
FORWARD(zoo_gelu_forward, 0.5f * x * (1.0f + zoo_erf(x * 0.70710678f)))
FORWARD(zoo_softplus_forward, (x > 0.0f ? x : 0.0f) + zoo_log(1.0f + zoo_exp(-fabsf(x))))
FORWARD(zoo_exp_forward, zoo_exp(x))
FORWARD(zoo_log_forward, zoo_log(x))
FORWARD(zoo_sqrt_forward, zoo_sqrt(x))
FORWARD(zoo_square_forward, x * x)
FORWARD(zoo_abs_forward, fabsf(x))
FORWARD(zoo_negate_forward, -x)
FORWARD(zoo_reciprocal_forward, 1.0f / x)

BACKWARD_Y(zoo_relu_backward, y > 0.0f ? 1.0f : 0.0f)
BACKWARD_X(zoo_leaky_backward, x > 0.0f ? 1.0f : p)
BACKWARD_Y(zoo_sigmoid_backward, y *(1.0f - y))
BACKWARD_Y(zoo_tanh_backward, 1.0f - y * y)
BACKWARD_X(zoo_gelu_backward,
           0.5f * (1.0f + zoo_erf(x * 0.70710678f)) + x * 0.39894228f * zoo_exp(-0.5f * x * x))
BACKWARD_X(zoo_softplus_backward, zoo_sigmoid(x))
BACKWARD_Y(zoo_exp_backward, y)
BACKWARD_X(zoo_log_backward, 1.0f / x)
BACKWARD_Y(zoo_sqrt_backward, 0.5f / y)
BACKWARD_X(zoo_square_backward, 2.0f * x)
BACKWARD_X(zoo_abs_backward, (x > 0.0f ? 1.0f : 0.0f) - (x < 0.0f ? 1.0f : 0.0f))
BACKWARD_X(zoo_negate_backward, -1.0f)
BACKWARD_Y(zoo_reciprocal_backward, -y * y)

// In the order of zoo_unary_op.
static const element_body forward_bodies[] = {
    zoo_relu_forward, zoo_leaky_forward,  zoo_sigmoid_forward, zoo_tanh_forward,   zoo_gelu_forward,
    zoo_softplus_forward, zoo_exp_forward, zoo_log_forward,    zoo_sqrt_forward,   zoo_square_forward,
    zoo_abs_forward,  zoo_negate_forward, zoo_reciprocal_forward};
static const element_body backward_bodies[] = {
    zoo_relu_backward, zoo_leaky_backward,  zoo_sigmoid_backward, zoo_tanh_backward, zoo_gelu_backward,
    zoo_softplus_backward, zoo_exp_backward, zoo_log_backward,    zoo_sqrt_backward, zoo_square_backward,
    zoo_abs_backward,  zoo_negate_backward, zoo_reciprocal_backward};

void zoo_unary_forward(zoo_unary_op op, size_t count, const float *x, float *y, float parameter) {
  element_job job = {.x = x, .out = y, .parameter = parameter};
  zoo_parallel_for(count, ZOO_GRAIN, forward_bodies[op], &job);
}

void zoo_unary_backward(zoo_unary_op op, size_t count, const float *x, const float *y,
                        const float *dy, float *dx, float parameter) {
  element_job job = {.x = x, .y = y, .dy = dy, .out = dx, .parameter = parameter};
  zoo_parallel_for(count, ZOO_GRAIN, backward_bodies[op], &job);
}

// The fill, affine and dropout loops share the job above.
ELEMENT_LOOP(zoo_fill_body, out[i] = p;)
ELEMENT_LOOP(zoo_affine_body, out[i] = p * X[i] + job->shift;)
ELEMENT_LOOP(zoo_add_scaled_body, out[i] += p * X[i];)
// At a tie each side takes half of the gradient.
ELEMENT_LOOP(zoo_greater_mask, out[i] = X[i] > Y[i] ? DY[i] : (X[i] == Y[i] ? 0.5f * DY[i] : 0.0f);)

void zoo_fill(size_t count, float value, float *x) {
  element_job job = {.out = x, .parameter = value};
  zoo_parallel_for(count, ZOO_GRAIN, zoo_fill_body, &job);
}

void zoo_affine(size_t count, float scale, float shift, const float *x, float *y) {
  element_job job = {.x = x, .out = y, .parameter = scale, .shift = shift};
  zoo_parallel_for(count, ZOO_GRAIN, zoo_affine_body, &job);
}

void zoo_add_scaled(size_t count, float scale, const float *x, float *y) {
  element_job job = {.x = x, .out = y, .parameter = scale};
  zoo_parallel_for(count, ZOO_GRAIN, zoo_add_scaled_body, &job);
}

void zoo_extremum_mask(int maximum, int first, size_t count, const float *a, const float *b,
                       const float *dy, float *dx) {
  int greater_is_a = maximum == first;  // min(a, b) gives to a where b > a
  element_job job = {.x = greater_is_a ? a : b, .y = greater_is_a ? b : a, .dy = dy, .out = dx};
  zoo_parallel_for(count, ZOO_GRAIN, zoo_greater_mask, &job);
}

// A 32-bit integer hash with full avalanche; one draw for each element, in any order.
ZOO_INLINE uint32_t mix(uint32_t h) {
  h ^= h >> 16;
  h *= 0x7feb352dU;
  h ^= h >> 15;
  h *= 0x846ca68bU;
  return h ^ (h >> 16);
}

ZOO_CLONES void zoo_dropout_body(void *context, size_t begin, size_t end) {
  const element_job *job = context;
  const float *x = job->x;
  float *out = job->out, keep = job->parameter, scale = 1.0f / keep;
  const uint32_t low = (uint32_t)job->seed, high = (uint32_t)(job->seed >> 32);
  for (size_t i = begin; i < end; i++) {
    uint32_t h = mix(mix((uint32_t)i ^ low) + high);
    float uniform = (float)(int32_t)(h >> 8) * 0x1p-24f;
    out[i] = uniform < keep ? x[i] * scale : 0.0f;
  }
}

void zoo_dropout(size_t count, float keep, uint64_t seed, const float *x, float *y) {
  element_job job = {.x = x, .out = y, .parameter = keep, .seed = seed};
  zoo_parallel_for(count, ZOO_GRAIN, zoo_dropout_body, &job);
}
