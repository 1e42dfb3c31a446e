#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>

#include "internal.h"

static int append(GifFileType *gif, const GifByteType *bytes, int count) {
  CodecFile *file = gif->UserData;
  if (codec_append(file, bytes, (size_t)count)) return count;
  file->status = CODEC_OUT_OF_MEMORY;
  return 0;
}

static int write_loop(GifFileType *gif) {
  static const unsigned char forever[] = {1, 0, 0};
  return EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
      EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0") == GIF_OK &&
      EGifPutExtensionBlock(gif, sizeof forever, forever) == GIF_OK &&
      EGifPutExtensionTrailer(gif) == GIF_OK;
}

// The smallest rectangle that differs from the frame before; one pixel where nothing does.
static void find_change(
    const uint8_t *before, const uint8_t *now, int32_t width, int32_t height, int32_t box[4]) {
  int32_t left = width, top = height, right = 0, bottom = 0;
  for (int32_t y = 0; y < height; y++) {
    const uint8_t *a = before + (size_t)y * width, *b = now + (size_t)y * width;
    if (memcmp(a, b, (size_t)width) == 0) continue;
    int32_t first = 0, last = width - 1;
    while (a[first] == b[first]) first++;
    while (a[last] == b[last]) last--;
    if (first < left) left = first;
    if (last + 1 > right) right = last + 1;
    if (y < top) top = y;
    bottom = y + 1;
  }
  if (bottom == 0) left = 0, top = 0, right = 1, bottom = 1;
  box[0] = left, box[1] = top, box[2] = right, box[3] = bottom;
}

static int write_frame(
    GifFileType *gif, const uint8_t *pixels, const int32_t box[4], int32_t width, int32_t delay) {
  GraphicsControlBlock control = {
      .DisposalMode = DISPOSE_DO_NOT, .DelayTime = delay, .TransparentColor = NO_TRANSPARENT_COLOR};
  GifByteType extension[4];
  const size_t size = EGifGCBToExtension(&control, extension);
  if (EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, (int)size, extension) != GIF_OK) return 0;
  const int32_t columns = box[2] - box[0];
  if (EGifPutImageDesc(gif, box[0], box[1], columns, box[3] - box[1], false, NULL) != GIF_OK) {
    return 0;
  }
  GifPixelType *line = malloc((size_t)columns);
  int ok = line != NULL;
  for (int32_t y = box[1]; ok && y < box[3]; y++) {
    memcpy(line, pixels + (size_t)y * width + box[0], (size_t)columns);
    ok = EGifPutLine(gif, line, columns) == GIF_OK;
  }
  free(line);
  return ok;
}

CodecFile codec_encode_gif(
    const uint8_t *frames, const uint16_t *delays, int32_t count, int32_t width, int32_t height,
    const uint8_t *palette, int32_t colors) {
  CodecFile file = {.status = CODEC_OK};
  int error = 0;
  int size = 2;
  while (size < colors) size *= 2;  // a colour map has a power of two
  GifColorType map[256] = {{0}};
  for (int32_t i = 0; i < colors && i < 256; i++) {
    map[i] = (GifColorType){palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]};
  }
  ColorMapObject *colorMap = GifMakeMapObject(size, map);
  GifFileType *gif = EGifOpen(&file, append, &error);
  int ok = colorMap != NULL && gif != NULL;
  if (ok) {
    EGifSetGifVersion(gif, true);
    ok = EGifPutScreenDesc(gif, width, height, 8, 0, colorMap) == GIF_OK && write_loop(gif);
  }
  const size_t area = (size_t)width * (size_t)height;
  for (int32_t i = 0; ok && i < count; i++) {
    int32_t box[4] = {0, 0, width, height};
    const uint8_t *pixels = frames + area * (size_t)i;
    if (i > 0) find_change(pixels - area, pixels, width, height, box);
    ok = write_frame(gif, pixels, box, width, delays[i]);
  }
  if (!ok && gif != NULL) error = gif->Error;
  if (gif != NULL && EGifCloseFile(gif, ok ? &error : NULL) != GIF_OK) ok = 0;
  GifFreeMapObject(colorMap);
  if (!ok) {
    if (file.status == CODEC_OK) file.status = CODEC_OUT_OF_MEMORY;
    const char *text = GifErrorString(error);
    codec_message(file.message, "%s", text != NULL ? text : "not enough memory to encode it");
  }
  return file;
}
