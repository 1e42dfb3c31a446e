#include "zoo_pooling.h"

#include "vectorize.h"
#include "zoo_parallel.h"

typedef struct {
  const zoo_pooling_shape *shape;
  int flag;
  const float *x;
  float *y;
  uint8_t *tap;
  const uint8_t *read_tap;
} pooling_job;

// The part of a window that lies inside the image.
typedef struct {
  size_t first, last;   // input positions [first, last)
  size_t skipped;       // window positions before `first`
} span;

ZOO_INLINE span clip(size_t out, size_t stride, size_t pad, size_t kernel, size_t in) {
  size_t start = out * stride;
  size_t skipped = start < pad ? pad - start : 0;
  return (span){start + skipped - pad, zoo_min_size(start + kernel - pad, in), skipped};
}

// Both extrema and both uses of the taps, from one body that the compiler specialises.
ZOO_INLINE void extremum_rows(const pooling_job *job, size_t begin, size_t end, int maximum, int taps) {
  const zoo_pooling_shape *s = job->shape;
  const size_t c = s->c;
  for (size_t row = begin; row < end; row++) {
    span v = clip(row % s->oh, s->stride_h, s->pad_h, s->kh, s->h);
    const float *image = job->x + row / s->oh * s->h * s->w * c;
    for (size_t ox = 0; ox < s->ow; ox++) {
      span u = clip(ox, s->stride_w, s->pad_w, s->kw, s->w);
      float *restrict y = job->y + (row * s->ow + ox) * c;
      uint8_t *restrict tap = taps ? job->tap + (row * s->ow + ox) * c : NULL;
      const float *first = image + (v.first * s->w + u.first) * c;
      uint8_t first_tap = (uint8_t)(v.skipped * s->kw + u.skipped);
      for (size_t i = 0; i < c; i++) y[i] = first[i];
      if (taps) memset(tap, first_tap, c);
      for (size_t iy = v.first; iy < v.last; iy++) {
        for (size_t ix = u.first + (iy == v.first); ix < u.last; ix++) {
          const float *restrict x = image + (iy * s->w + ix) * c;
          uint8_t place = (uint8_t)((iy - v.first + v.skipped) * s->kw + (ix - u.first + u.skipped));
          for (size_t i = 0; i < c; i++) {
            int better = maximum ? x[i] > y[i] : x[i] < y[i];
            y[i] = better ? x[i] : y[i];
            if (taps) tap[i] = better ? place : tap[i];
          }
        }
      }
    }
  }
}

#define EXTREMUM(NAME, MAXIMUM, TAPS)                                 \
  ZOO_CLONES void NAME(void *context, size_t begin, size_t end) {     \
    extremum_rows(context, begin, end, MAXIMUM, TAPS);                \
  }
EXTREMUM(zoo_pool_max, 1, 0)
EXTREMUM(zoo_pool_max_taps, 1, 1)
EXTREMUM(zoo_pool_min, 0, 0)
EXTREMUM(zoo_pool_min_taps, 0, 1)

static size_t row_grain(const zoo_pooling_shape *s) {
  return 1 + ZOO_GRAIN / (s->ow * s->c * s->kh * s->kw + 1);
}
static size_t image_grain(const zoo_pooling_shape *s) {
  return 1 + ZOO_GRAIN / (s->oh * s->ow * s->c * s->kh * s->kw + 1);
}

void zoo_pool_extremum(const zoo_pooling_shape *shape, int maximum, const float *x, float *y,
                       uint8_t *tap) {
  pooling_job job = {.shape = shape, .x = x, .y = y, .tap = tap};
  zoo_range_body body = maximum ? (tap ? zoo_pool_max_taps : zoo_pool_max)
                                : (tap ? zoo_pool_min_taps : zoo_pool_min);
  zoo_parallel_for(shape->n * shape->oh, row_grain(shape), body, &job);
}

