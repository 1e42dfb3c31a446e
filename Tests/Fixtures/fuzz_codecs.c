// Feeds damaged pictures to the C decoders, to be run under the address sanitizer:
//
//   mkdir seeds && python3 Tests/Fixtures/make_image_fixtures.py seeds
//   clang -g -O1 -fsanitize=address,undefined -ISources/CImageCodecs/include \
//     Tests/Fixtures/fuzz_codecs.c Sources/CImageCodecs/*.c -lpng -ljpeg -lz -o fuzz
//   ./fuzz SEED SECONDS seeds/*
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "CImageCodecs.h"

enum { MAX_FILE = 1 << 16 };

static uint64_t state;

static uint32_t random_below(uint32_t limit) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((state >> 33) % limit);
}

static size_t mutate(uint8_t *data, size_t count) {
  static const uint8_t odd[] = {0, 1, 0x7F, 0x80, 0xC4, 0xDA, 0xD9, 0xFF};
  const size_t at = 3 + random_below((uint32_t)count - 3);
  size_t length = 1 + random_below(32);
  switch (random_below(6)) {
    case 0: data[at] ^= (uint8_t)(1u << random_below(8)); break;
    case 1: data[at] = odd[random_below(sizeof odd)]; break;
    case 2:
      if (length > count - at) length = count - at;
      if (count - length < 16) break;
      memmove(data + at, data + at + length, count - at - length);
      return count - length;
    case 3:
      if (count <= length || count + length > MAX_FILE) break;
      memmove(data + at + length, data + at, count - at);
      memmove(data + at, data + random_below((uint32_t)(count - length)), length);
      return count + length;
    case 4: return at > 16 ? at : count;
    default: data[at] = (uint8_t)random_below(256);
  }
  return count;
}

static void repair_checksums(uint8_t *data, size_t count) {
  size_t start = 8;
  while (start + 12 <= count) {
    const size_t length = (size_t)data[start] << 24 | data[start + 1] << 16 |
                          data[start + 2] << 8 | data[start + 3];
    if (length > count - start - 12) return;
    const uint32_t sum = (uint32_t)crc32(0, data + start + 4, (uInt)length + 4);
    for (int i = 0; i < 4; i++) data[start + 8 + length + i] = (uint8_t)(sum >> (24 - 8 * i));
    start += length + 12;
  }
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  state = strtoull(argv[1], NULL, 10);
  const time_t end = time(NULL) + atoi(argv[2]);
  const int files = argc - 3;
  long rounds = 0, passed = 0, statuses[6] = {0};
  double slowest = 0;
  while (time(NULL) < end) {
    FILE *file = fopen(argv[3 + rounds % files], "rb");
    if (file == NULL) return 1;
    static uint8_t data[MAX_FILE + 64];
    size_t count = fread(data, 1, MAX_FILE, file);
    fclose(file);
    const int isPNG = data[0] == 0x89;
    for (uint32_t i = 1 + random_below(6); i > 0; i--) count = mutate(data, count);
    if (isPNG && random_below(4) > 0) repair_checksums(data, count);
    uint8_t *exact = malloc(count);  // so that one byte too far is noticed
    memcpy(exact, data, count);
    CodecMetadata metadata = {0};
    const CodecRequest request = {
        .side = random_below(2) == 0 ? 0 : (int32_t)(1 + random_below(40)),
        .keeps_depth = (int32_t)random_below(2),
        .metadata = random_below(2) == 0 ? NULL : &metadata};
    const clock_t before = clock();
    const CodecPicture picture =
        isPNG ? codec_decode_png(exact, count, request) : codec_decode_jpeg(exact, count, request);
    const double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
    if (seconds > slowest) {
      slowest = seconds;
      FILE *kept = fopen("slowest", "wb");
      if (kept != NULL) {
        fwrite(exact, 1, count, kept);
        fclose(kept);
      }
    }
    if ((picture.status == CODEC_OK) != (picture.pixels != NULL)) abort();
    if (picture.status != CODEC_OK && picture.message[0] == 0) abort();
    passed += picture.status == CODEC_OK;
    statuses[picture.status]++;
    codec_free(picture.pixels);
    codec_free(metadata.exif.bytes);
    codec_free(metadata.icc.bytes);
    codec_free(metadata.xmp.bytes);
    codec_free(metadata.iptc.bytes);
    free(exact);
    rounds++;
  }
  printf("%ld rounds, %ld pictures, slowest %.3f s; statuses", rounds, passed, slowest);
  for (int i = 0; i < 6; i++) printf(" %ld", statuses[i]);
  printf("\n");
  return 0;
}
