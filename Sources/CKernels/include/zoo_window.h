#pragma once
#include <stddef.h>
#include <stdint.h>

/// One step of a soft window (Graves 2013, arXiv:1308.0850, equations 46 to 51) of n rows over memory
/// [n, items, width], of which the first item_counts[row] count: a sum of `components` Gaussians that move along
/// the items.
typedef struct {
  size_t n, components, items, width;
  const int32_t *item_counts;
  const float *memory;
} zoo_window_shape;

/// parameters [n, 3 components]: without bias in; importance, sharpness and movement out, each e^ of the sum held
/// within +-6. positions = positions_before + movement. phi [n, items]: how much of each item is read, 0 where
/// none counts; out [n, width]: the sum of phi times item. `bias` is [3 components].
void zoo_window_forward(const zoo_window_shape *shape, const float *bias, float *parameters,
                        const float *positions_before, float *positions, float *phi, float *out);

/// `parameters` as the forward pass left them; dout [n, width]. dpositions [n, components] holds the gradient of
/// the later steps, and of this one's positions afterwards; dparameters [n, 3 components] is written; dmemory is
/// added to.
void zoo_window_backward(const zoo_window_shape *shape, const float *parameters, const float *positions,
                         const float *phi, const float *dout, float *dpositions, float *dparameters,
                         float *dmemory);
