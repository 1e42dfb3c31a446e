#pragma once
#include <stddef.h>
#include <stdint.h>

/// out[a, b] = sum over r of x[a, r, b], in an order that does not depend on the thread count.
void zoo_sum(size_t outer, size_t reduced, size_t inner, const float *x, float *out);

/// The largest (or smallest) of x[a, :, b] and the first position where it stands.
void zoo_extremum(int maximum, size_t outer, size_t reduced, size_t inner, const float *x, float *out,
                  int32_t *position);

/// dx[a, position[a, b], b] = dy[a, b], elsewhere 0.
void zoo_extremum_backward(size_t outer, size_t reduced, size_t inner, const float *dy,
                           const int32_t *position, float *dx);

/// The sum of squares, in double precision.
double zoo_sum_of_squares(size_t count, const float *x);

/// Row-wise softmax (or its logarithm) and the gradients, from the output y.
void zoo_softmax(int logarithm, size_t rows, size_t columns, const float *x, float *y);
void zoo_softmax_backward(int logarithm, size_t rows, size_t columns, const float *y, const float *dy,
                          float *dx);
