#include "zoo_gather.h"

#include "vectorize.h"
#include "zoo_parallel.h"

typedef struct {
  int rank;
  const size_t *dimensions, *strides;
  const float *x;
  float *y;
} strided_job;

// Elements [begin, end) of the contiguous side, a run of the innermost dimension at a time.
#define STRIDED(NAME, STATEMENT)                                                        \
  static void NAME(void *context, size_t begin, size_t end) {                           \
    const strided_job *job = context;                                                   \
    const int inner = job->rank - 1;                                                    \
    const size_t width = job->dimensions[inner], step = job->strides[inner];            \
    for (size_t at = begin; at < end;) {                                                \
      size_t column = at % width, row = at / width, offset = column * step;             \
      for (int d = inner - 1; d >= 0; d--) {                                            \
        offset += row % job->dimensions[d] * job->strides[d];                           \
        row /= job->dimensions[d];                                                      \
      }                                                                                 \
      size_t run = zoo_min_size(width - column, end - at);                              \
      STATEMENT                                                                         \
      at += run;                                                                        \
    }                                                                                   \
  }

STRIDED(copy_body, {
  const float *from = job->x + offset;
  float *to = job->y + at;
  if (step == 1) memcpy(to, from, run * sizeof *to);
  else for (size_t i = 0; i < run; i++) to[i] = from[i * step];
})

STRIDED(add_body, {
  const float *from = job->x + at;
  float *to = job->y + offset;
  for (size_t i = 0; i < run; i++) to[i * step] += from[i];
})

static size_t product(int rank, const size_t *dimensions) {
  size_t count = 1;
  for (int d = 0; d < rank; d++) count *= dimensions[d];
  return count;
}

void zoo_copy_strided(int rank, const size_t *dimensions, const size_t *strides, const float *x, float *y) {
  strided_job job = {rank, dimensions, strides, x, y};
  zoo_parallel_for(product(rank, dimensions), ZOO_GRAIN, copy_body, &job);
}

void zoo_add_strided(int rank, const size_t *dimensions, const size_t *strides, const float *x, float *y) {
  strided_job job = {rank, dimensions, strides, x, y};
  size_t count = product(rank, dimensions);
  if (count) add_body(&job, 0, count);
}

#define TILE 16  // a tile of either side is a few cache lines

typedef struct {
  size_t rows, columns;
  const float *x;
  float *y;
} transpose_job;

typedef float lanes __attribute__((ext_vector_type(8)));

