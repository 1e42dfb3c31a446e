#include "winograd.h"

#include <stdlib.h>

#include "vectorize.h"
#include "zoo_gemm.h"
#include "zoo_parallel.h"
#include "zoo_reduce.h"

// A tile of 6x6 inputs and a kernel of r x r give m x m outputs, m = 7 - r: F(4x4, 3x3) and F(2x2, 5x5). Both are
// evaluated as polynomials at the points 0, 1, -1, 2, -2 and infinity; what was a convolution is there a product for
// each of the 36 pairs of points, which takes 4 and 2.8 times fewer multiplications. For all tiles and channels these are
// 36 matrix products [tiles, I] x [I, O].
enum { POINTS = 6, CELLS = POINTS * POINTS, LANES = 8, LARGEST_TILE = 4, LARGEST_KERNEL = 5 };

typedef float lanes __attribute__((ext_vector_type(LANES)));  // as many channels

struct zoo_winograd {
  int n, in_h, in_w, out_h, out_w, pad_h, pad_w, kernel, tile, relu;
  int turned;                   // weights are flipped and turned round: the way back from dy to dx
  size_t in_channels, out_channels;
  size_t tiles_h, tiles_w, tile_count, block;  // block: tiles that are worked on together
  size_t in_step, out_step;     // floats from one point's matrix to the next
  size_t sum_count;             // floats of the weights' gradient at the points, 0 for the other passes
};

// Lines: six values (or m, or r) that stand `step` apart, for LANES channels at once.

ZOO_INLINE void inputs_to_points(const lanes *d, size_t step, lanes *v) {
  lanes d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step], d5 = d[5 * step];
  lanes even = d4 - 4 * d2, odd = d3 - 4 * d1, even2 = d4 - d2, odd2 = 2 * (d3 - d1);
  v[0] = 4 * d0 - 5 * d2 + d4;
  v[step] = even + odd;
  v[2 * step] = even - odd;
  v[3 * step] = even2 + odd2;
  v[4 * step] = even2 - odd2;
  v[5 * step] = 4 * d1 - 5 * d3 + d5;
}

ZOO_INLINE void points_to_outputs(int m, const lanes *v, size_t step, lanes *y) {
  lanes sum = v[step] + v[2 * step], difference = v[step] - v[2 * step];
  lanes sum2 = v[3 * step] + v[4 * step], difference2 = v[3 * step] - v[4 * step];
  lanes last = v[5 * step];
  y[0] = v[0] + sum + sum2;
  y[step] = difference + 2 * difference2;
  if (m == 2) {
    y[step] += last;
  } else {
    y[2 * step] = sum + 4 * sum2;
    y[3 * step] = difference + 8 * difference2 + last;
  }
}

// The transpose of the above, for gradients.
ZOO_INLINE void outputs_to_points(int m, const lanes *y, size_t step, lanes *v) {
  lanes y0 = y[0], y1 = y[step], zero = 0;
  lanes y2 = m == 2 ? zero : y[2 * step], y3 = m == 2 ? zero : y[3 * step];
  lanes even = y0 + y2, odd = y1 + y3, even2 = y0 + 4 * y2, odd2 = 2 * y1 + 8 * y3;
  v[0] = y0;
  v[step] = even + odd;
  v[2 * step] = even - odd;
  v[3 * step] = even2 + odd2;
  v[4 * step] = even2 - odd2;
  v[5 * step] = m == 2 ? y1 : y3;
}

ZOO_INLINE void kernel_to_points(int r, const lanes *g, size_t step, lanes *v) {
  lanes g0 = g[0], g1 = g[step], g2 = g[2 * step], zero = 0;
  lanes g3 = r == 3 ? zero : g[3 * step], g4 = r == 3 ? zero : g[4 * step];
  lanes even = (g0 + g2 + g4) / -6, odd = (g1 + g3) / -6;
  lanes even2 = (g0 + 4 * g2 + 16 * g4) / 24, odd2 = (2 * g1 + 8 * g3) / 24;
  v[0] = g0 / 4;
  v[step] = even + odd;
  v[2 * step] = even - odd;
  v[3 * step] = even2 + odd2;
  v[4 * step] = even2 - odd2;
  v[5 * step] = r == 3 ? g2 : g4;
}

ZOO_INLINE void points_to_kernel(int r, const lanes *v, size_t step, lanes *g) {
  lanes sum = (v[step] + v[2 * step]) / -6, difference = (v[step] - v[2 * step]) / -6;
  lanes sum2 = (v[3 * step] + v[4 * step]) / 24, difference2 = (v[3 * step] - v[4 * step]) / 24;
  lanes last = v[5 * step];
  g[0] = v[0] / 4 + sum + sum2;
  g[step] = difference + 2 * difference2;
  g[2 * step] = sum + 4 * sum2;
  if (r == 3) {
    g[2 * step] += last;
  } else {
    g[3 * step] = difference + 8 * difference2;
    g[4 * step] = sum + 16 * sum2 + last;
  }
}

