#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "internal.h"

// A progressive file may ask for the whole picture to be decoded again with each scan. Ordinary
// encoders use about ten; a hostile file could use thousands.
enum { MAX_SCANS = 200 };
static const uint64_t MAX_SCANNED_PIXELS = 1600ull * 1000 * 1000;
enum { MAX_LIBRARY_BYTES = 1 << 30 };

typedef struct {
  struct jpeg_error_mgr errors;  // first: the library hands back a pointer to it
  jmp_buf escape;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  size_t count;
  CodecPicture picture;
  uint8_t *row;  // CMYK samples before conversion
} Reader;

static Reader *reader_of(j_common_ptr codec) { return (Reader *)codec->err; }

static void stop(j_common_ptr codec, int32_t status, const char *message) {
  Reader *reader = reader_of(codec);
  reader->picture.status = status;
  codec_message(reader->picture.message, "%s", message);
  longjmp(reader->escape, 1);
}

static void on_error(j_common_ptr codec) {
  char text[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, text);
  const int code = codec->err->msg_code;
  const int32_t status = code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE
                             ? CODEC_OUT_OF_MEMORY
                         : code == JERR_INPUT_EOF || code == JERR_INPUT_EMPTY ? CODEC_TRUNCATED
                         : code == JERR_SOF_UNSUPPORTED || code == JERR_BAD_PRECISION ||
                                 code == JERR_CONVERSION_NOTIMPL || code == JERR_NOT_COMPILED
                             ? CODEC_UNSUPPORTED
                             : CODEC_DAMAGED;
  stop(codec, status, text);
}

// The library goes on after these with invented pixels; a picture that is not whole is refused.
static void on_message(j_common_ptr codec, int level) {
  if (level >= 0) return;
  switch (codec->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC: on_error(codec);
    default: break;
  }
}

static void print_nothing(j_common_ptr codec) { (void)codec; }
static void start_source(j_decompress_ptr codec) { (void)codec; }
static void end_source(j_decompress_ptr codec) { (void)codec; }

static void stop_truncated(j_decompress_ptr codec) {
  Reader *reader = reader_of((j_common_ptr)codec);
  reader->picture.status = CODEC_TRUNCATED;
  codec_message(reader->picture.message, "it ends after %zu bytes", reader->count);
  longjmp(reader->escape, 1);
}

static boolean refill_source(j_decompress_ptr codec) {
  stop_truncated(codec);
  return FALSE;
}

static void skip_source(j_decompress_ptr codec, long count) {
  if (count <= 0) return;
  if ((size_t)count > codec->src->bytes_in_buffer) stop_truncated(codec);
  codec->src->next_input_byte += count;
  codec->src->bytes_in_buffer -= (size_t)count;
}

static void limit_scans(j_common_ptr codec) {
  const j_decompress_ptr decoder = (j_decompress_ptr)codec;
  const uint64_t pixels = (uint64_t)decoder->image_width * decoder->image_height;
  const uint64_t scans = (uint64_t)decoder->input_scan_number;
  if (scans > MAX_SCANS || scans * pixels > MAX_SCANNED_PIXELS) {
    stop(codec, CODEC_DAMAGED, "it has more scans than any ordinary encoder writes");
  }
}

static void prepare(struct jpeg_decompress_struct *codec, Reader *reader) {
  codec->mem->max_memory_to_use = MAX_LIBRARY_BYTES;
  reader->source.init_source = start_source;
  reader->source.fill_input_buffer = refill_source;
  reader->source.skip_input_data = skip_source;
  reader->source.resync_to_restart = jpeg_resync_to_restart;
  reader->source.term_source = end_source;
  codec->src = &reader->source;
  reader->progress.progress_monitor = limit_scans;
  codec->progress = &reader->progress;
}

