#include "zoo_halves.h"

#include "vectorize.h"
#include "zoo_parallel.h"

// Rounds and goes back; 0 where a number came back as another one.
ZOO_CLONES static int halve_block(size_t n, const float *x, _Float16 *y) {
  int changed = 0;
  ZOO_VECTORIZE
  for (size_t i = 0; i < n; i++) {
    y[i] = (_Float16)x[i];
    changed |= (float)y[i] != x[i];
  }
  return !changed;
}

int zoo_halve(size_t n, const float *x, void *halves) {
  enum { BLOCK = 1024 };
  _Float16 *y = halves;
  for (size_t i = 0; i < n; i += BLOCK)
    if (!halve_block(zoo_min_size(BLOCK, n - i), x + i, y + i)) return 0;
  return 1;
}

ZOO_CLONES void zoo_round_to_halves(size_t n, float *x) {
  ZOO_VECTORIZE
  for (size_t i = 0; i < n; i++) x[i] = (float)(_Float16)x[i];
}

typedef struct {
  size_t rows, inputs, outputs;
  const float *x, *bias;
  const _Float16 *w;
  int adds;
  float *y;
} halves_job;

// `rows` is a constant where this is called, so that each of up to four sums stays in registers: a weight is converted
// once for all of them.
ZOO_INLINE void few_rows(const halves_job *j, const size_t rows, size_t first, size_t begin, size_t end) {
  size_t k = j->inputs;
  const float *x0 = j->x + first * k, *x1 = x0 + (rows > 1 ? k : 0), *x2 = x0 + (rows > 2 ? 2 * k : 0),
              *x3 = x0 + (rows > 3 ? 3 * k : 0);
  for (size_t o = begin; o < end; o++) {
    ZOO_FAST_MATH
    const _Float16 *w = j->w + o * k;
    float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    ZOO_VECTORIZE
    for (size_t i = 0; i < k; i++) {
      float v = (float)w[i];
      s0 += v * x0[i];
      if (rows > 1) s1 += v * x1[i];
      if (rows > 2) s2 += v * x2[i];
      if (rows > 3) s3 += v * x3[i];
    }
    const float s[] = {s0, s1, s2, s3};
    for (size_t r = 0; r < rows; r++) {
      float *y = j->y + (first + r) * j->outputs + o;
      *y = s[r] + (j->adds ? *y : 0) + (j->bias ? j->bias[o] : 0);
    }
  }
}

ZOO_CLONES static void halves_body(void *context, size_t begin, size_t end) {
  const halves_job *j = context;
  size_t first = 0;
  for (; first + 4 <= j->rows; first += 4) few_rows(j, 4, first, begin, end);
  if (j->rows - first == 3) few_rows(j, 3, first, begin, end);
  if (j->rows - first == 2) few_rows(j, 2, first, begin, end);
  if (j->rows - first == 1) few_rows(j, 1, first, begin, end);
}

void zoo_linear_halves(size_t rows, size_t inputs, size_t outputs, const float *x, const void *w,
                       const float *bias, int adds, float *y) {
  halves_job job = {rows, inputs, outputs, x, bias, w, adds, y};
  zoo_parallel_for(outputs, 4 * ZOO_GRAIN / (inputs + 1) + 1, halves_body, &job);
}
