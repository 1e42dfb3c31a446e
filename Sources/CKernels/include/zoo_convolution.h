#pragma once
#include <stddef.h>

/// A 2-D convolution of channels-last images: [n, h, w, c] with [oc, c/groups, kh, kw] to [n, oh, ow, oc].
typedef struct {
  int n, h, w, c, oc, oh, ow, kh, kw, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups;
  int bias, relu;
} zoo_convolution_shape;

typedef enum {
  ZOO_CONVOLVE_INFERENCE, ZOO_CONVOLVE_FORWARD, ZOO_CONVOLVE_BACKWARD_DATA, ZOO_CONVOLVE_BACKWARD_WEIGHTS
} zoo_convolution_pass;

/// One pass of one convolution, compiled by oneDNN for its shape.
typedef struct zoo_convolution zoo_convolution;

/// NULL where oneDNN has no implementation (no such shape is known).
zoo_convolution *zoo_convolution_create(const zoo_convolution_shape *shape, zoo_convolution_pass pass);
void zoo_convolution_destroy(zoo_convolution *convolution);
const char *zoo_convolution_implementation(const zoo_convolution *convolution);

/// Floats that the weights take in the layout that this pass wants, and the way there from [O, I, kH, kW].
size_t zoo_convolution_packed_count(const zoo_convolution *convolution);
void zoo_convolution_pack(zoo_convolution *convolution, const float *weights, float *packed);

/// Floats that each call of this pass needs as scratch memory.
size_t zoo_convolution_scratch_count(const zoo_convolution *convolution);

/// y = x * w + bias (and ReLU if the shape says so). `bias` may be NULL if the shape has none.
void zoo_convolution_forward(zoo_convolution *convolution, const float *x, const float *packed,
                             const float *bias, float *scratch, float *y);
void zoo_convolution_backward_data(zoo_convolution *convolution, const float *dy, const float *packed,
                                   float *scratch, float *dx);
/// dw comes out as [O, I, kH, kW].
void zoo_convolution_backward_weights(zoo_convolution *convolution, const float *x, const float *dy,
                                      float *scratch, float *dw, float *dbias);