// What libjpeg would have to be told to quantise as this file does, by its brightness.
static int32_t quality_of(const struct jpeg_decompress_struct *codec) {
  static const int standardSum = 3688;  // of the table that the JPEG standard prints
  const JQUANT_TBL *table = codec->quant_tbl_ptrs[codec->comp_info[0].quant_tbl_no & 3];
  if (table == NULL) return 0;
  int sum = 0;
  for (int i = 0; i < DCTSIZE2; i++) sum += table->quantval[i];
  const int percent = (100 * sum + standardSum / 2) / standardSum;
  const int quality = percent <= 100 ? 100 - percent / 2 : 5000 / percent;
  return quality < 1 ? 1 : quality > 100 ? 100 : quality;
}

static int begins_with(jpeg_saved_marker_ptr marker, int code, const void *name, size_t count) {
  return marker->marker == code && marker->data_length > count &&
      memcmp(marker->data, name, count) == 0;
}

// The first of each kind counts.
static void keep_after(CodecBlock *block, jpeg_saved_marker_ptr marker, size_t skipped) {
  if (block->bytes != NULL) return;
  *block = codec_copy(marker->data + skipped, marker->data_length - skipped);
}

static void read_metadata(struct jpeg_decompress_struct *codec, CodecMetadata *metadata) {
  static const char exif[] = "Exif\0", xmp[] = "http://ns.adobe.com/xap/1.0/";
  for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next) {
    if (begins_with(marker, JPEG_APP0 + 1, exif, sizeof exif)) {
      keep_after(&metadata->exif, marker, sizeof exif);
    } else if (begins_with(marker, JPEG_APP0 + 1, xmp, sizeof xmp)) {
      keep_after(&metadata->xmp, marker, sizeof xmp);
    } else if (marker->marker == JPEG_APP0 + 13) {
      keep_after(&metadata->iptc, marker, 0);
    }
  }
  if (metadata->exif.bytes != NULL) {
    codec_drop_thumbnail(metadata->exif.bytes, metadata->exif.count);
  }
  JOCTET *profile = NULL;
  unsigned int count = 0;
  if (jpeg_read_icc_profile(codec, &profile, &count)) {
    metadata->icc = (CodecBlock){profile, count};
  }
  if (codec->saw_JFIF_marker && codec->density_unit <= 2) {
    metadata->density_unit = codec->density_unit;
    metadata->density_x = codec->X_density;
    metadata->density_y = codec->Y_density;
  }
}

static void read_orientation(const struct jpeg_decompress_struct *codec, CodecPicture *picture) {
  for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next) {
    const int32_t value = codec_exif_orientation(marker->data, marker->data_length);
    if (value > 0) {
      picture->orientation = value;
      return;
    }
  }
}

static void choose_color_space(struct jpeg_decompress_struct *codec, CodecPicture *picture) {
  switch (codec->jpeg_color_space) {
    case JCS_GRAYSCALE:
      codec->out_color_space = JCS_GRAYSCALE;
      picture->channels = 1;
      break;
    case JCS_CMYK:
    case JCS_YCCK:
      codec->out_color_space = JCS_CMYK;
      picture->channels = 3;
      break;
    case JCS_RGB:
    case JCS_YCbCr:
      codec->out_color_space = JCS_RGB;
      picture->channels = 3;
      break;
    default: stop((j_common_ptr)codec, CODEC_UNSUPPORTED, "it has an unusual number of colours");
  }
}

// Adobe's programs store ink amounts inverted, and say so with their own marker.
static void convert_inks(const uint8_t *inks, uint8_t *rgb, int32_t width, int inverted) {
  for (int32_t x = 0; x < width; x++, inks += 4, rgb += 3) {
    const int key = inverted ? inks[3] : 255 - inks[3];
    for (int c = 0; c < 3; c++) {
      const int ink = inverted ? inks[c] : 255 - inks[c];
      rgb[c] = (uint8_t)((ink * key + 127) / 255);
    }
  }
}

