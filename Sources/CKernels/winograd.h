// Convolutions with stride 1 by Winograd's minimal filtering (Lavin & Gray 2016, arXiv:1509.09308).
#pragma once
#include "zoo_convolution.h"

typedef struct zoo_winograd zoo_winograd;

/// Whether a convolution has a shape for which it pays.
int zoo_winograd_suits(const zoo_convolution_shape *shape);

zoo_winograd *zoo_winograd_create(const zoo_convolution_shape *shape, zoo_convolution_pass pass);
void zoo_winograd_destroy(zoo_winograd *winograd);

/// Floats of the transformed weights, and the transformation from [O, I, k, k].
size_t zoo_winograd_packed_count(const zoo_winograd *winograd);
void zoo_winograd_pack(const zoo_winograd *winograd, const float *weights, float *packed);

size_t zoo_winograd_scratch_count(const zoo_winograd *winograd);

/// The forward pass from x to y, or the one of backward data from dy to dx.
void zoo_winograd_convolve(const zoo_winograd *winograd, const float *in, const float *packed,
                           const float *bias, float *scratch, float *out);

void zoo_winograd_backward_weights(const zoo_winograd *winograd, const float *x, const float *dy,
                                   float *scratch, float *dw, float *dbias);
