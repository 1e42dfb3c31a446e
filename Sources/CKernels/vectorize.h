// What every kernel file needs to be compiled once for each CPU level and vectorised there.
#pragma once
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// One body, several machine codes; the loader picks the best one that the CPU runs.
#if defined(__x86_64__) && defined(__linux__)
#define ZOO_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ZOO_CLONES
#endif

// Lets the compiler reorder float sums and fuse multiply-adds inside the enclosing block.
#define ZOO_FAST_MATH _Pragma("clang fp reassociate(on) contract(fast)")
#define ZOO_VECTORIZE _Pragma("clang loop vectorize(enable) interleave(enable)")
#define ZOO_INLINE static inline __attribute__((always_inline))

#define ZOO_GRAIN 16384  // elements below which a second thread costs more than it saves

// The square root as one instruction: sqrtf may set errno, which keeps a loop from being vectorised.
#define zoo_sqrt(x) __builtin_elementwise_sqrt(x)

ZOO_INLINE size_t zoo_min_size(size_t a, size_t b) { return a < b ? a : b; }

ZOO_INLINE float zoo_bits_to_float(int32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}
ZOO_INLINE int32_t zoo_float_to_bits(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// e^x to about 1 ulp: x = n ln 2 + r with |r| <= ln 2 / 2, a degree-6 Taylor polynomial in r, 2^n by bits.
ZOO_INLINE float zoo_exp(float x) {
  float bounded = x > 88.72f ? 88.72f : (x < -87.33f ? -87.33f : x);
  float shifted = bounded * 1.44269504f + 12582912.0f;  // 1.5 * 2^23: rounds to the nearest integer
  int32_t n = zoo_float_to_bits(shifted) - 0x4B400000;
  float whole = shifted - 12582912.0f;
  float r = fmaf(whole, -0.693145752f, bounded);
  r = fmaf(whole, -1.42860677e-6f, r);
  float p = 1.3888889e-3f;
  p = fmaf(p, r, 8.3333333e-3f);
  p = fmaf(p, r, 4.1666667e-2f);
  p = fmaf(p, r, 1.6666667e-1f);
  p = fmaf(p, r, 0.5f);
  p = fmaf(p, r, 1.0f);
  p = fmaf(p, r, 1.0f);
  // 2^n in two factors, since n = 128 does not fit one exponent.
  int32_t half = n >> 1;
  float scaled = p * zoo_bits_to_float((half + 127) << 23) * zoo_bits_to_float((n - half + 127) << 23);
  scaled = x > 88.72f ? INFINITY : scaled;
  scaled = x < -103.0f ? 0.0f : scaled;
  return x == x ? scaled : x;
}

// The largest of n numbers, -infinity of none. Lane by lane where there are many: comparisons may not be reordered by
// the compiler.
ZOO_INLINE float zoo_largest(const float *x, size_t n) {
  enum { LANES = 32 };
  float top = -INFINITY;
  size_t i = 0;
  if (n >= 2 * LANES) {
    float lanes[LANES];
    for (size_t j = 0; j < LANES; j++) lanes[j] = x[j];
    for (i = LANES; i + LANES <= n; i += LANES)
      for (size_t j = 0; j < LANES; j++) lanes[j] = x[i + j] > lanes[j] ? x[i + j] : lanes[j];
    for (size_t j = 0; j < LANES; j++) top = lanes[j] > top ? lanes[j] : top;
  }
  for (; i < n; i++) top = x[i] > top ? x[i] : top;
  return top;
}

// ln x to about 1 ulp: x = m 2^e with m in [sqrt 1/2, sqrt 2), ln m = 2 artanh((m - 1) / (m + 1)).
ZOO_INLINE float zoo_log(float x) {
  float normal = x < 1.1754944e-38f ? x * 8388608.0f : x;
  float offset = x < 1.1754944e-38f ? -23.0f : 0.0f;
  int32_t bits = zoo_float_to_bits(normal) - 0x3F3504F3;
  float exponent = (float)(bits >> 23) + offset;
  float m = zoo_bits_to_float((bits & 0x007FFFFF) + 0x3F3504F3);
  float s = (m - 1.0f) / (m + 1.0f), q = s * s;
  float p = 0.0909090909f;
  p = fmaf(p, q, 0.111111111f);
  p = fmaf(p, q, 0.142857143f);
  p = fmaf(p, q, 0.2f);
  p = fmaf(p, q, 0.333333333f);
  p = fmaf(p * q, 2.0f * s, 2.0f * s);
  float value = fmaf(exponent, 0.693145752f, fmaf(exponent, 1.42860677e-6f, p));
  value = x == INFINITY ? x : value;
  value = x == 0.0f ? -INFINITY : value;
  return x >= 0.0f ? value : NAN;
}

ZOO_INLINE float zoo_sigmoid(float x) { return 1.0f / (1.0f + zoo_exp(-x)); }

// tanh: an odd Taylor polynomial near zero, where the quotient would cancel.
ZOO_INLINE float zoo_tanh(float x) {
  float size = fabsf(x), q = x * x;
  float t = zoo_exp(-2.0f * size);
  float large = copysignf((1.0f - t) / (1.0f + t), x);
  float p = -8.8632355e-3f;
  p = fmaf(p, q, 2.1869488e-2f);
  p = fmaf(p, q, -5.3968254e-2f);
  p = fmaf(p, q, 1.3333333e-1f);
  p = fmaf(p, q, -3.3333333e-1f);
  float small = fmaf(p * q, x, x);
  return size < 0.3f ? small : large;
}

// erf after Abramowitz and Stegun 7.1.26 (absolute error below 2e-7), the Taylor series near zero.
ZOO_INLINE float zoo_erf(float x) {
  float size = fabsf(x), q = x * x;
  float t = 1.0f / fmaf(0.3275911f, size, 1.0f);
  float p = 1.061405429f;
  p = fmaf(p, t, -1.453152027f);
  p = fmaf(p, t, 1.421413741f);
  p = fmaf(p, t, -0.284496736f);
  p = fmaf(p, t, 0.254829592f);
  float large = copysignf(1.0f - p * t * zoo_exp(-q), x);
  float s = -0.0268661706f;
  s = fmaf(s, q, 0.112837917f);
  s = fmaf(s, q, -0.376126389f);
  s = fmaf(s, q, 1.12837917f);
  return size < 0.35f ? s * x : large;
}