// Eight rows of eight, whose places are exchanged in pairs, in fours and in eights. As two loops it becomes gathered loads,
// which take four times as long.
ZOO_INLINE void transpose_8x8(const float *x, size_t x_stride, float *y, size_t y_stride) {
  lanes a[8], b[8];
  for (int i = 0; i < 8; i++) memcpy(&a[i], x + i * x_stride, sizeof *a);
  for (int i = 0; i < 8; i += 2) {
    b[i] = __builtin_shufflevector(a[i], a[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    b[i + 1] = __builtin_shufflevector(a[i], a[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 8; i += 4)
    for (int j = 0; j < 2; j++) {
      a[i + 2 * j] = __builtin_shufflevector(b[i + j], b[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      a[i + 2 * j + 1] = __builtin_shufflevector(b[i + j], b[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; i++) {
    b[i] = __builtin_shufflevector(a[i], a[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    b[i + 4] = __builtin_shufflevector(a[i], a[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  for (int i = 0; i < 8; i++) memcpy(y + i * y_stride, &b[i], sizeof *b);
}

// Bands of TILE rows of y (columns of x), of all matrices.
ZOO_CLONES void zoo_transpose_bands(void *context, size_t begin, size_t end) {
  const transpose_job *job = context;
  const size_t rows = job->rows, columns = job->columns, bands = (columns + TILE - 1) / TILE;
  for (size_t band = begin; band < end; band++) {
    const size_t offset = band / bands * rows * columns;
    const size_t j0 = band % bands * TILE, width = zoo_min_size(TILE, columns - j0);
    for (size_t i0 = 0; i0 < rows; i0 += TILE) {
      const size_t height = zoo_min_size(TILE, rows - i0);
      const float *restrict x = job->x + offset + i0 * columns + j0;
      float *restrict y = job->y + offset + j0 * rows + i0;
      if (width == TILE && height == TILE) {
        for (size_t j = 0; j < TILE; j += 8)
          for (size_t i = 0; i < TILE; i += 8)
            transpose_8x8(x + i * columns + j, columns, y + j * rows + i, rows);
      } else {
        for (size_t j = 0; j < width; j++)
          for (size_t i = 0; i < height; i++) y[j * rows + i] = x[i * columns + j];
      }
    }
  }
}

void zoo_transpose(size_t batch, size_t rows, size_t columns, const float *x, float *y) {
  transpose_job job = {rows, columns, x, y};
  zoo_parallel_for(batch * ((columns + TILE - 1) / TILE), 1 + ZOO_GRAIN / (rows * TILE + 1),
                   zoo_transpose_bands, &job);
}

typedef struct {
  size_t count, width, x_stride, y_stride;
  const int32_t *index;
  const float *x;
  float *y;
} rows_job;

static void copy_rows_body(void *context, size_t begin, size_t end) {
  const rows_job *job = context;
  for (size_t i = begin; i < end; i++)
    memcpy(job->y + i * job->y_stride, job->x + i * job->x_stride, job->width * sizeof *job->y);
}

void zoo_copy_rows(size_t rows, size_t width, const float *x, size_t x_stride, float *y, size_t y_stride) {
  rows_job job = {.width = width, .x_stride = x_stride, .y_stride = y_stride, .x = x, .y = y};
  zoo_parallel_for(rows, 1 + ZOO_GRAIN / (width + 1), copy_rows_body, &job);
}

static void gather_body(void *context, size_t begin, size_t end) {
  const rows_job *job = context;
  for (size_t i = begin; i < end; i++)
    memcpy(job->y + i * job->width, job->x + (size_t)job->index[i] * job->width,
           job->width * sizeof *job->y);
}

void zoo_gather_rows(size_t count, size_t width, const int32_t *index, const float *table, float *y) {
  rows_job job = {.width = width, .index = index, .x = table, .y = y};
  zoo_parallel_for(count, 1 + ZOO_GRAIN / (width + 1), gather_body, &job);
}

ZOO_CLONES void zoo_scatter_body(void *context, size_t begin, size_t end) {
  const rows_job *job = context;
  for (size_t i = 0; i < job->count; i++) {
    const float *restrict from = job->x + i * job->width;
    float *restrict to = job->y + (size_t)job->index[i] * job->width;
    for (size_t c = begin; c < end; c++) to[c] += from[c];
  }
}

void zoo_scatter_add_rows(size_t count, size_t width, const int32_t *index, const float *dy, float *table) {
  rows_job job = {.count = count, .width = width, .index = index, .x = dy, .y = table};
  zoo_parallel_for(width, 1 + ZOO_GRAIN / (count + 1), zoo_scatter_body, &job);
}

typedef struct {
  size_t h, w, c, oh, ow;
  const float *x;
  float *y;
} resize_job;

static void nearest_body(void *context, size_t begin, size_t end) {
  const resize_job *job = context;
  const size_t fy = job->oh / job->h, fx = job->ow / job->w, c = job->c;
  for (size_t row = begin; row < end; row++) {  // output rows of all images
    size_t n = row / job->oh, y = row % job->oh / fy;
    const float *from = job->x + (n * job->h + y) * job->w * c;
    float *to = job->y + row * job->ow * c;
    for (size_t x = 0; x < job->w; x++)
      for (size_t k = 0; k < fx; k++) memcpy(to + (x * fx + k) * c, from + x * c, c * sizeof *to);
  }
}

void zoo_upsample_nearest(size_t n, size_t h, size_t w, size_t c, size_t fy, size_t fx, const float *x,
                          float *y) {
  resize_job job = {h, w, c, h * fy, w * fx, x, y};
  zoo_parallel_for(n * h * fy, 1 + ZOO_GRAIN / (w * fx * c + 1), nearest_body, &job);
}

ZOO_CLONES void zoo_nearest_backward_body(void *context, size_t begin, size_t end) {
  const resize_job *job = context;  // x: gradient of the output, y: of the input
  const size_t fy = job->oh / job->h, fx = job->ow / job->w, c = job->c;
  for (size_t row = begin; row < end; row++) {  // input rows of all images
    float *to = job->y + row * job->w * c;
    memset(to, 0, job->w * c * sizeof *to);
    for (size_t j = 0; j < fy; j++) {
      const float *from = job->x + (row * fy + j) * job->ow * c;
      for (size_t x = 0; x < job->w; x++)
        for (size_t k = 0; k < fx; k++)
          for (size_t i = 0; i < c; i++) to[x * c + i] += from[(x * fx + k) * c + i];
    }
  }
}

void zoo_upsample_nearest_backward(size_t n, size_t h, size_t w, size_t c, size_t fy, size_t fx,
                                   const float *dy, float *dx) {
  resize_job job = {h, w, c, h * fy, w * fx, dy, dx};
  zoo_parallel_for(n * h, 1 + ZOO_GRAIN / (fy * w * fx * c + 1), zoo_nearest_backward_body, &job);
}

// The two source positions around output position i, and the weight of the second.
typedef struct {
  size_t low, high;
  float weight;
} tap;

ZOO_INLINE tap source(size_t i, size_t in, size_t out) {
  float at = ((float)i + 0.5f) * (float)in / (float)out - 0.5f;
  if (at < 0) at = 0;
  size_t low = zoo_min_size((size_t)at, in - 1);
  return (tap){low, zoo_min_size(low + 1, in - 1), at - (float)low};
}

ZOO_CLONES void zoo_bilinear_body(void *context, size_t begin, size_t end) {
  const resize_job *job = context;
  const size_t c = job->c;
  for (size_t row = begin; row < end; row++) {
    tap v = source(row % job->oh, job->h, job->oh);
    const float *image = job->x + row / job->oh * job->h * job->w * c;
    const float *top = image + v.low * job->w * c, *bottom = image + v.high * job->w * c;
    for (size_t x = 0; x < job->ow; x++) {
      tap u = source(x, job->w, job->ow);
      const float *a = top + u.low * c, *b = top + u.high * c;
      const float *d = bottom + u.low * c, *e = bottom + u.high * c;
      float *to = job->y + (row * job->ow + x) * c;
      for (size_t i = 0; i < c; i++) {
        float upper = a[i] + u.weight * (b[i] - a[i]), lower = d[i] + u.weight * (e[i] - d[i]);
        to[i] = upper + v.weight * (lower - upper);
      }
    }
  }
}

void zoo_resize_bilinear(size_t n, size_t h, size_t w, size_t c, size_t oh, size_t ow, const float *x,
                         float *y) {
  resize_job job = {h, w, c, oh, ow, x, y};
  zoo_parallel_for(n * oh, 1 + ZOO_GRAIN / (ow * c + 1), zoo_bilinear_body, &job);
}

ZOO_CLONES void zoo_bilinear_backward_body(void *context, size_t begin, size_t end) {
  const resize_job *job = context;  // whole images, since output rows share input rows
  const size_t c = job->c;
  for (size_t n = begin; n < end; n++) {
    float *image = job->y + n * job->h * job->w * c;
    memset(image, 0, job->h * job->w * c * sizeof *image);
    for (size_t y = 0; y < job->oh; y++) {
      tap v = source(y, job->h, job->oh);
      for (size_t x = 0; x < job->ow; x++) {
        tap u = source(x, job->w, job->ow);
        const float *from = job->x + ((n * job->oh + y) * job->ow + x) * c;
        const float weights[4] = {(1 - v.weight) * (1 - u.weight), (1 - v.weight) * u.weight,
                                  v.weight * (1 - u.weight), v.weight * u.weight};
        float *to[4] = {image + (v.low * job->w + u.low) * c, image + (v.low * job->w + u.high) * c,
                        image + (v.high * job->w + u.low) * c, image + (v.high * job->w + u.high) * c};
        for (int k = 0; k < 4; k++)
          for (size_t i = 0; i < c; i++) to[k][i] += weights[k] * from[i];
      }
    }
  }
}

void zoo_resize_bilinear_backward(size_t n, size_t h, size_t w, size_t c, size_t oh, size_t ow,
                                  const float *dy, float *dx) {
  resize_job job = {h, w, c, oh, ow, dy, dx};
  zoo_parallel_for(n, 1 + ZOO_GRAIN / (oh * ow * c + 1), zoo_bilinear_backward_body, &job);
}
