"""Writes one made-up note in each format that ink is read from, and draws the note's SVG: python Tests/golden/ink_fixture.py

The files are put together by Python's own XML and JSON libraries. Golden/note.svg is what the project writes for note.jsonl
(InkTests compares them); here CairoSVG draws it, so that a test can hold the project's own drawing against another program's.
Needs cairosvg (made with 2.9.1) for that last part alone.
"""

import json
import math
import xml.etree.ElementTree as ET
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent.parent / "InkTests" / "Golden"
TEXT = "hi 8."


def arc(x, y, radius_x, radius_y, start, end, count):
    """Points on an ellipse, degrees from the right over the bottom."""
    angles = [math.radians(start + (end - start) * i / (count - 1)) for i in range(count)]
    return [(round(x + radius_x * math.cos(a)), round(y + radius_y * math.sin(a))) for a in angles]


def note():
    """y down, baseline at 40, small letters 20 high."""
    h = [(10, y) for y in range(4, 41, 4)] + [(10, 36), (11, 30)] + arc(18, 28, 7, 8, 180, 350, 8)
    h += [(25, 32), (25, 36), (26, 40)]
    i = [(38, 20), (38, 25), (38, 30), (38, 36), (40, 40)]
    eight = arc(68, 14, 8, 9, -20, -270, 12) + arc(68, 32, 9, 9, -90, 270, 18) + arc(68, 14, 8, 9, 90, -20, 6)
    return [h, i, [(38, 10)], eight, [(84, 40)]]


def second_differences(values):
    """As InkML counts them: the first value written out, then a difference, then differences of differences."""
    deltas = [b - a for a, b in zip(values, values[1:])]
    return values[0], deltas[:1], [b - a for a, b in zip(deltas, deltas[1:])]


def trace(stroke):
    """A trace: the start written out, then differences, then y in differences of differences."""
    first = [f"{stroke[0][0]} {stroke[0][1]}"]
    if len(stroke) == 1:
        return first[0]
    xs, ys = [p[0] for p in stroke], [p[1] for p in stroke]
    _, (dy, *_), ddy = second_differences(ys)
    dx = [b - a for a, b in zip(xs, xs[1:])]
    parts = first + [f"'{dx[0]}'{dy}"]
    for index, (x, y) in enumerate(zip(dx[1:], ddy)):
        mark = '"' if index == 0 else ""
        # A negative sign or a prefix separates values as well as a space does.
        gap = "" if mark or y < 0 else " "
        parts.append(f"{x}{gap}{mark}{y}")
    return ",".join(parts)


def write_inkml(strokes):
    root = ET.Element("ink", {"xmlns": "http://www.w3.org/2003/InkML"})
    ET.SubElement(root, "annotation", {"type": "truth"}).text = TEXT
    ET.SubElement(root, "annotation", {"type": "writer"}).text = "golden"
    for stroke in strokes:
        ET.SubElement(root, "trace").text = trace(stroke)
    ET.ElementTree(root).write(GOLDEN / "note.inkml", encoding="UTF-8", xml_declaration=True)


def write_iam(strokes):
    root = ET.Element("WhiteboardCaptureSession")
    general = ET.SubElement(root, "General")
    ET.SubElement(general, "Form", {"id": "x01-000", "writerID": "golden"})
    transcription = ET.SubElement(root, "Transcription")
    ET.SubElement(transcription, "TextLine", {"id": "x01-000-01", "text": TEXT})
    board = ET.SubElement(root, "WhiteboardDescription")
    ET.SubElement(board, "SensorLocation", {"corner": "top_left"})
    ET.SubElement(board, "DiagonallyOppositeCoords", {"x": "6512", "y": "1376"})
    ink = ET.SubElement(root, "StrokeSet")
    time = 100.0
    for stroke in strokes:
        element = ET.SubElement(ink, "Stroke", {"colour": "black", "start_time": f"{time:.2f}",
                                                "end_time": f"{time + 0.01 * len(stroke):.2f}"})
        for x, y in stroke:
            ET.SubElement(element, "Point", {"x": str(x), "y": str(y), "time": f"{time:.2f}"})
            time += 0.01
    ET.indent(root)
    ET.ElementTree(root).write(GOLDEN / "note.iam.xml", encoding="ISO-8859-1", xml_declaration=True)


def write_unipen(strokes):
    lines = [".VERSION 1.0", ".WRITER_ID golden", ".HIERARCHY LINE CHARACTER", ".COORD X Y T P",
             ".X_POINTS_PER_INCH 100", ".Y_POINTS_PER_INCH 100",
             f'.SEGMENT LINE 0-{2 * len(strokes) - 2} OK "{TEXT}"', '.SEGMENT CHARACTER 0 OK "h"']
    for index, stroke in enumerate(strokes):
        lines += [".PEN_DOWN"] + [f"{x} {-y} {10 * t} 50" for t, (x, y) in enumerate(stroke)]
        lines += [".PEN_UP"] + ([f"{stroke[-1][0] + 2} {-stroke[-1][1]} 999 0"] if index + 1 < len(strokes) else [])
    (GOLDEN / "note.unipen").write_text("\n".join(lines) + "\n", encoding="ascii")


def main():
    strokes = note()
    GOLDEN.mkdir(exist_ok=True)
    sample = {"writer": "golden", "source": "made", "text": TEXT, "strokes": strokes}
    (GOLDEN / "note.jsonl").write_text(json.dumps(sample, separators=(",", ":")) + "\n", encoding="utf-8")
    write_inkml(strokes)
    write_iam(strokes)
    write_unipen(strokes)
    svg = GOLDEN / "note.svg"
    if svg.exists():
        import cairosvg
        cairosvg.svg2png(url=str(svg), write_to=str(GOLDEN / "note.cairosvg.png"), output_width=240)


if __name__ == "__main__":
    main()
