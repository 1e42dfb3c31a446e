// Reading of font files and rendering of their glyphs in memory, by FreeType.
//
// Every function treats the font as hostile: sizes are checked before anything is allocated, the
// library's errors come back as a status and a message, and nothing is printed.
#ifndef C_OUTLINE_FONTS_H
#define C_OUTLINE_FONTS_H

#include <stddef.h>
#include <stdint.h>

// Largest size of a font in pixels an em, and longest side of one glyph.
#define FONT_MAX_SIZE 1000
#define FONT_MAX_SIDE 4096
#define FONT_MESSAGE_SIZE 160

// What became of a call.
enum {
  FONT_OK = 0,
  FONT_DAMAGED = 1,      // the data contradict the format
  FONT_UNSUPPORTED = 2,  // no font file, or one without outlines or Unicode
  FONT_OUT_OF_MEMORY = 3,
};

// An open font. Not to be used by two threads at a time.
typedef struct FontFace FontFace;

// A font, or the reason why there is none.
typedef struct {
  int32_t status;
  FontFace *face;  // to be given back with font_close
  char message[FONT_MESSAGE_SIZE];
} FontOpening;

// Heights of a font in ems: above the base line positive, below it negative.
typedef struct {
  float ascender, descender, capitals;
} FontHeights;

// How a glyph is drawn: size in pixels an em, turned around its origin, which is moved by a
// fraction of a pixel to the right and upwards.
typedef struct {
  float size;
  float cosine, sine;  // of the angle, counterclockwise
  float x, y;
} FontPlacement;

// The pixels that a glyph covers. `left` and `top` count from the origin's pixel, upwards.
typedef struct {
  int32_t status;
  int32_t left, top;
  int32_t width, height;
  uint8_t *coverage;  // width * height bytes, 0...255; NULL for blanks; back with font_free
} FontGlyph;

// Opens the first face of a TrueType, OpenType or TrueType collection file; copies the bytes.
FontOpening font_open(const uint8_t *bytes, size_t count);
void font_close(FontFace *face);

// The glyph of a code point, 0 where the font has none.
uint32_t font_glyph_index(FontFace *face, uint32_t codePoint);

FontHeights font_heights(FontFace *face);

// Distance to the next glyph in pixels, at this size; 0 for a damaged glyph.
float font_advance(FontFace *face, uint32_t glyph, float size);

FontGlyph font_render(FontFace *face, uint32_t glyph, FontPlacement placement);

// Gives back `coverage`.
void font_free(void *memory);

#endif