// Whole images, since windows of neighbouring output rows may share input rows.
ZOO_CLONES void zoo_pool_extremum_back(void *context, size_t begin, size_t end) {
  const pooling_job *job = context;
  const zoo_pooling_shape *s = job->shape;
  const size_t c = s->c;
  for (size_t n = begin; n < end; n++) {
    float *image = job->y + n * s->h * s->w * c;
    memset(image, 0, s->h * s->w * c * sizeof *image);
    for (size_t oy = 0; oy < s->oh; oy++) {
      span v = clip(oy, s->stride_h, s->pad_h, s->kh, s->h);
      for (size_t ox = 0; ox < s->ow; ox++) {
        span u = clip(ox, s->stride_w, s->pad_w, s->kw, s->w);
        size_t at = ((n * s->oh + oy) * s->ow + ox) * c;
        const float *restrict dy = job->x + at;
        const uint8_t *restrict tap = job->read_tap + at;
        for (size_t iy = v.first; iy < v.last; iy++) {
          for (size_t ix = u.first; ix < u.last; ix++) {
            float *restrict dx = image + (iy * s->w + ix) * c;
            uint8_t place = (uint8_t)((iy - v.first + v.skipped) * s->kw + (ix - u.first + u.skipped));
            for (size_t i = 0; i < c; i++) dx[i] += tap[i] == place ? dy[i] : 0.0f;
          }
        }
      }
    }
  }
}

void zoo_pool_extremum_backward(const zoo_pooling_shape *shape, const float *dy, const uint8_t *tap,
                                float *dx) {
  pooling_job job = {.shape = shape, .x = dy, .y = dx, .read_tap = tap};
  zoo_parallel_for(shape->n, image_grain(shape), zoo_pool_extremum_back, &job);
}

ZOO_INLINE float window_scale(const zoo_pooling_shape *s, int count_padding, span v, span u) {
  size_t count = count_padding ? s->kh * s->kw : (v.last - v.first) * (u.last - u.first);
  return 1.0f / (float)count;
}

ZOO_CLONES void zoo_pool_average_rows(void *context, size_t begin, size_t end) {
  const pooling_job *job = context;
  const zoo_pooling_shape *s = job->shape;
  const size_t c = s->c;
  for (size_t row = begin; row < end; row++) {
    span v = clip(row % s->oh, s->stride_h, s->pad_h, s->kh, s->h);
    const float *image = job->x + row / s->oh * s->h * s->w * c;
    for (size_t ox = 0; ox < s->ow; ox++) {
      span u = clip(ox, s->stride_w, s->pad_w, s->kw, s->w);
      float *restrict y = job->y + (row * s->ow + ox) * c;
      const float scale = window_scale(s, job->flag, v, u);
      memset(y, 0, c * sizeof *y);
      for (size_t iy = v.first; iy < v.last; iy++)
        for (size_t ix = u.first; ix < u.last; ix++) {
          const float *restrict x = image + (iy * s->w + ix) * c;
          for (size_t i = 0; i < c; i++) y[i] += x[i];
        }
      for (size_t i = 0; i < c; i++) y[i] *= scale;
    }
  }
}

ZOO_CLONES void zoo_pool_average_back(void *context, size_t begin, size_t end) {
  const pooling_job *job = context;
  const zoo_pooling_shape *s = job->shape;
  const size_t c = s->c;
  for (size_t n = begin; n < end; n++) {
    float *image = job->y + n * s->h * s->w * c;
    memset(image, 0, s->h * s->w * c * sizeof *image);
    for (size_t oy = 0; oy < s->oh; oy++) {
      span v = clip(oy, s->stride_h, s->pad_h, s->kh, s->h);
      for (size_t ox = 0; ox < s->ow; ox++) {
        span u = clip(ox, s->stride_w, s->pad_w, s->kw, s->w);
        const float *restrict dy = job->x + ((n * s->oh + oy) * s->ow + ox) * c;
        const float scale = window_scale(s, job->flag, v, u);
        for (size_t iy = v.first; iy < v.last; iy++)
          for (size_t ix = u.first; ix < u.last; ix++) {
            float *restrict dx = image + (iy * s->w + ix) * c;
            for (size_t i = 0; i < c; i++) dx[i] += dy[i] * scale;
          }
      }
    }
  }
}

void zoo_pool_average(const zoo_pooling_shape *shape, int count_padding, const float *x, float *y) {
  pooling_job job = {.shape = shape, .flag = count_padding, .x = x, .y = y};
  zoo_parallel_for(shape->n * shape->oh, row_grain(shape), zoo_pool_average_rows, &job);
}

void zoo_pool_average_backward(const zoo_pooling_shape *shape, int count_padding, const float *dy,
                               float *dx) {
  pooling_job job = {.shape = shape, .flag = count_padding, .x = dy, .y = dx};
  zoo_parallel_for(shape->n, image_grain(shape), zoo_pool_average_back, &job);
}
