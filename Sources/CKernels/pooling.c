#include "zoo_pooling.h"

#include "vectorize.h"
#include "zoo_parallel.h"

typedef struct {
  const zoo_pooling_shape *shape;
  int flag;
  const float *x, *read_y, *dy;
  float *y, *dx;
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

// A channel count that the compiler knows makes the innermost loop a few instructions: few channels are
// what the first layers of small networks have.
#define FOR_CHANNELS(COUNT, BODY)       \
  switch (COUNT) {                      \
    case 3: { BODY(3); break; }         \
    case 6: { BODY(6); break; }         \
    case 16: { BODY(16); break; }       \
    default: { BODY(COUNT); }           \
  }

#define BLOCK 64  // channels whose running values stay in registers or the first cache

ZOO_INLINE void extremum_rows(const pooling_job *job, size_t begin, size_t end, int maximum,
                              const size_t c) {
  const zoo_pooling_shape *s = job->shape;
  for (size_t row = begin; row < end; row++) {
    span v = clip(row % s->oh, s->stride_h, s->pad_h, s->kh, s->h);
    const float *image = job->x + row / s->oh * s->h * s->w * c;
    for (size_t ox = 0; ox < s->ow; ox++) {
      span u = clip(ox, s->stride_w, s->pad_w, s->kw, s->w);
      for (size_t c0 = 0; c0 < c; c0 += BLOCK) {
        const size_t width = zoo_min_size(BLOCK, c - c0);
        float best[BLOCK];
        for (size_t i = 0; i < width; i++) best[i] = maximum ? -INFINITY : INFINITY;
        for (size_t iy = v.first; iy < v.last; iy++)
          for (size_t ix = u.first; ix < u.last; ix++) {
            const float *restrict x = image + (iy * s->w + ix) * c + c0;
            for (size_t i = 0; i < width; i++)
              best[i] = (maximum ? x[i] > best[i] : x[i] < best[i]) ? x[i] : best[i];
          }
        memcpy(job->y + (row * s->ow + ox) * c + c0, best, width * sizeof *best);
      }
    }
  }
}

#define MAXIMUM_ROWS(C) extremum_rows(job, begin, end, 1, C)
#define MINIMUM_ROWS(C) extremum_rows(job, begin, end, 0, C)
ZOO_CLONES void zoo_pool_max(void *context, size_t begin, size_t end) {
  const pooling_job *job = context;
  FOR_CHANNELS(job->shape->c, MAXIMUM_ROWS)
}
ZOO_CLONES void zoo_pool_min(void *context, size_t begin, size_t end) {
  const pooling_job *job = context;
  FOR_CHANNELS(job->shape->c, MINIMUM_ROWS)
}

static size_t row_grain(const zoo_pooling_shape *s) {
  return 1 + ZOO_GRAIN / (s->ow * s->c * s->kh * s->kw + 1);
}
static size_t image_grain(const zoo_pooling_shape *s) {
  return 1 + ZOO_GRAIN / (s->oh * s->ow * s->c * s->kh * s->kw + 1);
}

void zoo_pool_extremum(const zoo_pooling_shape *shape, int maximum, const float *x, float *y) {
  pooling_job job = {.shape = shape, .x = x, .y = y};
  zoo_parallel_for(shape->n * shape->oh, row_grain(shape), maximum ? zoo_pool_max : zoo_pool_min, &job);
}

// Whole images, since windows of neighbouring output rows may share input rows. The first element of a
// window that equals its extremum receives the gradient, and what is left for the later ones is nothing.
ZOO_INLINE void extremum_back(const pooling_job *job, size_t begin, size_t end, const size_t c) {
  const zoo_pooling_shape *s = job->shape;
  for (size_t n = begin; n < end; n++) {
    const float *image = job->x + n * s->h * s->w * c;
    float *gradient = job->dx + n * s->h * s->w * c;
    memset(gradient, 0, s->h * s->w * c * sizeof *gradient);
    for (size_t oy = 0; oy < s->oh; oy++) {
      span v = clip(oy, s->stride_h, s->pad_h, s->kh, s->h);
      for (size_t ox = 0; ox < s->ow; ox++) {
        span u = clip(ox, s->stride_w, s->pad_w, s->kw, s->w);
        for (size_t c0 = 0; c0 < c; c0 += BLOCK) {
          const size_t width = zoo_min_size(BLOCK, c - c0);
          const size_t at = ((n * s->oh + oy) * s->ow + ox) * c + c0;
          const float *restrict best = job->read_y + at;
          float left[BLOCK];
          memcpy(left, job->dy + at, width * sizeof *left);
          for (size_t iy = v.first; iy < v.last; iy++)
            for (size_t ix = u.first; ix < u.last; ix++) {
              const size_t to = (iy * s->w + ix) * c + c0;
              const float *restrict x = image + to;
              float *restrict dx = gradient + to;
              for (size_t i = 0; i < width; i++) {
                float share = x[i] == best[i] ? left[i] : 0.0f;
                dx[i] += share;
                left[i] -= share;
              }
            }
        }
      }
    }
  }
}

#define BACKWARD(C) extremum_back(job, begin, end, C)
ZOO_CLONES void zoo_pool_extremum_back(void *context, size_t begin, size_t end) {
  const pooling_job *job = context;
  FOR_CHANNELS(job->shape->c, BACKWARD)
}

void zoo_pool_extremum_backward(const zoo_pooling_shape *shape, const float *x, const float *y,
                                const float *dy, float *dx) {
  pooling_job job = {.shape = shape, .x = x, .read_y = y, .dy = dy, .dx = dx};
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
