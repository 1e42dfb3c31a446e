// Decoding and encoding of PNG and JPEG pictures in memory, and encoding of GIF animations.
//
// Every function treats its input as hostile: dimensions are checked before anything is allocated,
// the libraries' errors come back as a status and a message, and nothing is printed.
#ifndef C_IMAGE_CODECS_H
#define C_IMAGE_CODECS_H

#include <stddef.h>
#include <stdint.h>

// Longest side and largest area of a picture that is decoded or encoded.
#define CODEC_MAX_SIDE 30000
#define CODEC_MAX_PIXELS (64u * 1024u * 1024u)
#define CODEC_MESSAGE_SIZE 240

// What became of a call.
enum {
  CODEC_OK = 0,
  CODEC_TRUNCATED = 1,      // the data end too early
  CODEC_DAMAGED = 2,        // the data contradict the format
  CODEC_TOO_LARGE = 3,      // more pixels than the limits above
  CODEC_UNSUPPORTED = 4,    // a valid file of a kind that is not handled
  CODEC_OUT_OF_MEMORY = 5,
};

// Bytes that belong to whoever holds them; to be given back with codec_free.
typedef struct {
  uint8_t *bytes;
  size_t count;
} CodecBlock;

// What a file says besides its pixels. Nothing of it is believed: it is carried from one file to another.
typedef struct {
  CodecBlock exif;  // a TIFF structure; the small picture that it may hold is taken out
  CodecBlock icc;   // a colour profile
  CodecBlock xmp;   // XML
  CodecBlock iptc;  // Photoshop's resources, which hold captions and the like; JPEG alone
  int32_t density_unit;  // pixels an inch (1), a centimetre (2), a metre (3), a ratio alone (0) or nothing (-1)
  uint32_t density_x, density_y;
} CodecMetadata;

// How a file is decoded.
typedef struct {
  int32_t side;             // the longer side that is enough, or 0
  int32_t keeps_depth;      // whether 16-bit samples stay as they are
  CodecMetadata *metadata;  // where the rest of the file goes, or NULL
} CodecRequest;

// A decoded picture, or the reason why there is none.
typedef struct {
  int32_t status;
  int32_t width, height;
  int32_t channels;      // 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA; interleaved
  int32_t sample_bytes;  // 1, or 2 in the machine's order where the request keeps the depth
  int32_t orientation;   // EXIF orientation 1...8, 1 where there is none
  int32_t quality;       // of a JPEG file, 1...100 as libjpeg counts it; 0 elsewhere
  uint8_t *pixels;       // width * height * channels samples, to be given back with codec_free
  char message[CODEC_MESSAGE_SIZE];
} CodecPicture;

// An encoded file, or the reason why there is none.
typedef struct {
  int32_t status;
  uint8_t *bytes;  // to be given back with codec_free
  size_t count;
  size_t capacity;
  char message[CODEC_MESSAGE_SIZE];
} CodecFile;

// Decode a file. Where the request's `side` is not 0, a picture whose longer side is at least twice as long may be reduced by the decoder, to
// `side` pixels or more on its longer side: little memory is taken for what is not wanted. An interlaced PNG is not reduced.
//
// 16-bit grey without a sample above 4095, 6 % of what 16 bits can say, is taken for 8-, 10- or 12-bit samples that a program stored as
// they are, and the smallest of these scales that holds all of them becomes white.
//
// Where the request keeps the depth, 16-bit samples come as they are, and none of this is done.
CodecPicture codec_decode_png(const uint8_t *data, size_t count, CodecRequest request);
CodecPicture codec_decode_jpeg(const uint8_t *data, size_t count, CodecRequest request);

// Encodes 1 to 4 interleaved channels of 1 or 2 bytes a sample; `level` is zlib's, 0 to 9. `metadata` may be NULL.
CodecFile codec_encode_png(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t sample_bytes,
    int32_t level, const CodecMetadata *metadata);

// Encodes 1 or 3 interleaved 8-bit channels; `quality` is 1 to 100. `metadata` may be NULL; with it the chroma is kept at
// full resolution.
CodecFile codec_encode_jpeg(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t quality,
    const CodecMetadata *metadata);

// A GIF on its way: each call adds to what `codec_gif_take` gives. An animation starts anew at its end.
typedef struct CodecAnimation CodecAnimation;

// Begins one of 2 to 256 colours (three bytes each: red, green, blue), sides at most 65535; NULL where memory runs out.
CodecAnimation *codec_gif_open(
    int32_t width, int32_t height, const uint8_t *palette, int32_t colors);

// Adds a frame of width * height bytes, each the number of a colour, shown for `delay` hundredths of a second; 0 where
// memory runs out.
int codec_gif_add(CodecAnimation *animation, const uint8_t *pixels, uint16_t delay);

// Ends the file; nothing can be added then. 0 where memory runs out.
int codec_gif_end(CodecAnimation *animation);

// What was encoded since it was last asked for, valid until the next call.
const uint8_t *codec_gif_take(CodecAnimation *animation, size_t *count);

// Gives all memory back.
void codec_gif_close(CodecAnimation *animation);

// Gives back `pixels` or `bytes`.
void codec_free(void *memory);

#endif
