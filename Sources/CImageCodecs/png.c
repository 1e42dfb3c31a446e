#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

// Text, colour profiles and the like are skipped or bounded: at most this many of them, this large.
enum { MAX_ANCILLARY_CHUNKS = 256, MAX_CHUNK_BYTES = 8 << 20 };

// Under which XMP stands among the texts.
static const char XMP_KEY[] = "XML:com.adobe.xmp";

// Deflate cannot shrink data by more than this factor (258 bytes for two bits).
enum { MAX_DEFLATE_RATIO = 1032 };

typedef struct {
  const uint8_t *data;
  size_t count, position;
  CodecPicture picture;
  int32_t sampleBytes;  // 2 for grey of 16 bits, whose scale is only known at its end
  int32_t factor;       // each pixel is the mean of so many rows and columns of the file
  int32_t keepsDepth;   // whether samples of 16 bits stay as they are
  uint32_t top;         // the largest sample of 16 bits
  png_bytep *rows;
  png_bytep row;
  uint64_t *sums;
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

static int is_wide_grey(png_structp png, png_infop info) {
  return png_get_color_type(png, info) == PNG_COLOR_TYPE_GRAY &&
      png_get_bit_depth(png, info) == 16 && !png_get_valid(png, info, PNG_INFO_tRNS);
}

static int is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one;
}

// Asks libpng for 8-bit grey (or 16-bit grey without alpha), grey + alpha, RGB or RGBA whatever the file holds.
static void request_plain_samples(png_structp png, png_infop info, int keepsDepth) {
  const png_byte type = png_get_color_type(png, info);
  if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (type == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, info) < 8) {
    png_set_expand_gray_1_2_4_to_8(png);
  }
  if (png_get_valid(png, info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png);
  const int staysWide = keepsDepth && png_get_bit_depth(png, info) == 16;
  if (staysWide || is_wide_grey(png, info)) {
    if (is_little_endian()) png_set_swap(png);
  } else if (png_get_bit_depth(png, info) == 16) {
    png_set_scale_16(png);
  }
}

static void *allocated(png_structp png, Reader *reader, size_t size) {
  void *memory = calloc(size, 1);
  if (memory == NULL) {
    fail(png, reader, CODEC_OUT_OF_MEMORY, "not enough memory for its pixels");
  }
  return memory;
}

static void check_layout(png_structp png, png_infop info, Reader *reader) {
  CodecPicture *picture = &reader->picture;
  picture->channels = png_get_channels(png, info);
  reader->sampleBytes = png_get_bit_depth(png, info) / 8;
  const size_t samples = (size_t)picture->width * (size_t)picture->channels;
  if (picture->channels < 1 || picture->channels > 4 || reader->sampleBytes < 1 ||
      (reader->sampleBytes == 2 && picture->channels != 1 && !reader->keepsDepth) ||
      png_get_rowbytes(png, info) != samples * (size_t)reader->sampleBytes) {
    fail(png, reader, CODEC_UNSUPPORTED, "an unusual layout of samples");
  }
}

// What the largest sample is taken to be a part of: see the header.
static uint32_t scale_of(uint32_t top) {
  return top <= 255 ? 255 : top <= 1023 ? 1023 : top <= 4095 ? 4095 : 65535;
}

// Samples of 16 bits become bytes, in place.
static void narrow(uint8_t *bytes, size_t count, uint32_t top) {
  const uint32_t scale = scale_of(top);
  for (size_t i = 0; i < count; i++) {
    uint16_t sample;
    memcpy(&sample, bytes + 2 * i, 2);
    bytes[i] = (uint8_t)((sample * 255u + scale / 2) / scale);
  }
}

static void read_whole(png_structp png, Reader *reader, size_t stride) {
  CodecPicture *picture = &reader->picture;
  picture->pixels = allocated(png, reader, stride * (size_t)picture->height);
  reader->rows = allocated(png, reader, sizeof(png_bytep) * (size_t)picture->height);
  for (int32_t y = 0; y < picture->height; y++) {
    reader->rows[y] = picture->pixels + stride * (size_t)y;
  }
  png_read_image(png, reader->rows);
  if (reader->keepsDepth) picture->sample_bytes = reader->sampleBytes;
  if (reader->sampleBytes == 1 || reader->keepsDepth) return;
  const size_t count = stride / 2 * (size_t)picture->height;
  for (size_t i = 0; i < count; i++) {
    uint16_t sample;
    memcpy(&sample, picture->pixels + 2 * i, 2);
    if (sample > reader->top) reader->top = sample;
  }
  narrow(picture->pixels, count, reader->top);
}

// Adds a row to the sums of the pixels below it; colours count as much as they are opaque.
static void add_row(Reader *reader, int32_t width) {
  const int32_t channels = reader->picture.channels, factor = reader->factor;
  const int hasAlpha = channels % 2 == 0;
  for (int32_t x = 0; x < width; x++) {
    uint64_t *sum = reader->sums + (size_t)(x / factor) * (size_t)channels;
    if (reader->sampleBytes == 2) {
      uint16_t sample;
      memcpy(&sample, reader->row + 2 * (size_t)x, 2);
      if (sample > reader->top) reader->top = sample;
      sum[0] += sample;
      continue;
    }
    const uint8_t *pixel = reader->row + (size_t)x * (size_t)channels;
    const uint64_t weight = hasAlpha ? pixel[channels - 1] : 1;
    for (int32_t c = 0; c < channels - hasAlpha; c++) sum[c] += weight * pixel[c];
    if (hasAlpha) sum[channels - 1] += weight;
  }
}

