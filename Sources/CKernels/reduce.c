#include "zoo_reduce.h"

#include "vectorize.h"
#include "zoo_parallel.h"

#define CHUNK 1024  // terms summed before they are added to the total: keeps rounding errors small

ZOO_CLONES float zoo_row_sum(size_t n, const float *x) {
  ZOO_FAST_MATH
  float total = 0;
  for (size_t start = 0; start < n; start += CHUNK) {
    size_t end = zoo_min_size(start + CHUNK, n);
    float part = 0;
    for (size_t i = start; i < end; i++) part += x[i];
    total += part;
  }
  return total;
}

ZOO_CLONES void zoo_accumulate_row(size_t n, const float *restrict x, float *restrict out) {
  for (size_t i = 0; i < n; i++) out[i] += x[i];
}

typedef struct {
  size_t reduced, inner;
  const float *x, *dy;
  float *out;
  int32_t *position;
  int flag;
} reduce_job;

static void sum_rows_body(void *context, size_t begin, size_t end) {
  const reduce_job *job = context;
  for (size_t a = begin; a < end; a++) job->out[a] = zoo_row_sum(job->reduced, job->x + a * job->reduced);
}

static void sum_outer_body(void *context, size_t begin, size_t end) {
  const reduce_job *job = context;
  for (size_t a = begin; a < end; a++) {
    float *out = job->out + a * job->inner;
    memset(out, 0, job->inner * sizeof *out);
    const float *x = job->x + a * job->reduced * job->inner;
    for (size_t r = 0; r < job->reduced; r++) zoo_accumulate_row(job->inner, x + r * job->inner, out);
  }
}

// Columns [begin, end) of one [reduced, inner] matrix.
static void sum_columns_body(void *context, size_t begin, size_t end) {
  const reduce_job *job = context;
  memset(job->out + begin, 0, (end - begin) * sizeof *job->out);
  for (size_t r = 0; r < job->reduced; r++)
    zoo_accumulate_row(end - begin, job->x + r * job->inner + begin, job->out + begin);
}

// Narrow and tall: fixed parts of the rows, each summed by one thread, then the parts in order.
#define PARTS 16
typedef struct {
  reduce_job job;
  float partial[PARTS * 1024];
} tall_job;

static void sum_parts_body(void *context, size_t begin, size_t end) {
  tall_job *tall = context;
  const reduce_job *job = &tall->job;
  for (size_t part = begin; part < end; part++) {
    float *out = tall->partial + part * job->inner;
    memset(out, 0, job->inner * sizeof *out);
    size_t first = job->reduced * part / PARTS, last = job->reduced * (part + 1) / PARTS;
    for (size_t r = first; r < last; r++) zoo_accumulate_row(job->inner, job->x + r * job->inner, out);
  }
}

void zoo_sum(size_t outer, size_t reduced, size_t inner, const float *x, float *out) {
  reduce_job job = {.reduced = reduced, .inner = inner, .x = x, .out = out};
  size_t grain = 1 + ZOO_GRAIN / (reduced * inner + 1);
  if (inner == 1 && outer == 1 && reduced >= 64 * CHUNK) {  // one long row: as PARTS rows
    float partial[64];
    size_t length = reduced / 64;
    zoo_sum(64, length, 1, x, partial);
    out[0] = zoo_row_sum(64, partial) + zoo_row_sum(reduced - 64 * length, x + 64 * length);
  } else if (inner == 1) {
    zoo_parallel_for(outer, grain, sum_rows_body, &job);
  } else if (outer > 1) {
    zoo_parallel_for(outer, grain, sum_outer_body, &job);
  } else if (inner <= 1024 && reduced >= 4 * PARTS) {
    tall_job tall = {.job = job};
    zoo_parallel_for(PARTS, 1 + PARTS * ZOO_GRAIN / (reduced * inner + 1), sum_parts_body, &tall);
    memset(out, 0, inner * sizeof *out);
    for (size_t part = 0; part < PARTS; part++)
      zoo_accumulate_row(inner, tall.partial + part * inner, out);
  } else {
    zoo_parallel_for(inner, 1 + ZOO_GRAIN / (reduced + 1), sum_columns_body, &job);
  }
}

static void extremum_body(void *context, size_t begin, size_t end) {
  const reduce_job *job = context;
  for (size_t a = begin; a < end; a++) {
    for (size_t b = 0; b < job->inner; b++) {
      const float *x = job->x + a * job->reduced * job->inner + b;
      float best = x[0];
      int32_t where = 0;
      for (size_t r = 1; r < job->reduced; r++) {
        float value = x[r * job->inner];
        if (job->flag ? value > best : value < best) best = value, where = (int32_t)r;
      }
      job->out[a * job->inner + b] = best;
      job->position[a * job->inner + b] = where;
    }
  }
}

