#include "zoo_normalization.h"

#include "vectorize.h"
#include "zoo_parallel.h"

// Rows are cut into parts of a fixed number, so that sums do not depend on the thread count.
#define PARTS 16
#define BLOCK 256  // channels handled at a time

typedef struct {
  size_t rows, c, c0, width;
  int relu, fixed;
  const float *x, *y, *dy, *mean, *inverse, *weight, *sum_dy, *sum_dy_xhat;
  const float *scale, *shift;
  float *out;
  float partial[2][PARTS][BLOCK];
} norm_job;

ZOO_CLONES void zoo_moment_parts(void *context, size_t begin, size_t end) {
  norm_job *job = context;
  const size_t width = job->width;
  for (size_t part = begin; part < end; part++) {
    float *restrict sum = job->partial[0][part], *restrict square = job->partial[1][part];
    memset(sum, 0, width * sizeof *sum);
    memset(square, 0, width * sizeof *square);
    size_t first = job->rows * part / PARTS, last = job->rows * (part + 1) / PARTS;
    const float *restrict origin = job->x + job->c0;  // the first row: keeps the squares from cancelling
    for (size_t r = first; r < last; r++) {
      const float *restrict x = job->x + r * job->c + job->c0;
      for (size_t i = 0; i < width; i++) {
        float d = x[i] - origin[i];
        sum[i] += d;
        square[i] += d * d;
      }
    }
  }
}

static size_t parts_grain(size_t rows, size_t c) { return rows * c < ZOO_GRAIN ? PARTS : 1; }

void zoo_channel_moments(size_t rows, size_t c, const float *x, float *mean, float *variance) {
  norm_job job = {.rows = rows, .c = c, .x = x};
  for (size_t c0 = 0; c0 < c; c0 += BLOCK) {
    job.c0 = c0;
    job.width = zoo_min_size(BLOCK, c - c0);
    zoo_parallel_for(PARTS, parts_grain(rows, c), zoo_moment_parts, &job);
    for (size_t i = 0; i < job.width; i++) {
      double sum = 0, square = 0;
      for (int part = 0; part < PARTS; part++) {
        sum += (double)job.partial[0][part][i];
        square += (double)job.partial[1][part][i];
      }
      double offset = sum / (double)rows, spread = square / (double)rows - offset * offset;
      mean[c0 + i] = (float)((double)x[c0 + i] + offset);
      variance[c0 + i] = spread > 0 ? (float)spread : 0.0f;
    }
  }
}

ZOO_CLONES void zoo_channel_affine_rows(void *context, size_t begin, size_t end) {
  const norm_job *job = context;
  const size_t c = job->c;
  const float *restrict scale = job->scale, *restrict shift = job->shift;
  const float floor = job->relu ? 0.0f : -INFINITY;
  for (size_t r = begin; r < end; r++) {
    const float *restrict x = job->x + r * c;
    float *restrict y = job->out + r * c;
    for (size_t i = 0; i < c; i++) {
      float value = fmaf(x[i], scale[i], shift[i]);
      y[i] = value < floor ? floor : value;
    }
  }
}

void zoo_channel_affine(size_t rows, size_t c, int relu, const float *x, const float *scale,
                        const float *shift, float *y) {
  norm_job job;
  job.c = c, job.x = x, job.scale = scale, job.shift = shift, job.relu = relu, job.out = y;
  zoo_parallel_for(rows, 1 + ZOO_GRAIN / (c + 1), zoo_channel_affine_rows, &job);
}

ZOO_CLONES void zoo_batch_norm_parts(void *context, size_t begin, size_t end) {
  norm_job *job = context;
  const size_t width = job->width, c0 = job->c0;
  const float *restrict mean = job->mean + c0, *restrict inverse = job->inverse + c0;
  for (size_t part = begin; part < end; part++) {
    float *restrict sum = job->partial[0][part], *restrict product = job->partial[1][part];
    memset(sum, 0, width * sizeof *sum);
    memset(product, 0, width * sizeof *product);
    size_t first = job->rows * part / PARTS, last = job->rows * (part + 1) / PARTS;
    for (size_t r = first; r < last; r++) {
      const float *restrict x = job->x + r * job->c + c0, *restrict dy = job->dy + r * job->c + c0;
      const float *restrict y = job->relu ? job->y + r * job->c + c0 : dy;
      for (size_t i = 0; i < width; i++) {
        float g = job->relu && y[i] <= 0 ? 0.0f : dy[i];
        sum[i] += g;
        product[i] += g * (x[i] - mean[i]) * inverse[i];
      }
    }
  }
}