// The means of `rows` rows; those of 16 bits as such.
static void finish_rows(Reader *reader, uint8_t *target, int32_t width, int32_t rows) {
  const int32_t channels = reader->picture.channels, factor = reader->factor;
  const int hasAlpha = channels % 2 == 0;
  for (int32_t x = 0; x < reader->picture.width; x++) {
    uint64_t *sum = reader->sums + (size_t)x * (size_t)channels;
    const int32_t columns = width - x * factor < factor ? width - x * factor : factor;
    const uint64_t area = (uint64_t)columns * (uint64_t)rows;
    const uint64_t weight = hasAlpha ? sum[channels - 1] : area;
    for (int32_t c = 0; c < channels; c++) {
      const uint64_t divisor = hasAlpha && c == channels - 1 ? area : weight;
      const uint64_t mean = divisor == 0 ? 0 : (sum[c] + divisor / 2) / divisor;
      if (reader->sampleBytes == 2) {
        const uint16_t sample = (uint16_t)mean;
        memcpy(target + 2 * (size_t)x, &sample, 2);
      } else {
        target[(size_t)x * (size_t)channels + (size_t)c] = (uint8_t)mean;
      }
      sum[c] = 0;
    }
  }
}

static void read_reduced(png_structp png, Reader *reader, size_t stride) {
  CodecPicture *picture = &reader->picture;
  const int32_t width = picture->width, height = picture->height, factor = reader->factor;
  picture->width = (width + factor - 1) / factor;
  picture->height = (height + factor - 1) / factor;
  const size_t samples = (size_t)picture->width * (size_t)picture->channels;
  const size_t reduced = samples * (size_t)reader->sampleBytes;
  picture->pixels = allocated(png, reader, reduced * (size_t)picture->height);
  reader->row = allocated(png, reader, stride);
  reader->sums = allocated(png, reader, sizeof(uint64_t) * samples);
  for (int32_t y = 0; y < height; y++) {
    png_read_row(png, reader->row, NULL);
    add_row(reader, width);
    const int32_t rows = y % factor + 1;
    if (rows == factor || y == height - 1) {
      finish_rows(reader, picture->pixels + reduced * (size_t)(y / factor), width, rows);
    }
  }
  // The scale is that of the file's samples, not of their means.
  if (reader->sampleBytes == 2) {
    narrow(picture->pixels, samples * (size_t)picture->height, reader->top);
  }
}

static void read_text(png_structp png, png_infop info, CodecMetadata *metadata) {
  png_textp texts = NULL;
  const int count = png_get_text(png, info, &texts, NULL);
  for (int i = 0; i < count; i++) {
    if (strcmp(texts[i].key, XMP_KEY) != 0 || metadata->xmp.bytes != NULL) continue;
    const size_t length =
        texts[i].compression >= PNG_ITXT_COMPRESSION_NONE ? texts[i].itxt_length : texts[i].text_length;
    metadata->xmp = codec_copy((const uint8_t *)texts[i].text, length);
  }
}

static void read_metadata(png_structp png, png_infop info, CodecMetadata *metadata) {
  png_charp name = NULL;
  png_bytep bytes = NULL;
  png_uint_32 size = 0;
  int method = 0;
  if (png_get_iCCP(png, info, &name, &method, &bytes, &size) != 0) {
    metadata->icc = codec_copy(bytes, size);
  }
  if (png_get_eXIf_1(png, info, &size, &bytes) != 0 && bytes != NULL) {
    metadata->exif = codec_copy(bytes, size);
    if (metadata->exif.bytes != NULL) codec_drop_thumbnail(metadata->exif.bytes, size);
  }
  read_text(png, info, metadata);
  png_uint_32 x = 0, y = 0;
  int unit = 0;
  if (png_get_pHYs(png, info, &x, &y, &unit) != 0) {
    metadata->density_unit = unit == PNG_RESOLUTION_METER ? 3 : 0;
    metadata->density_x = x;
    metadata->density_y = y;
  }
}

static void read_orientation(png_structp png, png_infop info, CodecPicture *picture) {
  png_bytep exif = NULL;
  png_uint_32 size = 0;
  if (png_get_eXIf_1(png, info, &size, &exif) == 0 || exif == NULL) return;
  const int32_t value = codec_tiff_orientation(exif, size);
  if (value > 0) picture->orientation = value;
}

// Everything that can fail by way of png_error.
static void decode(png_structp png, png_infop info, Reader *reader, CodecRequest request) {
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

  request_plain_samples(png, info, request.keeps_depth);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  check_layout(png, info, reader);
  const int32_t longer = picture->width > picture->height ? picture->width : picture->height;
  reader->factor = request.side > 0 && passes == 1 ? longer / request.side : 1;
  const size_t stride = png_get_rowbytes(png, info);
  if (reader->factor > 1) {
    read_reduced(png, reader, stride);
  } else {
    read_whole(png, reader, stride);
  }
  png_read_end(png, info);
  read_orientation(png, info, picture);
  if (request.metadata != NULL) read_metadata(png, info, request.metadata);
}

CodecPicture codec_decode_png(const uint8_t *data, size_t count, CodecRequest request) {
  Reader reader = {
      .data = data, .count = count, .keepsDepth = request.keeps_depth,
      .picture = {.orientation = 1, .sample_bytes = 1}};
  if (request.metadata != NULL) *request.metadata = (CodecMetadata){.density_unit = -1};
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
  if (setjmp(png_jmpbuf(png)) == 0) decode(png, info, context, request);
  png_destroy_read_struct(&png, &info, NULL);
  free(context->rows);
  free(context->row);
  free(context->sums);
  if (context->picture.status != CODEC_OK) {
    free(context->picture.pixels);
    context->picture.pixels = NULL;
    codec_free_metadata(request.metadata);
  }
  return context->picture;
}
