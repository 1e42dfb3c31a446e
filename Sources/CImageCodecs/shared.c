#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

void codec_free(void *memory) { free(memory); }

void codec_message(char *message, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, CODEC_MESSAGE_SIZE, format, arguments);
  va_end(arguments);
}

int32_t codec_check_size(uint32_t width, uint32_t height, char *message) {
  if (width == 0 || height == 0) {
    codec_message(message, "its header states %u x %u pixels", width, height);
    return CODEC_DAMAGED;
  }
  if (width > CODEC_MAX_SIDE || height > CODEC_MAX_SIDE ||
      (uint64_t)width * height > CODEC_MAX_PIXELS) {
    codec_message(
        message, "%u x %u pixels; at most %u megapixels and %u on a side are read", width, height,
        CODEC_MAX_PIXELS >> 20, CODEC_MAX_SIDE);
    return CODEC_TOO_LARGE;
  }
  return CODEC_OK;
}

int codec_append(CodecFile *file, const uint8_t *bytes, size_t count) {
  if (count > file->capacity - file->count) {
    size_t capacity = file->capacity < 4096 ? 4096 : file->capacity;
    while (capacity - file->count < count) {
      if (capacity > SIZE_MAX / 2) return 0;
      capacity *= 2;
    }
    uint8_t *grown = realloc(file->bytes, capacity);
    if (grown == NULL) return 0;
    file->bytes = grown;
    file->capacity = capacity;
  }
  memcpy(file->bytes + file->count, bytes, count);
  file->count += count;
  return 1;
}

CodecBlock codec_copy(const uint8_t *bytes, size_t count) {
  CodecBlock block = {NULL, 0};
  if (count == 0) return block;
  block.bytes = malloc(count);
  if (block.bytes == NULL) return block;
  memcpy(block.bytes, bytes, count);
  block.count = count;
  return block;
}

void codec_free_metadata(CodecMetadata *metadata) {
  if (metadata == NULL) return;
  CodecBlock *blocks[] = {&metadata->exif, &metadata->icc, &metadata->xmp, &metadata->iptc};
  for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
    free(blocks[i]->bytes);
    *blocks[i] = (CodecBlock){NULL, 0};
  }
}

static uint32_t read_integer(const uint8_t *bytes, int count, int bigEndian) {
  uint32_t value = 0;
  for (int i = 0; i < count; i++) value = value << 8 | bytes[bigEndian ? i : count - 1 - i];
  return value;
}

int32_t codec_exif_orientation(const uint8_t *segment, size_t count) {
  enum { header = 6 };
  if (count < header || memcmp(segment, "Exif\0\0", header) != 0) return 0;
  return codec_tiff_orientation(segment + header, count - header);
}

// Where the first directory of a TIFF structure begins; 0 where there is none.
static size_t first_directory(const uint8_t *tiff, size_t size, int *bigEndian) {
  if (size < 8) return 0;
  *bigEndian = tiff[0] == 'M';
  if (memcmp(tiff, *bigEndian ? "MM" : "II", 2) != 0) return 0;
  if (read_integer(tiff + 2, 2, *bigEndian) != 42) return 0;
  const size_t directory = read_integer(tiff + 4, 4, *bigEndian);
  return directory > size - 2 ? 0 : directory;
}

void codec_drop_thumbnail(uint8_t *tiff, size_t size) {
  enum { entrySize = 12 };
  int bigEndian = 0;
  const size_t directory = first_directory(tiff, size, &bigEndian);
  if (directory == 0) return;
  const uint32_t entries = read_integer(tiff + directory, 2, bigEndian);
  const size_t next = directory + 2 + (size_t)entries * entrySize;
  if (next <= size && size - next >= 4) memset(tiff + next, 0, 4);
}

int32_t codec_tiff_orientation(const uint8_t *tiff, size_t size) {
  enum { entrySize = 12, orientationTag = 0x0112, shortType = 3 };
  int bigEndian = 0;
  const size_t directory = first_directory(tiff, size, &bigEndian);
  if (directory == 0) return 0;
  const uint32_t entries = read_integer(tiff + directory, 2, bigEndian);
  for (uint32_t i = 0; i < entries; i++) {
    const size_t at = directory + 2 + (size_t)i * entrySize;
    if (at > size || size - at < entrySize) return 0;
    if (read_integer(tiff + at, 2, bigEndian) != orientationTag) continue;
    if (read_integer(tiff + at + 2, 2, bigEndian) != shortType) return 0;
    const uint32_t value = read_integer(tiff + at + 8, 2, bigEndian);
    return value >= 1 && value <= 8 ? (int32_t)value : 0;
  }
  return 0;
}