// What a loop over the tiles [first, first + count) works on.
typedef struct {
  const zoo_winograd *w;
  size_t first;
  const float *in, *bias;
  float *out;
} tile_job;

typedef struct {
  size_t image;
  int row, column;  // of the first output
} tile_place;

ZOO_INLINE tile_place place_of(const zoo_winograd *w, size_t tile) {
  size_t within = tile % (w->tiles_h * w->tiles_w);
  return (tile_place){tile / (w->tiles_h * w->tiles_w), (int)(within / w->tiles_w) * w->tile,
                      (int)(within % w->tiles_w) * w->tile};
}

// side x side pixels from (row, column) on, zeros outside the image.
ZOO_INLINE void load_pixels(const float *image, int h, int w, size_t channels, int row, int column, int side,
                            lanes *pixels) {
  for (int i = 0; i < side; i++)
    for (int j = 0; j < side; j++) {
      int y = row + i, x = column + j;
      lanes value = 0;
      if (y >= 0 && y < h && x >= 0 && x < w)
        memcpy(&value, image + ((size_t)y * (size_t)w + (size_t)x) * channels, sizeof value);
      pixels[i * POINTS + j] = value;
    }
}

ZOO_INLINE void store_points(const lanes *points, float *to, size_t step) {
  for (size_t cell = 0; cell < CELLS; cell++) memcpy(to + cell * step, points + cell, sizeof *points);
}

ZOO_CLONES static void inputs_body(void *context, size_t begin, size_t end) {
  const tile_job *job = context;
  const zoo_winograd *w = job->w;
  size_t channels = w->in_channels;
  for (size_t t = begin; t < end; t++) {
    tile_place place = place_of(w, job->first + t);
    const float *image = job->in + place.image * (size_t)w->in_h * (size_t)w->in_w * channels;
    for (size_t c = 0; c < channels; c += LANES) {
      lanes d[CELLS], half[CELLS], v[CELLS];
      load_pixels(image + c, w->in_h, w->in_w, channels, place.row - w->pad_h, place.column - w->pad_w,
                  POINTS, d);
      for (size_t j = 0; j < POINTS; j++) inputs_to_points(d + j, POINTS, half + j);
      for (size_t i = 0; i < POINTS; i++) inputs_to_points(half + i * POINTS, 1, v + i * POINTS);
      store_points(v, job->out + t * channels + c, w->in_step);
    }
  }
}

ZOO_INLINE void outputs(const tile_job *job, size_t begin, size_t end, int m) {
  const zoo_winograd *w = job->w;
  size_t channels = w->out_channels;
  for (size_t t = begin; t < end; t++) {
    tile_place place = place_of(w, job->first + t);
    float *image = job->out + place.image * (size_t)w->out_h * (size_t)w->out_w * channels;
    for (size_t c = 0; c < channels; c += LANES) {
      lanes v[CELLS], half[CELLS], y[CELLS], bias = 0;
      for (size_t cell = 0; cell < CELLS; cell++)
        memcpy(v + cell, job->in + cell * w->out_step + t * channels + c, sizeof *v);
      if (job->bias) memcpy(&bias, job->bias + c, sizeof bias);
      for (size_t j = 0; j < POINTS; j++) points_to_outputs(m, v + j, POINTS, half + j);
      for (int i = 0; i < m; i++) points_to_outputs(m, half + i * POINTS, 1, y + i * POINTS);
      for (int i = 0; i < m && place.row + i < w->out_h; i++)
        for (int j = 0; j < m && place.column + j < w->out_w; j++) {
          lanes value = y[i * POINTS + j] + bias;
          if (w->relu) value = __builtin_elementwise_max(value, (lanes)0);
          size_t pixel = (size_t)(place.row + i) * (size_t)w->out_w + (size_t)(place.column + j);
          memcpy(image + pixel * channels + c, &value, sizeof value);
        }
    }
  }
}

ZOO_CLONES static void outputs_body(void *context, size_t begin, size_t end) {
  const tile_job *job = context;
  if (job->w->tile == 4) outputs(job, begin, end, 4);
  else outputs(job, begin, end, 2);
}

