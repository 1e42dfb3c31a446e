import Foundation
import Ink
import TestSupport

/// A file made by Tests/golden/ink_fixture.py.
func goldenBytes(_ name: String) throws -> [UInt8] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  return [UInt8](try Data(contentsOf: folder.appendingPathComponent("Golden/\(name)")))
}

/// The note that all golden files hold.
func goldenNote() throws -> InkSample {
  try readInk(goldenBytes("note.jsonl"), name: "note.jsonl")[0]
}

/// Random strokes of smooth curves with corners, and dots; whole coordinates.
func randomInk(seed: UInt64, strokeCount: Int = 6) -> Handwriting {
  var random = SeededRandom(seed: seed)
  let strokes = (0..<strokeCount).map { index in
    var (x, y) = (Float(40 * index), Float(20))
    var angle = Float.random(in: 0...6, using: &random)
    let count = index % 5 == 4 ? 1 : Int.random(in: 2...40, using: &random)
    return InkStroke(
      (0..<count).map { _ in
        angle += Float.random(in: -0.6...0.6, using: &random)
        if Int.random(in: 0..<12, using: &random) == 0 { angle += 2 }
        let step = Float.random(in: 1...9, using: &random)
        x += (step * cos(angle)).rounded()
        y += (step * sin(angle)).rounded()
        return InkPoint(x: x, y: y)
      })
  }
  return Handwriting(strokes)
}

/// A row of arches and bowls with some tall strokes, level and upright: a small letter's box is so many units high.
func madeUpLine(letterCount: Int = 12, xHeight: Float = 20) -> Handwriting {
  // Between turning points a body measures 0.62 of the box.
  let body = 0.62 * xHeight
  let strokes = (0..<letterCount).map { index in
    let x = Float(index) * 1.2 * body
    let top = index % 4 == 3 ? -1.72 * body : -body
    let down = (0...10).map { InkPoint(x: x, y: top * (1 - Float($0) / 10)) }
    let arch = (1...16).map { step in
      let angle = Float(step) / 16 * Float.pi
      return InkPoint(x: x + 0.4 * body * (1 - cos(angle)), y: -body * sin(angle))
    }
    return InkStroke(down + arch)
  }
  return Handwriting(strokes)
}

/// How far a point is from a line of straight pieces.
func distance(_ point: InkPoint, to line: [InkPoint]) -> Float {
  guard line.count > 1 else { return line.first?.distance(to: point) ?? .infinity }
  return zip(line, line.dropFirst()).map { start, end in
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let squared = dx * dx + dy * dy
    let along = (point.x - start.x) * dx + (point.y - start.y) * dy
    let share = squared > 0 ? min(max(along / squared, 0), 1) : 0
    return point.distance(to: InkPoint(x: start.x + share * dx, y: start.y + share * dy))
  }.min() ?? .infinity
}

/// The error that reading these bytes ends with; nil where it does not.
func failure(_ bytes: [UInt8], name: String = "x.ink") -> InkError? {
  do {
    _ = try readInk(bytes, name: name)
    return nil
  } catch {
    return error
  }
}

/// The error that reading this text ends with; nil where it does not.
func failure(_ text: String) -> InkError? { failure(Array(text.utf8)) }

/// Points from pairs of numbers.
func points(_ pairs: (Float, Float)...) -> [InkPoint] { pairs.map { InkPoint(x: $0.0, y: $0.1) } }
