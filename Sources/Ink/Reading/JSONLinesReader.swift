import Foundation

/// Reads samples that are a line of JSON each.
enum JSONLinesReader {
  private struct Line: Decodable {
    let writer: String?
    let source: String?
    let text: String?
    let strokes: [[Place]]
  }

  /// [x, y]; more numbers, such as a time, are passed over.
  private struct Place: Decodable {
    let x, y: Double

    init(from decoder: any Decoder) throws {
      var numbers = try decoder.unkeyedContainer()
      x = try numbers.decode(Double.self)
      y = try numbers.decode(Double.self)
    }
  }

  static func read(_ bytes: [UInt8], name: String) throws(InkError) -> [InkSample] {
    var points = PointGuard(file: name)
    var samples: [InkSample] = []
    var number = 0
    var rest = bytes[(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)...]
    while !rest.isEmpty {
      let line = rest.prefix { $0 != 10 }
      rest = rest[line.endIndex...].dropFirst()
      number += 1
      guard line.contains(where: { !InkFormat.isSpace($0) }) else { continue }
      guard line.count <= InkLimits.lineBytes else {
        throw .tooLarge(file: name, what: "bytes in line \(number)", limit: InkLimits.lineBytes)
      }
      guard samples.count < InkLimits.samples else {
        throw .tooLarge(file: name, what: "samples", limit: InkLimits.samples)
      }
      let isLast = rest.isEmpty && bytes.last != 10
      samples.append(
        try sample(Data(line), "line \(number)", mayBeCut: isLast, &points))
    }
    return samples
  }

  private static func sample(
    _ line: Data, _ place: String, mayBeCut: Bool, _ points: inout PointGuard
  ) throws(InkError) -> InkSample {
    let decoded: Line
    do {
      decoded = try JSONDecoder().decode(Line.self, from: line)
    } catch {
      // A last line without its bracket is not wrong but cut.
      let end = line.last { !InkFormat.isSpace($0) }
      if mayBeCut, end != UInt8(ascii: "}") {
        throw .truncated(file: points.file, format: .jsonLines, place: "in \(place)")
      }
      throw .damaged(
        file: points.file, format: .jsonLines, place: place, found: cause(error),
        expected: "an object with strokes, lists of [x, y]")
    }
    var strokes: [InkStroke] = []
    for (index, stroke) in decoded.strokes.enumerated() {
      var kept: [InkPoint] = []
      kept.reserveCapacity(stroke.count)
      for point in stroke {
        kept.append(
          try points.point(point.x, point.y, place: "\(place), stroke \(index + 1)"))
      }
      if !kept.isEmpty { strokes.append(InkStroke(kept)) }
    }
    return InkSample(
      writer: decoded.writer ?? "", source: decoded.source ?? "", text: decoded.text ?? "",
      ink: Handwriting(strokes))
  }

  /// The decoder's reason in a few words.
  private static func cause(_ error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined()
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, _): return "no \(key.stringValue)"
    case .typeMismatch(_, let context): return "another type at \(path(context))"
    case .valueNotFound(_, let context): return "nothing at \(path(context))"
    default: return "no JSON that can be read"
    }
  }
}
