#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

// Text, colour profiles and the like are skipped or bounded: at most this many of them, this large.
enum { MAX_ANCILLARY_CHUNKS = 256, MAX_CHUNK_BYTES = 8 << 20 };

// Deflate cannot shrink data by more than this factor (258 bytes for two bits).
enum { MAX_DEFLATE_RATIO = 1032 };

typedef struct {
  const uint8_t *data;
  size_t count, position;
  CodecPicture picture;
  png_bytep *rows;
} Reader;

static void on_read_error(png_structp png, png_const_charp text) {
  Reader *reader = png_get_error_ptr(png);
  if (reader->picture.status == CODEC_OK) {
    reader->picture.status = CODEC_DAMAGED;
    codec_message(reader->picture.message, "%s", text);
  }
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
  Reader *reader = png_get_io_ptr(png);
  if (count > reader->count - reader->position) {
    reader->picture.status = CODEC_TRUNCATED;
    codec_message(reader->picture.message, "it ends after %zu bytes", reader->count);
    png_error(png, "truncated");
  }
  memcpy(target, reader->data + reader->position, count);
  reader->position += count;
}

static void fail(png_structp png, Reader *reader, int32_t status, const char *message) {
  reader->picture.status = status;
  if (message != NULL) codec_message(reader->picture.message, "%s", message);
  png_error(png, "stopped");
}

// Asks libpng for 8-bit grey, grey + alpha, RGB or RGBA whatever the file holds.
static void request_plain_samples(png_structp png, png_infop info) {
  const png_byte type = png_get_color_type(png, info);
  if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (type == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, info) < 8) {
    png_set_expand_gray_1_2_4_to_8(png);
  }
  if (png_get_valid(png, info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png);
  if (png_get_bit_depth(png, info) == 16) png_set_scale_16(png);
}

static void allocate_picture(png_structp png, png_infop info, Reader *reader) {
  CodecPicture *picture = &reader->picture;
  const size_t stride = png_get_rowbytes(png, info);
  picture->channels = png_get_channels(png, info);
  if (picture->channels < 1 || picture->channels > 4 || png_get_bit_depth(png, info) != 8 ||
      stride != (size_t)picture->width * (size_t)picture->channels) {
    fail(png, reader, CODEC_UNSUPPORTED, "an unusual layout of samples");
  }
  picture->pixels = malloc(stride * (size_t)picture->height);
  reader->rows = malloc(sizeof(png_bytep) * (size_t)picture->height);
  if (picture->pixels == NULL || reader->rows == NULL) {
    fail(png, reader, CODEC_OUT_OF_MEMORY, "not enough memory for its pixels");
  }
  for (int32_t y = 0; y < picture->height; y++) {
    reader->rows[y] = picture->pixels + stride * (size_t)y;
  }
}

// Everything that can fail by way of png_error.
static void decode(png_structp png, png_infop info, Reader *reader) {
  CodecPicture *picture = &reader->picture;
  png_set_read_fn(png, reader, read_bytes);
  // The library's own limit is lifted so that codec_check_size words the refusal.
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_chunk_cache_max(png, MAX_ANCILLARY_CHUNKS);
  png_set_chunk_malloc_max(png, MAX_CHUNK_BYTES);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_read_info(png, info);

  const uint32_t width = png_get_image_width(png, info);
  const uint32_t height = png_get_image_height(png, info);
  const int32_t status = codec_check_size(width, height, picture->message);
  if (status != CODEC_OK) fail(png, reader, status, NULL);
  picture->width = (int32_t)width;
  picture->height = (int32_t)height;
  const uint64_t packed = (uint64_t)png_get_rowbytes(png, info) * height;
  if (packed / MAX_DEFLATE_RATIO > reader->count) {
    fail(png, reader, CODEC_TRUNCATED, "it is too short for the size its header states");
  }

  request_plain_samples(png, info);
  (void)png_set_interlace_handling(png);
  png_read_update_info(png, info);
  allocate_picture(png, info, reader);
  png_read_image(png, reader->rows);
  png_read_end(png, NULL);
}

CodecPicture codec_decode_png(const uint8_t *data, size_t count) {
  Reader reader = {.data = data, .count = count, .picture = {.orientation = 1}};
  Reader *volatile context = &reader;
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, on_read_error, on_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    if (reader.picture.status == CODEC_OK) {
      reader.picture.status = CODEC_OUT_OF_MEMORY;
      codec_message(reader.picture.message, "libpng could not start");
    }
    return reader.picture;
  }
  if (setjmp(png_jmpbuf(png)) == 0) decode(png, info, context);
  png_destroy_read_struct(&png, &info, NULL);
  free(context->rows);
  if (context->picture.status != CODEC_OK) {
    free(context->picture.pixels);
    context->picture.pixels = NULL;
  }
  return context->picture;
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