ZOO_CLONES void zoo_batch_norm_rows(void *context, size_t begin, size_t end) {
  const norm_job *job = context;
  const size_t c = job->c;
  const float count = job->fixed ? INFINITY : (float)job->rows;
  for (size_t r = begin; r < end; r++) {
    const float *restrict x = job->x + r * c, *restrict dy = job->dy + r * c;
    const float *restrict y = job->relu ? job->y + r * c : dy;
    float *restrict dx = job->out + r * c;
    for (size_t i = 0; i < c; i++) {
      float g = job->relu && y[i] <= 0 ? 0.0f : dy[i];
      float xhat = (x[i] - job->mean[i]) * job->inverse[i];
      dx[i] = job->weight[i] * job->inverse[i] *
              (g - job->sum_dy[i] / count - xhat * (job->sum_dy_xhat[i] / count));
    }
  }
}

void zoo_batch_norm_backward(size_t rows, size_t c, int fixed, const float *x, const float *y,
                             const float *dy, const float *mean, const float *inverse_deviation,
                             const float *weight, float *sum_dy, float *sum_dy_xhat, float *dx) {
  norm_job job = {.rows = rows, .c = c, .x = x, .y = y, .dy = dy, .relu = y != NULL, .fixed = fixed,
                  .mean = mean, .inverse = inverse_deviation, .weight = weight};
  for (size_t c0 = 0; c0 < c; c0 += BLOCK) {
    job.c0 = c0;
    job.width = zoo_min_size(BLOCK, c - c0);
    zoo_parallel_for(PARTS, parts_grain(rows, c), zoo_batch_norm_parts, &job);
    for (size_t i = 0; i < job.width; i++) {
      float sum = 0, product = 0;
      for (int part = 0; part < PARTS; part++) {
        sum += job.partial[0][part][i];
        product += job.partial[1][part][i];
      }
      sum_dy[c0 + i] = sum;
      sum_dy_xhat[c0 + i] = product;
    }
  }
  if (!dx) return;
  job.sum_dy = sum_dy;
  job.sum_dy_xhat = sum_dy_xhat;
  job.out = dx;
  zoo_parallel_for(rows, 1 + ZOO_GRAIN / (c + 1), zoo_batch_norm_rows, &job);
}

typedef struct {
  size_t c;
  float epsilon;
  const float *x, *dy, *weight, *bias, *read_mean, *read_inverse;
  float *out, *mean, *inverse, *products;
} layer_job;

ZOO_CLONES void zoo_layer_norm_rows(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const layer_job *job = context;
  const size_t c = job->c;
  for (size_t r = begin; r < end; r++) {
    const float *restrict x = job->x + r * c;
    float *restrict y = job->out + r * c;
    float sum = 0, square = 0;
    for (size_t i = 0; i < c; i++) sum += x[i];
    const float mean = sum / (float)c;
    for (size_t i = 0; i < c; i++) square += (x[i] - mean) * (x[i] - mean);
    const float inverse = 1.0f / zoo_sqrt(square / (float)c + job->epsilon);
    for (size_t i = 0; i < c; i++) y[i] = (x[i] - mean) * inverse * job->weight[i] + job->bias[i];
    job->mean[r] = mean;
    job->inverse[r] = inverse;
  }
}

void zoo_layer_norm(size_t rows, size_t c, float epsilon, const float *x, const float *weight,
                    const float *bias, float *y, float *mean, float *inverse_deviation) {
  layer_job job = {.c = c, .epsilon = epsilon, .x = x, .weight = weight, .bias = bias, .out = y,
                   .mean = mean, .inverse = inverse_deviation};
  zoo_parallel_for(rows, 1 + ZOO_GRAIN / (c + 1), zoo_layer_norm_rows, &job);
}

ZOO_CLONES void zoo_layer_norm_back(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const layer_job *job = context;
  const size_t c = job->c;
  for (size_t r = begin; r < end; r++) {
    const float *restrict x = job->x + r * c, *restrict dy = job->dy + r * c;
    float *restrict dx = job->out + r * c, *restrict products = job->products + r * c;
    const float mean = job->read_mean[r], inverse = job->read_inverse[r];
    float sum = 0, projection = 0;
    for (size_t i = 0; i < c; i++) {
      float xhat = (x[i] - mean) * inverse, g = dy[i] * job->weight[i];
      products[i] = dy[i] * xhat;
      sum += g;
      projection += g * xhat;
    }
    sum /= (float)c;
    projection /= (float)c;
    for (size_t i = 0; i < c; i++) {
      float xhat = (x[i] - mean) * inverse;
      dx[i] = inverse * (dy[i] * job->weight[i] - sum - xhat * projection);
    }
  }
}

void zoo_layer_norm_backward(size_t rows, size_t c, const float *x, const float *dy, const float *mean,
                             const float *inverse_deviation, const float *weight, float *dx,
                             float *dy_xhat) {
  layer_job job = {.c = c, .x = x, .dy = dy, .weight = weight, .read_mean = mean,
                   .read_inverse = inverse_deviation, .out = dx, .products = dy_xhat};
  zoo_parallel_for(rows, 1 + ZOO_GRAIN / (c + 1), zoo_layer_norm_back, &job);
}
