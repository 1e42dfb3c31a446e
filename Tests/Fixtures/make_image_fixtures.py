"""Writes Tests/ImagingTests/Fixtures.swift: tiny pictures of every kind, as base64.

Run from the package's root: python3 Tests/Fixtures/make_image_fixtures.py
With a folder as argument it writes the files themselves there, for fuzz_codecs.c.
Needs Pillow (made with 12.x) and, for the YCCK and unmarked CMYK files, a C compiler and libjpeg.
The PNG files are put together here by hand, so that each bit of them is known.
"""
import base64, io, os, struct, subprocess, sys, tempfile, zlib
from PIL import Image

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def packed(row, depth):
    """Samples of one row as bytes."""
    if depth == 16:
        return b"".join(struct.pack(">H", s) for s in row)
    bits = "".join(format(s, f"0{depth}b") for s in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def png(width, height, depth, kind, sample, extra=b"", interlaced=False):
    """`sample(x, y)` gives the tuple of samples of one pixel."""
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    raw = b""
    for x0, y0, dx, dy in passes:
        for y in range(y0, height, dy):
            row = [s for x in range(x0, width, dx) for s in sample(x, y)]
            if row:
                raw += b"\0" + packed(row, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
            + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def jpeg(picture, **options):
    out = io.BytesIO()
    picture.save(out, "JPEG", optimize=True, **options)
    return out.getvalue()


def rotated(orientation):
    """16 x 8: left half white, right half black, to be turned by the viewer."""
    picture = Image.new("L", (16, 8), 0)
    picture.paste(255, (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return jpeg(picture, quality=95, exif=exif)


INKS_IN_C = r"""
#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>
int main(int argc, char **argv) {
  int ycck = atoi(argv[1]);
  struct jpeg_compress_struct c; struct jpeg_error_mgr e;
  c.err = jpeg_std_error(&e);
  jpeg_create_compress(&c);
  jpeg_stdio_dest(&c, stdout);
  c.image_width = 8; c.image_height = 8; c.input_components = 4; c.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&c);
  if (ycck) jpeg_set_colorspace(&c, JCS_YCCK); else c.write_Adobe_marker = FALSE;
  jpeg_set_quality(&c, 100, TRUE); c.optimize_coding = TRUE;
  jpeg_start_compress(&c, TRUE);
  unsigned char row[32]; JSAMPROW rows[1] = {row};
  /* pure yellow ink: Adobe's YCCK files hold it inverted */
  for (int x = 0; x < 8; x++) for (int k = 0; k < 4; k++) row[4 * x + k] = (k == 2) != ycck ? 255 : 0;
  for (int y = 0; y < 8; y++) jpeg_write_scanlines(&c, rows, 1);
  jpeg_finish_compress(&c);
  return 0;
}
"""


def inks(ycck):
    with tempfile.TemporaryDirectory() as folder:
        source, program = os.path.join(folder, "inks.c"), os.path.join(folder, "inks")
        with open(source, "w") as f:
            f.write(INKS_IN_C)
        subprocess.run(["cc", source, "-o", program, "-ljpeg"], check=True)
        return subprocess.run([program, str(ycck)], check=True, capture_output=True).stdout


def fixtures():
    palette = chunk(b"PLTE", bytes([255, 0, 0, 0, 255, 0, 0, 0, 255]))
    yield "gray1", "5 x 3, white where x + y is even", png(5, 3, 1, 0, lambda x, y: ((x + y + 1) % 2,))
    yield "gray2", "4 x 2, sample x", png(4, 2, 2, 0, lambda x, y: (x,))
    yield "gray4", "3 x 2, sample 5 (x + y)", png(3, 2, 4, 0, lambda x, y: (5 * (x + y),))
    yield "gray16", "2 x 1, 0x12F0 and 0xFFFF", png(2, 1, 16, 0, lambda x, y: ((0x12F0, 0xFFFF)[x],))
    yield "rgb16", "2 x 2, (0x0101 x, 0x8080 y, 0xFFFF)", png(2, 2, 16, 2, lambda x, y: (0x0101 * x, 0x8080 * y, 0xFFFF))
    yield "grayAlpha8", "2 x 1, (10, 0) and (200, 255)", png(2, 1, 8, 4, lambda x, y: ((10, 0), (200, 255))[x])
    yield "rgba8", "2 x 1, (1, 2, 3, 4) and (5, 6, 7, 8)", png(2, 1, 8, 6, lambda x, y: ((1, 2, 3, 4), (5, 6, 7, 8))[x])
    yield "palette", "3 x 1, red, green, blue", png(3, 1, 2, 3, lambda x, y: (x,), palette)
    yield "paletteAlpha", "3 x 1, red with opacity 7, green, blue", png(
        3, 1, 8, 3, lambda x, y: (x,), palette + chunk(b"tRNS", bytes([7])))
    yield "grayKey", "3 x 1, grey 0, 1, 2 with 1 transparent", png(
        3, 1, 8, 0, lambda x, y: (x,), chunk(b"tRNS", struct.pack(">H", 1)))
    yield "rgbKey", "2 x 1, (9, 9, 9) transparent and (9, 9, 8)", png(
        2, 1, 8, 2, lambda x, y: (9, 9, 9 - x), chunk(b"tRNS", struct.pack(">HHH", 9, 9, 9)))
    yield "interlaced", "9 x 7, (20 x, 30 y, x y)", png(9, 7, 8, 2, lambda x, y: (20 * x, 30 * y, x * y), interlaced=True)
    yield "paletteBadIndex", "2 x 1, an index beyond a palette of 3", png(2, 1, 2, 3, lambda x, y: (3,), palette)
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 9_000_000, 9))
    yield "textBomb", "1 x 1, a text that unpacks to 9 MB", png(1, 1, 8, 0, lambda x, y: (77,), text)
    ramp = Image.new("RGB", (24, 16))
    ramp.putdata([(10 * x, 15 * y, 128) for y in range(16) for x in range(24)])
    yield "jpegRGB", "24 x 16, (10 x, 15 y, 128)", jpeg(ramp, quality=95, subsampling=0)
    yield "jpegProgressive", "the same, progressive", jpeg(ramp, quality=95, subsampling=0, progressive=True)
    yield "jpegGray", "8 x 16, 200", jpeg(Image.new("L", (8, 16), 200), quality=95)
    yield "jpegCMYK", "8 x 8, magenta and yellow ink, which is red; Adobe marker", jpeg(
        Image.new("CMYK", (8, 8), (0, 255, 255, 0)), quality=95)
    yield "jpegYCCK", "8 x 8, yellow ink; Adobe marker", inks(1)
    yield "jpegPlainCMYK", "8 x 8, yellow ink; no Adobe marker", inks(0)
    for orientation in range(1, 9):
        yield f"jpegTurned{orientation}", f"16 x 8, left half white; orientation {orientation}", rotated(orientation)


def main():
    if len(sys.argv) > 1:
        for name, _, data in fixtures():
            with open(os.path.join(sys.argv[1], name), "wb") as out:
                out.write(data)
        return
    lines = ["// Made by Tests/Fixtures/make_image_fixtures.py; do not edit.", "",
             "/// Tiny pictures of every kind, as base64.", "// swift-format-ignore", "enum Fixtures {"]
    for name, comment, data in fixtures():
        text = base64.b64encode(data).decode()
        lines.append(f"  /// {comment}.")
        lines.append(f'  static let {name} = Fixture("{name}", """')
        lines += [f"    {text[i:i + 88]}" for i in range(0, len(text), 88)]
        lines.append('    """)')
        if len(text) > 20000:
            sys.exit(f"{name} is too large: {len(text)}")
    lines.append("}")
    with open("Tests/ImagingTests/Fixtures.swift", "w") as out:
        out.write("\n".join(lines) + "\n")


main()
