#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>

#include "internal.h"

struct CodecAnimation {
  GifFileType *gif;
  CodecFile file;  // what was encoded and not yet taken
  int32_t width, height;
  uint8_t *before;  // the frame before, once there is one
  int isFollowing;
};

static int append(GifFileType *gif, const GifByteType *bytes, int count) {
  CodecFile *file = &((CodecAnimation *)gif->UserData)->file;
  return codec_append(file, bytes, (size_t)count) ? count : 0;
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

CodecAnimation *codec_gif_open(
    int32_t width, int32_t height, const uint8_t *palette, int32_t colors) {
  int size = 2;
  while (size < colors) size *= 2;  // a colour map has a power of two
  GifColorType map[256] = {{0}};
  for (int32_t i = 0; i < colors && i < 256; i++) {
    map[i] = (GifColorType){palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]};
  }
  CodecAnimation *animation = calloc(1, sizeof *animation);
  if (animation == NULL) return NULL;
  animation->width = width;
  animation->height = height;
  animation->before = malloc((size_t)width * (size_t)height);
  animation->gif = EGifOpen(animation, append, NULL);
  ColorMapObject *colorMap = GifMakeMapObject(size, map);
  int ok = animation->before != NULL && animation->gif != NULL && colorMap != NULL;
  if (ok) {
    EGifSetGifVersion(animation->gif, true);
    ok = EGifPutScreenDesc(animation->gif, width, height, 8, 0, colorMap) == GIF_OK &&
        write_loop(animation->gif);
  }
  GifFreeMapObject(colorMap);
  if (!ok) {
    codec_gif_close(animation);
    return NULL;
  }
  return animation;
}

int codec_gif_add(CodecAnimation *animation, const uint8_t *pixels, uint16_t delay) {
  int32_t box[4] = {0, 0, animation->width, animation->height};
  if (animation->isFollowing) {
    find_change(animation->before, pixels, animation->width, animation->height, box);
  }
  memcpy(animation->before, pixels, (size_t)animation->width * (size_t)animation->height);
  animation->isFollowing = 1;
  return write_frame(animation->gif, pixels, box, animation->width, delay);
}

int codec_gif_end(CodecAnimation *animation) {
  const int ok = EGifCloseFile(animation->gif, NULL) == GIF_OK;
  animation->gif = NULL;
  return ok;
}

const uint8_t *codec_gif_take(CodecAnimation *animation, size_t *count) {
  *count = animation->file.count;
  animation->file.count = 0;
  return animation->file.bytes;
}

void codec_gif_close(CodecAnimation *animation) {
  if (animation == NULL) return;
  if (animation->gif != NULL) EGifCloseFile(animation->gif, NULL);
  free(animation->before);
  free(animation->file.bytes);
  free(animation);
}
