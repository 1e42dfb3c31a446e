#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

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

// JFIF counts pixels an inch or a centimetre, PNG pixels a metre.
static uint32_t pixels_a_metre(int32_t unit, uint32_t density) {
  if (unit == 1) return (uint32_t)(((uint64_t)density * 10000 + 127) / 254);
  return unit == 2 ? density * 100 : density;
}

static void set_metadata(png_structp png, png_infop info, const CodecMetadata *metadata) {
  if (metadata->icc.bytes != NULL) {
    png_set_iCCP(
        png, info, "icc", PNG_COMPRESSION_TYPE_BASE, metadata->icc.bytes,
        (png_uint_32)metadata->icc.count);
  }
  if (metadata->exif.bytes != NULL) {
    png_set_eXIf_1(png, info, (png_uint_32)metadata->exif.count, metadata->exif.bytes);
  }
  if (metadata->density_unit >= 0) {
    const int32_t unit = metadata->density_unit;
    png_set_pHYs(
        png, info, pixels_a_metre(unit, metadata->density_x),
        pixels_a_metre(unit, metadata->density_y),
        unit == 0 ? PNG_RESOLUTION_UNKNOWN : PNG_RESOLUTION_METER);
  }
  if (metadata->xmp.bytes != NULL) {
    char *text = calloc(metadata->xmp.count + 1, 1);
    if (text == NULL) return;
    memcpy(text, metadata->xmp.bytes, metadata->xmp.count);
    png_text entry = {
        .compression = PNG_ITXT_COMPRESSION_NONE, .key = "XML:com.adobe.xmp", .text = text,
        .lang = "", .lang_key = ""};
    png_set_text(png, info, &entry, 1);
    free(text);
  }
}

static int is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one;
}

CodecFile codec_encode_png(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t sample_bytes,
    int32_t level, const CodecMetadata *metadata) {
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
    png_set_benign_errors(png, 1);  // a profile that is wrong is left out
    png_set_compression_level(png, level);
    png_set_IHDR(
        png, info, (png_uint_32)width, (png_uint_32)height, 8 * sample_bytes, colorTypes[channels - 1],
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (metadata != NULL) set_metadata(png, info, metadata);
    png_write_info(png, info);
    if (sample_bytes == 2 && is_little_endian()) png_set_swap(png);
    const size_t stride = (size_t)width * (size_t)channels * (size_t)sample_bytes;
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
