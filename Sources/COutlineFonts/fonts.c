#include "COutlineFonts.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct FontFace {
  FT_Library library;
  FT_Face face;
  uint8_t *bytes;  // FreeType reads from them as long as the face is open
  float size;      // that FreeType was told last
};

void font_free(void *memory) { free(memory); }

void font_close(FontFace *font) {
  if (font == NULL) return;
  if (font->face != NULL) FT_Done_Face(font->face);
  if (font->library != NULL) FT_Done_FreeType(font->library);
  free(font->bytes);
  free(font);
}

static FontOpening failure(FontFace *font, int32_t status, const char *message) {
  font_close(font);
  FontOpening opening = {.status = status};
  snprintf(opening.message, FONT_MESSAGE_SIZE, "%s", message);
  return opening;
}

static FontOpening open_failure(FontFace *font, FT_Error error) {
  switch (error) {
    case FT_Err_Out_Of_Memory:
      return failure(font, FONT_OUT_OF_MEMORY, "not enough memory");
    default: {
      const char *cause = FT_Error_String(error);
      char message[FONT_MESSAGE_SIZE];
      if (cause != NULL) {
        snprintf(message, sizeof message, "%s", cause);
      } else {
        snprintf(message, sizeof message, "FreeType's error %d", (int)error);
      }
      return failure(font, FONT_DAMAGED, message);
    }
  }
}

// Whether the file begins as TrueType, OpenType and collections do. Further kinds that FreeType
// reads stay shut.
static int is_font(const uint8_t *bytes, size_t count) {
  static const char signatures[4][5] = {"\0\1\0\0", "OTTO", "true", "ttcf"};
  for (int i = 0; i < 4; i++) {
    if (count >= 4 && memcmp(bytes, signatures[i], 4) == 0) return 1;
  }
  return 0;
}

FontOpening font_open(const uint8_t *bytes, size_t count) {
  if (count == 0) return failure(NULL, FONT_UNSUPPORTED, "the file is empty");
  if (!is_font(bytes, count)) {
    return failure(NULL, FONT_UNSUPPORTED, "this is not a TrueType or OpenType font file");
  }
  FontFace *font = calloc(1, sizeof *font);
  if (font == NULL) return failure(NULL, FONT_OUT_OF_MEMORY, "not enough memory");
  font->bytes = malloc(count);
  if (font->bytes == NULL) return failure(font, FONT_OUT_OF_MEMORY, "not enough memory");
  memcpy(font->bytes, bytes, count);
  FT_Error error = FT_Init_FreeType(&font->library);
  if (error == 0) {
    error = FT_New_Memory_Face(font->library, font->bytes, (FT_Long)count, 0, &font->face);
  }
  if (error != 0) return open_failure(font, error);
  if (!FT_IS_SCALABLE(font->face) || font->face->units_per_EM == 0) {
    return failure(font, FONT_UNSUPPORTED, "it holds no outlines");
  }
  if (FT_Select_Charmap(font->face, FT_ENCODING_UNICODE) != 0) {
    return failure(font, FONT_UNSUPPORTED, "it names no glyphs by Unicode");
  }
  return (FontOpening){.status = FONT_OK, .face = font};
}

uint32_t font_glyph_index(FontFace *font, uint32_t codePoint) {
  return FT_Get_Char_Index(font->face, codePoint);
}

// Loads a glyph at a size. Turned glyphs are not hinted: hints are for upright pixels.
static int load(FontFace *font, uint32_t glyph, float size, int isTurned) {
  if (!(size >= 1 && size <= FONT_MAX_SIZE)) return 0;
  if (font->size != size) {
    if (FT_Set_Char_Size(font->face, 0, (FT_F26Dot6)(size * 64), 72, 72) != 0) return 0;
    font->size = size;
  }
  const FT_Int32 flags = FT_LOAD_NO_BITMAP | (isTurned ? FT_LOAD_NO_HINTING : FT_LOAD_TARGET_LIGHT);
  return FT_Load_Glyph(font->face, glyph, flags) == 0 &&
         font->face->glyph->format == FT_GLYPH_FORMAT_OUTLINE;
}

FontHeights font_heights(FontFace *font) {
  const float em = font->face->units_per_EM;
  FontHeights heights = {font->face->ascender / em, font->face->descender / em, 0.7f};
  const uint32_t capital = FT_Get_Char_Index(font->face, 'H');
  if (capital != 0 && FT_Load_Glyph(font->face, capital, FT_LOAD_NO_SCALE) == 0) {
    const float height = font->face->glyph->metrics.height / em;
    if (height > 0.3f && height < 1.5f) heights.capitals = height;
  }
  return heights;
}

float font_advance(FontFace *font, uint32_t glyph, float size) {
  if (!load(font, glyph, size, 0)) return 0;
  const float advance = font->face->glyph->linearHoriAdvance / 65536.0f;
  return advance > -4 * size && advance < 4 * size ? advance : 0;
}

FontGlyph font_render(FontFace *font, uint32_t glyph, FontPlacement placement) {
  FontGlyph result = {.status = FONT_DAMAGED};
  const int isTurned = placement.sine != 0 || placement.cosine < 0;
  if (!load(font, glyph, placement.size, isTurned)) return result;
  FT_GlyphSlot slot = font->face->glyph;
  if (isTurned) {
    const FT_Fixed cosine = (FT_Fixed)(placement.cosine * 65536);
    const FT_Fixed sine = (FT_Fixed)(placement.sine * 65536);
    FT_Matrix turn = {.xx = cosine, .xy = -sine, .yx = sine, .yy = cosine};
    FT_Outline_Transform(&slot->outline, &turn);
  }
  FT_Outline_Translate(
      &slot->outline, (FT_Pos)(placement.x * 64), (FT_Pos)(placement.y * 64));
  FT_BBox box;
  FT_Outline_Get_CBox(&slot->outline, &box);
  if (box.xMax - box.xMin > FONT_MAX_SIDE * 64 || box.yMax - box.yMin > FONT_MAX_SIDE * 64) {
    return result;
  }
  if (FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) != 0) return result;
  const FT_Bitmap *bitmap = &slot->bitmap;
  result.status = FONT_OK;
  if (bitmap->width == 0 || bitmap->rows == 0 || bitmap->pixel_mode != FT_PIXEL_MODE_GRAY) {
    return result;
  }
  result.coverage = malloc((size_t)bitmap->width * bitmap->rows);
  if (result.coverage == NULL) {
    result.status = FONT_OUT_OF_MEMORY;
    return result;
  }
  for (unsigned row = 0; row < bitmap->rows; row++) {
    memcpy(
        result.coverage + (size_t)row * bitmap->width,
        bitmap->buffer + (ptrdiff_t)row * bitmap->pitch, bitmap->width);
  }
  result.left = slot->bitmap_left;
  result.top = slot->bitmap_top;
  result.width = (int32_t)bitmap->width;
  result.height = (int32_t)bitmap->rows;
  return result;
}
