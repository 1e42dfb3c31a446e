// What the PNG, JPEG and GIF files of this target share.
#ifndef C_IMAGE_CODECS_INTERNAL_H
#define C_IMAGE_CODECS_INTERNAL_H

#include "CImageCodecs.h"

// Writes a formatted message of at most CODEC_MESSAGE_SIZE bytes.
void codec_message(char *message, const char *format, ...);

// CODEC_OK where a picture of this size may be decoded; fills in the message otherwise.
int32_t codec_check_size(uint32_t width, uint32_t height, char *message);

// Appends to the file's growing buffer; returns 0 where memory runs out.
int codec_append(CodecFile *file, const uint8_t *bytes, size_t count);

// EXIF orientation in an APP1 segment (without marker and length), 0 where it states none.
int32_t codec_exif_orientation(const uint8_t *segment, size_t count);

// A copy of `count` bytes; empty where memory runs out or there are none.
CodecBlock codec_copy(const uint8_t *bytes, size_t count);

// Takes the small picture out of EXIF data: it would show what the picture was before.
void codec_drop_thumbnail(uint8_t *tiff, size_t size);

// Gives the blocks of metadata back; NULL is allowed.
void codec_free_metadata(CodecMetadata *metadata);

// The same in EXIF data without the segment's name, as a PNG's eXIf chunk holds them.
int32_t codec_tiff_orientation(const uint8_t *tiff, size_t size);

#endif