ZOO_INLINE void gradients(const tile_job *job, size_t begin, size_t end, int m) {
  const zoo_winograd *w = job->w;
  size_t channels = w->out_channels;
  for (size_t t = begin; t < end; t++) {
    tile_place place = place_of(w, job->first + t);
    const float *image = job->in + place.image * (size_t)w->out_h * (size_t)w->out_w * channels;
    for (size_t c = 0; c < channels; c += LANES) {
      lanes y[CELLS], half[CELLS], v[CELLS];
      load_pixels(image + c, w->out_h, w->out_w, channels, place.row, place.column, m, y);
      for (int j = 0; j < m; j++) outputs_to_points(m, y + j, POINTS, half + j);
      for (size_t i = 0; i < POINTS; i++) outputs_to_points(m, half + i * POINTS, 1, v + i * POINTS);
      store_points(v, job->out + t * channels + c, w->out_step);
    }
  }
}

ZOO_CLONES static void gradients_body(void *context, size_t begin, size_t end) {
  const tile_job *job = context;
  if (job->w->tile == 4) gradients(job, begin, end, 4);
  else gradients(job, begin, end, 2);
}

// Kernels: [O, I, r, r] to CELLS matrices [I, O], where `turned` is set to [O, I] with the kernels flipped.
typedef struct {
  const zoo_winograd *w;
  const float *from;
  float *to;
} kernel_job;

// Where the kernel between two channels begins.
ZOO_INLINE size_t kernel_offset(const zoo_winograd *w, size_t in, size_t out) {
  size_t size = (size_t)(w->kernel * w->kernel);
  return (w->turned ? in * w->out_channels + out : out * w->in_channels + in) * size;
}

ZOO_INLINE void pack(const kernel_job *job, size_t begin, size_t end, int r) {
  const zoo_winograd *w = job->w;
  size_t size = (size_t)(r * r);
  for (size_t in = begin; in < end; in++)
    for (size_t out = 0; out < w->out_channels; out += LANES) {
      lanes g[CELLS], half[CELLS], v[CELLS];
      for (size_t lane = 0; lane < LANES; lane++) {
        const float *kernel = job->from + kernel_offset(w, in, out + lane);
        for (size_t k = 0; k < size; k++)
          g[k / (size_t)r * POINTS + k % (size_t)r][lane] = kernel[w->turned ? size - 1 - k : k];
      }
      for (int j = 0; j < r; j++) kernel_to_points(r, g + j, POINTS, half + j);
      for (size_t i = 0; i < POINTS; i++) kernel_to_points(r, half + i * POINTS, 1, v + i * POINTS);
      store_points(v, job->to + in * w->out_channels + out, w->in_channels * w->out_channels);
    }
}

ZOO_CLONES static void pack_body(void *context, size_t begin, size_t end) {
  const kernel_job *job = context;
  if (job->w->kernel == 3) pack(job, begin, end, 3);
  else pack(job, begin, end, 5);
}

ZOO_INLINE void unpack(const kernel_job *job, size_t begin, size_t end, int r) {
  const zoo_winograd *w = job->w;
  size_t size = (size_t)(r * r), step = w->in_channels * w->out_channels;
  for (size_t in = begin; in < end; in++)
    for (size_t out = 0; out < w->out_channels; out += LANES) {
      lanes v[CELLS], half[CELLS], g[CELLS];
      for (size_t cell = 0; cell < CELLS; cell++)
        memcpy(v + cell, job->from + cell * step + in * w->out_channels + out, sizeof *v);
      for (size_t j = 0; j < POINTS; j++) points_to_kernel(r, v + j, POINTS, half + j);
      for (int i = 0; i < r; i++) points_to_kernel(r, half + i * POINTS, 1, g + i * POINTS);
      for (size_t lane = 0; lane < LANES; lane++) {
        float *kernel = job->to + kernel_offset(w, in, out + lane);
        for (size_t k = 0; k < size; k++) kernel[k] = g[k / (size_t)r * POINTS + k % (size_t)r][lane];
      }
    }
}

ZOO_CLONES static void unpack_body(void *context, size_t begin, size_t end) {
  const kernel_job *job = context;
  if (job->w->kernel == 3) unpack(job, begin, end, 3);
  else unpack(job, begin, end, 5);
}

// Tiles that reach beyond the border are cut off there; it is worth while as long as little is cut.
static int tiles_fill(int tile, int h, int w) {
  int rows = (h + tile - 1) / tile * tile, columns = (w + tile - 1) / tile * tile;
  return 2 * rows * columns <= 3 * h * w;
}

int zoo_winograd_suits(const zoo_convolution_shape *s) {
  if (s->kh != s->kw || (s->kh != 3 && s->kh != 5) || s->stride_h != 1 || s->stride_w != 1 ||
      s->dilation_h != 1 || s->dilation_w != 1 || s->groups != 1 || s->c % LANES || s->oc % LANES ||
      s->c < 32 || s->oc < 32 || s->pad_h >= s->kh || s->pad_w >= s->kw)
    return 0;
  int tile = POINTS + 1 - s->kh;
  return tiles_fill(tile, s->oh, s->ow) && tiles_fill(tile, s->h, s->w) && s->n * s->oh * s->ow >= 1024;
}

