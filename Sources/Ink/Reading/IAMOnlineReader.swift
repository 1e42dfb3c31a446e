import Foundation
import XMLText

/// Reads XML of the IAM On-Line Handwriting Database, one sample a file.
///
/// Strokes are `Stroke` elements with a `Point` for each x, y and time; the transcription and the writer are there in
/// files of whole forms alone. y points down, as on the whiteboard.
final class IAMOnlineReader: XMLVisitor {
  private var points: PointGuard
  private var strokes: [InkStroke] = []
  private var stroke: [InkPoint]?
  private var writer = ""
  private var lines: [String] = []
  private var text = ""

  private init(name: String) { points = PointGuard(file: name) }

  static func read(_ bytes: [UInt8], name: String) throws(InkError) -> [InkSample] {
    let reader = IAMOnlineReader(name: name)
    try walkXML(bytes, name: name, format: .iamOnline, reader)
    let text = reader.lines.isEmpty ? reader.text : reader.lines.joined(separator: "\n")
    return [
      InkSample(writer: reader.writer, text: text, ink: Handwriting(reader.strokes))
    ]
  }

  func begin(_ name: String, _ attributes: [String: String]) throws(InkError) {
    switch name {
    case "Stroke": stroke = []
    case "Point":
      // Points elsewhere belong to the board.
      guard stroke != nil else { return }
      let x = try coordinate("x", attributes)
      let y = try coordinate("y", attributes)
      let point = try points.point(x, y, place: place)
      stroke?.append(point)
    case "TextLine":
      if let line = attributes["text"] { lines.append(line) }
    case "Form":
      writer = attributes["writerID"] ?? writer
    default: break
    }
  }

  func end(_ name: String, _ text: String) throws(InkError) {
    switch name {
    case "Stroke":
      if let stroke, !stroke.isEmpty { strokes.append(InkStroke(stroke)) }
      stroke = nil
    case "Text":
      self.text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    default: break
    }
  }

  private var place: String { "stroke \(strokes.count + 1), point \((stroke?.count ?? 0) + 1)" }

  private func coordinate(_ name: String, _ attributes: [String: String]) throws(InkError) -> Double
  {
    guard let value = attributes[name].flatMap({ Double($0) }) else {
      throw .damaged(
        file: points.file, format: .iamOnline, place: place,
        found: attributes[name].map { "\(name)=\"\($0.prefix(20))\"" } ?? "no \(name)",
        expected: "a number")
    }
    return value
  }
}
