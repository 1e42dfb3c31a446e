#pragma once
#include <stddef.h>

/// Writes n numbers as IEEE halves; 0, with some written, where one of them is not exactly a half.
int zoo_halve(size_t n, const float *x, void *halves);

/// Rounds n numbers to the nearest halves.
void zoo_round_to_halves(size_t n, float *x);

/// y = x Wᵀ + bias for a few rows x [rows, inputs] and weights in halves [outputs, inputs]; bias may be NULL. Where
/// `adds` is set, y is added to. Such products are bound by reading W.
void zoo_linear_halves(size_t rows, size_t inputs, size_t outputs, const float *x, const void *w,
                       const float *bias, int adds, float *y);