zoo_winograd *zoo_winograd_create(const zoo_convolution_shape *s, zoo_convolution_pass pass) {
  zoo_winograd *w = calloc(1, sizeof *w);
  if (!w) return NULL;
  int back = pass == ZOO_CONVOLVE_BACKWARD_DATA;
  w->n = s->n;
  w->kernel = s->kh;
  w->tile = POINTS + 1 - s->kh;
  w->turned = back;
  w->relu = s->relu && pass <= ZOO_CONVOLVE_FORWARD;
  w->in_h = back ? s->oh : s->h;
  w->in_w = back ? s->ow : s->w;
  w->out_h = back ? s->h : s->oh;
  w->out_w = back ? s->w : s->ow;
  w->pad_h = back ? s->kh - 1 - s->pad_h : s->pad_h;
  w->pad_w = back ? s->kw - 1 - s->pad_w : s->pad_w;
  w->in_channels = (size_t)(back ? s->oc : s->c);
  w->out_channels = (size_t)(back ? s->c : s->oc);
  w->tiles_h = (size_t)((w->out_h + w->tile - 1) / w->tile);
  w->tiles_w = (size_t)((w->out_w + w->tile - 1) / w->tile);
  w->tile_count = (size_t)w->n * w->tiles_h * w->tiles_w;
  if (pass == ZOO_CONVOLVE_BACKWARD_WEIGHTS) w->sum_count = CELLS * w->in_channels * w->out_channels;
  // What is between two transforms should stay in the cache; products of fewer rows are slower.
  size_t fitting = (4 << 20) / (CELLS * (w->in_channels + w->out_channels));
  size_t blocks = w->tile_count / (fitting < 128 ? 128 : fitting) + 1;
  w->block = (w->tile_count + blocks - 1) / blocks;
  // Not a power of two apart: all points of a tile would share few lines of the cache.
  w->in_step = w->block * w->in_channels + 16;
  w->out_step = w->block * w->out_channels + 16;
  return w;
}

void zoo_winograd_destroy(zoo_winograd *w) { free(w); }

size_t zoo_winograd_packed_count(const zoo_winograd *w) {
  return CELLS * w->in_channels * w->out_channels;
}

size_t zoo_winograd_scratch_count(const zoo_winograd *w) {
  return CELLS * (w->in_step + w->out_step) + w->sum_count;
}

void zoo_winograd_pack(const zoo_winograd *w, const float *weights, float *packed) {
  kernel_job job = {w, weights, packed};
  zoo_parallel_for(w->in_channels, 1, pack_body, &job);
}

void zoo_winograd_convolve(const zoo_winograd *w, const float *in, const float *packed, const float *bias,
                           float *scratch, float *out) {
  float *points = scratch, *products = scratch + CELLS * w->in_step;
  for (size_t first = 0; first < w->tile_count; first += w->block) {
    size_t count = zoo_min_size(w->block, w->tile_count - first);
    tile_job before = {w, first, in, NULL, points}, after = {w, first, products, bias, out};
    zoo_parallel_for(count, 1, inputs_body, &before);
    zoo_gemm_batched(CELLS, 0, 0, count, w->out_channels, w->in_channels, 1, points, w->in_step,
                     w->in_channels, packed, w->in_channels * w->out_channels, w->out_channels, 0, products,
                     w->out_step, w->out_channels);
    zoo_parallel_for(count, 1, outputs_body, &after);
  }
}

void zoo_winograd_backward_weights(const zoo_winograd *w, const float *x, const float *dy, float *scratch,
                                   float *dw, float *dbias) {
  float *points = scratch, *slopes = points + CELLS * w->in_step, *sums = slopes + CELLS * w->out_step;
  for (size_t first = 0; first < w->tile_count; first += w->block) {
    size_t count = zoo_min_size(w->block, w->tile_count - first);
    tile_job inputs = {w, first, x, NULL, points}, outputs = {w, first, dy, NULL, slopes};
    zoo_parallel_for(count, 1, inputs_body, &inputs);
    zoo_parallel_for(count, 1, gradients_body, &outputs);
    zoo_gemm_batched(CELLS, 1, 0, w->in_channels, w->out_channels, count, 1, points, w->in_step,
                     w->in_channels, slopes, w->out_step, w->out_channels, first > 0, sums,
                     w->in_channels * w->out_channels, w->out_channels);
  }
  kernel_job job = {w, sums, dw};
  zoo_parallel_for(w->in_channels, 1, unpack_body, &job);
  if (dbias)
    zoo_sum(1, (size_t)w->n * (size_t)w->out_h * (size_t)w->out_w, w->out_channels, dy, dbias);
}