static void read_rows(struct jpeg_decompress_struct *codec, Reader *reader) {
  CodecPicture *picture = &reader->picture;
  const int inks = codec->out_color_space == JCS_CMYK;
  const size_t stride = (size_t)picture->width * (size_t)picture->channels;
  picture->pixels = malloc(stride * (size_t)picture->height);
  if (inks) reader->row = malloc((size_t)picture->width * 4);
  if (picture->pixels == NULL || (inks && reader->row == NULL)) {
    stop((j_common_ptr)codec, CODEC_OUT_OF_MEMORY, "not enough memory for its pixels");
  }
  while (codec->output_scanline < codec->output_height) {
    uint8_t *target = picture->pixels + stride * codec->output_scanline;
    JSAMPROW row = inks ? reader->row : target;
    if (jpeg_read_scanlines(codec, &row, 1) != 1) {
      stop((j_common_ptr)codec, CODEC_TRUNCATED, "it has too few rows");
    }
    if (inks) convert_inks(reader->row, target, picture->width, codec->saw_Adobe_marker);
  }
}

// The library computes fewer pixels by itself: 1/2, 1/4 or 1/8 of each side.
static void choose_scale(struct jpeg_decompress_struct *codec, int32_t side) {
  const JDIMENSION longer =
      codec->image_width > codec->image_height ? codec->image_width : codec->image_height;
  codec->scale_num = 8;
  codec->scale_denom = 8;
  if (side <= 0) return;
  while (codec->scale_num > 1 && longer * (codec->scale_num / 2) / 8 >= (JDIMENSION)side) {
    codec->scale_num /= 2;
  }
}

// Everything that can fail by way of on_error.
static void decode(struct jpeg_decompress_struct *codec, Reader *reader, CodecRequest request) {
  CodecPicture *picture = &reader->picture;
  jpeg_create_decompress(codec);
  prepare(codec, reader);
  jpeg_save_markers(codec, JPEG_APP0 + 1, 0xFFFF);
  if (request.metadata != NULL) {
    jpeg_save_markers(codec, JPEG_APP0 + 2, 0xFFFF);
    jpeg_save_markers(codec, JPEG_APP0 + 13, 0xFFFF);
  }
  jpeg_read_header(codec, TRUE);
  const int32_t status =
      codec_check_size(codec->image_width, codec->image_height, picture->message);
  if (status != CODEC_OK) {
    picture->status = status;
    longjmp(reader->escape, 1);
  }
  read_orientation(codec, picture);
  if (request.metadata != NULL) read_metadata(codec, request.metadata);
  choose_color_space(codec, picture);
  choose_scale(codec, request.side);
  jpeg_start_decompress(codec);
  picture->quality = quality_of(codec);
  picture->width = (int32_t)codec->output_width;
  picture->height = (int32_t)codec->output_height;
  read_rows(codec, reader);
  jpeg_finish_decompress(codec);
}

CodecPicture codec_decode_jpeg(const uint8_t *data, size_t count, CodecRequest request) {
  struct jpeg_decompress_struct codec;
  Reader state;
  memset(&codec, 0, sizeof codec);
  memset(&state, 0, sizeof state);
  Reader *volatile reader = &state;
  codec.err = jpeg_std_error(&state.errors);
  state.errors.error_exit = on_error;
  state.errors.emit_message = on_message;
  state.errors.output_message = print_nothing;
  state.source.next_input_byte = data;
  state.source.bytes_in_buffer = count;
  state.count = count;
  state.picture.orientation = 1;
  state.picture.sample_bytes = 1;
  if (request.metadata != NULL) *request.metadata = (CodecMetadata){.density_unit = -1};
  if (setjmp(state.escape) == 0) decode(&codec, reader, request);
  jpeg_destroy_decompress(&codec);
  free(reader->row);
  if (reader->picture.status != CODEC_OK) {
    free(reader->picture.pixels);
    reader->picture.pixels = NULL;
    codec_free_metadata(request.metadata);
  }
  return reader->picture;
}
