#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "internal.h"

static const uint64_t MAX_OPTIMIZED_PIXELS = 4u << 20;

typedef struct {
  struct jpeg_error_mgr errors;  // first: the library hands back a pointer to it
  jmp_buf escape;
  struct jpeg_destination_mgr destination;
  CodecFile file;
  uint8_t buffer[1 << 14];
} Writer;

static Writer *writer_of(j_common_ptr codec) { return (Writer *)codec->err; }

static void on_error(j_common_ptr codec) {
  Writer *writer = writer_of(codec);
  char text[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, text);
  writer->file.status = CODEC_DAMAGED;
  codec_message(writer->file.message, "%s", text);
  longjmp(writer->escape, 1);
}

static void on_message(j_common_ptr codec, int level) {
  (void)codec;
  (void)level;
}

static void print_nothing(j_common_ptr codec) { (void)codec; }

static void start_buffer(j_compress_ptr codec) {
  Writer *writer = writer_of((j_common_ptr)codec);
  codec->dest->next_output_byte = writer->buffer;
  codec->dest->free_in_buffer = sizeof writer->buffer;
}

static void append(Writer *writer, size_t count) {
  if (codec_append(&writer->file, writer->buffer, count)) return;
  writer->file.status = CODEC_OUT_OF_MEMORY;
  codec_message(writer->file.message, "not enough memory to encode it");
  longjmp(writer->escape, 1);
}

static boolean empty_buffer(j_compress_ptr codec) {
  Writer *writer = writer_of((j_common_ptr)codec);
  append(writer, sizeof writer->buffer);
  start_buffer(codec);
  return TRUE;
}

static void end_buffer(j_compress_ptr codec) {
  Writer *writer = writer_of((j_common_ptr)codec);
  append(writer, sizeof writer->buffer - codec->dest->free_in_buffer);
}

// A marker holds less than 64 KB; what is larger is left out.
static void write_marker(
    struct jpeg_compress_struct *codec, int code, const char *name, size_t nameCount,
    CodecBlock block) {
  enum { markerLimit = 65533 };
  if (block.bytes == NULL || nameCount + block.count > markerLimit) return;
  jpeg_write_m_header(codec, JPEG_APP0 + code, (unsigned int)(nameCount + block.count));
  for (size_t i = 0; i < nameCount; i++) jpeg_write_m_byte(codec, name[i]);
  for (size_t i = 0; i < block.count; i++) jpeg_write_m_byte(codec, block.bytes[i]);
}

static void write_metadata(struct jpeg_compress_struct *codec, const CodecMetadata *metadata) {
  static const char exif[] = "Exif\0", xmp[] = "http://ns.adobe.com/xap/1.0/";
  write_marker(codec, 1, exif, sizeof exif, metadata->exif);
  write_marker(codec, 1, xmp, sizeof xmp, metadata->xmp);
  write_marker(codec, 13, "", 0, metadata->iptc);
  if (metadata->icc.bytes != NULL) {
    jpeg_write_icc_profile(codec, metadata->icc.bytes, (unsigned int)metadata->icc.count);
  }
}

// JFIF counts pixels an inch or a centimetre, PNG pixels a metre.
static UINT16 jfif_density(int32_t unit, uint32_t density) {
  const uint64_t value = unit == 3 ? ((uint64_t)density * 254 + 5000) / 10000 : density;
  return value < 1 ? 1 : value > 65535 ? 65535 : (UINT16)value;
}

static void choose_density(struct jpeg_compress_struct *codec, const CodecMetadata *metadata) {
  const int32_t unit = metadata->density_unit;
  if (unit < 0) return;
  codec->density_unit = unit == 3 ? 1 : (UINT8)unit;
  codec->X_density = jfif_density(unit, metadata->density_x);
  codec->Y_density = jfif_density(unit, metadata->density_y);
}

static void encode(
    struct jpeg_compress_struct *codec, Writer *writer, const uint8_t *pixels, int32_t width,
    int32_t height, int32_t channels, int32_t quality, const CodecMetadata *metadata) {
  jpeg_create_compress(codec);
  writer->destination.init_destination = start_buffer;
  writer->destination.empty_output_buffer = empty_buffer;
  writer->destination.term_destination = end_buffer;
  codec->dest = &writer->destination;
  codec->image_width = (JDIMENSION)width;
  codec->image_height = (JDIMENSION)height;
  codec->input_components = channels;
  codec->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(codec);
  jpeg_set_quality(codec, quality, TRUE);
  // Counting symbols first keeps all coefficients in memory.
  codec->optimize_coding = (uint64_t)width * (uint64_t)height <= MAX_OPTIMIZED_PIXELS;
  if (metadata != NULL) {
    choose_density(codec, metadata);
    codec->comp_info[0].h_samp_factor = codec->comp_info[0].v_samp_factor = 1;
  }
  jpeg_start_compress(codec, TRUE);
  if (metadata != NULL) write_metadata(codec, metadata);
  const size_t stride = (size_t)width * (size_t)channels;
  while (codec->next_scanline < codec->image_height) {
    JSAMPROW row = (JSAMPROW)(pixels + stride * codec->next_scanline);
    jpeg_write_scanlines(codec, &row, 1);
  }
  jpeg_finish_compress(codec);
}

CodecFile codec_encode_jpeg(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t quality,
    const CodecMetadata *metadata) {
  struct jpeg_compress_struct codec;
  Writer state;
  memset(&codec, 0, sizeof codec);
  memset(&state, 0, sizeof state);
  Writer *volatile writer = &state;
  if (width <= 0 || height <= 0 || (channels != 1 && channels != 3)) {
    state.file.status = CODEC_UNSUPPORTED;
    codec_message(state.file.message, "it has no pixels or %d channels", channels);
    return state.file;
  }
  state.file.status = codec_check_size((uint32_t)width, (uint32_t)height, state.file.message);
  if (state.file.status != CODEC_OK) return state.file;
  codec.err = jpeg_std_error(&state.errors);
  state.errors.error_exit = on_error;
  state.errors.emit_message = on_message;
  state.errors.output_message = print_nothing;
  if (setjmp(state.escape) == 0) {
    encode(&codec, writer, pixels, width, height, channels, quality, metadata);
  }
  jpeg_destroy_compress(&codec);
  if (writer->file.status != CODEC_OK) {
    free(writer->file.bytes);
    writer->file.bytes = NULL;
    writer->file.count = 0;
  }
  return writer->file;
}
