#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum {
  ZOO_RELU, ZOO_LEAKY_RELU, ZOO_SIGMOID, ZOO_TANH, ZOO_GELU, ZOO_SOFTPLUS,
  ZOO_EXP, ZOO_LOG, ZOO_SQRT, ZOO_SQUARE, ZOO_ABS, ZOO_NEGATE, ZOO_RECIPROCAL
} zoo_unary_op;

/// y[i] = op(x[i]); `parameter` is leaky ReLU's slope.
void zoo_unary_forward(zoo_unary_op op, size_t count, const float *x, float *y, float parameter);

/// dx[i] = dy[i] op'(x[i]); `x` is the input and `y` the output of the forward pass. dx may be dy.
void zoo_unary_backward(zoo_unary_op op, size_t count, const float *x, const float *y,
                        const float *dy, float *dx, float parameter);

typedef enum { ZOO_ADD, ZOO_SUBTRACT, ZOO_MULTIPLY, ZOO_DIVIDE, ZOO_MAXIMUM, ZOO_MINIMUM } zoo_binary_op;

/// c = op(a, b) over `rank` (at most 8) dimensions with element strides, 0 where an operand is broadcast.
/// c is contiguous; the innermost strides are 0 or 1.
void zoo_binary(zoo_binary_op op, int rank, const size_t *dimensions, const size_t *a_strides,
                const size_t *b_strides, const float *a, const float *b, float *c);

/// dx = dy where a > b (or a < b for minimum), half of it at a tie, as PyTorch does; `first` picks a's side.
void zoo_extremum_mask(int maximum, int first, size_t count, const float *a, const float *b,
                       const float *dy, float *dx);

void zoo_fill(size_t count, float value, float *x);
/// y = scale x + shift.
void zoo_affine(size_t count, float scale, float shift, const float *x, float *y);
/// y += scale x.
void zoo_add_scaled(size_t count, float scale, const float *x, float *y);

/// Inverted dropout: y = x / keep where a hash of (seed, index) falls below keep, else 0. The backward
/// pass is the same call on the gradient.
void zoo_dropout(size_t count, float keep, uint64_t seed, const float *x, float *y);
