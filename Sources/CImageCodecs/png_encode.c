#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

#include "internal.h"

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void on_write_error(png_structp png, png_const_charp text) {
  CodecFile *file = png_get_error_ptr(png);
  if (file->status == CODEC_OK) {
    file->status = CODEC_DAMAGED;
    codec_message(file->message, "%s", text);
  }
  png_longjmp(png, 1);
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  CodecFile *file = png_get_io_ptr(png);
  if (!codec_append(file, bytes, count)) {
    file->status = CODEC_OUT_OF_MEMORY;
    codec_message(file->message, "not enough memory to encode it");
    png_error(png, "out of memory");
  }
}

static void flush_nothing(png_structp png) { (void)png; }

CodecFile codec_encode_png(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t level) {
  static const int colorTypes[] = {
      PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  CodecFile result = {0};
  CodecFile *volatile file = &result;
  if (width <= 0 || height <= 0) {
    result.status = CODEC_UNSUPPORTED;
    codec_message(result.message, "it has no pixels");
    return result;
  }
  result.status = codec_check_size((uint32_t)width, (uint32_t)height, result.message);
  if (result.status != CODEC_OK) return result;
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, &result, on_write_error, on_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_write_struct(&png, NULL);
    result.status = CODEC_OUT_OF_MEMORY;
    codec_message(result.message, "libpng could not start");
    return result;
  }
  if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_write_fn(png, file, write_bytes, flush_nothing);
    png_set_compression_level(png, level);
    png_set_IHDR(
        png, info, (png_uint_32)width, (png_uint_32)height, 8, colorTypes[channels - 1],
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    const size_t stride = (size_t)width * (size_t)channels;
    for (int32_t y = 0; y < height; y++) png_write_row(png, pixels + stride * (size_t)y);
    png_write_end(png, info);
  }
  png_destroy_write_struct(&png, &info);
  if (file->status != CODEC_OK) {
    free(file->bytes);
    file->bytes = NULL;
    file->count = 0;
  }
  return *file;
}