void zoo_extremum(int maximum, size_t outer, size_t reduced, size_t inner, const float *x, float *out,
                  int32_t *position) {
  reduce_job job = {
      .reduced = reduced, .inner = inner, .x = x, .out = out, .position = position, .flag = maximum};
  zoo_parallel_for(outer, 1 + ZOO_GRAIN / (reduced * inner + 1), extremum_body, &job);
}

void zoo_extremum_backward(size_t outer, size_t reduced, size_t inner, const float *dy,
                           const int32_t *position, float *dx) {
  memset(dx, 0, outer * reduced * inner * sizeof *dx);
  for (size_t a = 0; a < outer; a++)
    for (size_t b = 0; b < inner; b++)
      dx[(a * reduced + (size_t)position[a * inner + b]) * inner + b] = dy[a * inner + b];
}

ZOO_CLONES double zoo_square_row(size_t n, const float *x) {
  ZOO_FAST_MATH
  double total = 0;
  for (size_t start = 0; start < n; start += CHUNK) {
    size_t end = zoo_min_size(start + CHUNK, n);
    float part = 0;
    for (size_t i = start; i < end; i++) part += x[i] * x[i];
    total += (double)part;
  }
  return total;
}

typedef struct {
  size_t count;
  const float *x;
  double partial[PARTS];
} square_job;

static void square_body(void *context, size_t begin, size_t end) {
  square_job *job = context;
  for (size_t part = begin; part < end; part++) {
    size_t first = job->count * part / PARTS, last = job->count * (part + 1) / PARTS;
    job->partial[part] = zoo_square_row(last - first, job->x + first);
  }
}

double zoo_sum_of_squares(size_t count, const float *x) {
  square_job job = {.count = count, .x = x};
  zoo_parallel_for(PARTS, count < 4 * ZOO_GRAIN ? PARTS : 1, square_body, &job);
  double total = 0;
  for (int part = 0; part < PARTS; part++) total += job.partial[part];
  return total;
}

ZOO_CLONES void zoo_softmax_rows(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const reduce_job *job = context;
  const size_t n = job->reduced;
  for (size_t row = begin; row < end; row++) {
    const float *x = job->x + row * n;
    float *y = job->out + row * n;
    const float top = zoo_largest(x, n);
    float sum = 0;
    for (size_t i = 0; i < n; i++) {
      float e = zoo_exp(x[i] - top);
      y[i] = e;
      sum += e;
    }
    if (job->flag) {
      const float shift = top + zoo_log(sum);
      for (size_t i = 0; i < n; i++) y[i] = x[i] - shift;
    } else {
      const float scale = 1.0f / sum;
      for (size_t i = 0; i < n; i++) y[i] *= scale;
    }
  }
}

ZOO_CLONES void zoo_softmax_backward_rows(void *context, size_t begin, size_t end) {
  ZOO_FAST_MATH
  const reduce_job *job = context;
  const size_t n = job->reduced;
  for (size_t row = begin; row < end; row++) {
    const float *y = job->x + row * n, *dy = job->dy + row * n;
    float *dx = job->out + row * n;
    float sum = 0;
    if (job->flag) {
      for (size_t i = 0; i < n; i++) sum += dy[i];
      for (size_t i = 0; i < n; i++) dx[i] = dy[i] - zoo_exp(y[i]) * sum;
    } else {
      for (size_t i = 0; i < n; i++) sum += dy[i] * y[i];
      for (size_t i = 0; i < n; i++) dx[i] = y[i] * (dy[i] - sum);
    }
  }
}

void zoo_softmax(int logarithm, size_t rows, size_t columns, const float *x, float *y) {
  reduce_job job = {.reduced = columns, .x = x, .out = y, .flag = logarithm};
  zoo_parallel_for(rows, 1 + ZOO_GRAIN / 4 / (columns + 1), zoo_softmax_rows, &job);
}

void zoo_softmax_backward(int logarithm, size_t rows, size_t columns, const float *y, const float *dy,
                          float *dx) {
  reduce_job job = {.reduced = columns, .x = y, .dy = dy, .out = dx, .flag = logarithm};
  zoo_parallel_for(rows, 1 + ZOO_GRAIN / (columns + 1), zoo_softmax_backward_rows, &job);
}
