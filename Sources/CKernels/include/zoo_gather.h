#pragma once
#include <stddef.h>
#include <stdint.h>

/// y (contiguous, `dimensions`) = x read with element `strides`: transposition, slicing, broadcasting.
void zoo_copy_strided(int rank, const size_t *dimensions, const size_t *strides, const float *x, float *y);
/// The opposite: y (element `strides`) += x (contiguous); serial, since places may repeat.
void zoo_add_strided(int rank, const size_t *dimensions, const size_t *strides, const float *x, float *y);

/// y[b, j, i] = x[b, i, j]: the last two dimensions of [batch, rows, columns] exchanged.
void zoo_transpose(size_t batch, size_t rows, size_t columns, const float *x, float *y);

/// `rows` pieces of `width` floats, `x_stride` and `y_stride` floats apart.
void zoo_copy_rows(size_t rows, size_t width, const float *x, size_t x_stride, float *y, size_t y_stride);

/// y[i, :] = table[index[i], :].
void zoo_gather_rows(size_t count, size_t width, const int32_t *index, const float *table, float *y);
/// table[index[i], :] += dy[i, :], in the order of i, each column by one thread.
void zoo_scatter_add_rows(size_t count, size_t width, const int32_t *index, const float *dy, float *table);

/// Nearest up-sampling of [N, H, W, C] by whole factors, and the gradient.
void zoo_upsample_nearest(size_t n, size_t h, size_t w, size_t c, size_t fy, size_t fx, const float *x,
                          float *y);
void zoo_upsample_nearest_backward(size_t n, size_t h, size_t w, size_t c, size_t fy, size_t fx,
                                   const float *dy, float *dx);
/// Bilinear resizing of [N, H, W, C] to [N, OH, OW, C], half-pixel centres (align_corners = false).
void zoo_resize_bilinear(size_t n, size_t h, size_t w, size_t c, size_t oh, size_t ow, const float *x,
                         float *y);
void zoo_resize_bilinear_backward(size_t n, size_t h, size_t w, size_t c, size_t oh, size_t ow,
                                  const float *dy, float *dx);
