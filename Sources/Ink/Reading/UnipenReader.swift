/// Reads UNIPEN 1.0 text (Guyon et al. 1994): a sample for each labelled segment of one level, else one for the file.
///
/// Of the levels that a file's segments have, words come first, then lines, then characters. Segments marked BAD and
/// those without a label are left out. y points up in these files and is turned. Where resolutions in x and y
/// differ, y is scaled to that of x. Files that `.INCLUDE` others are read without these.
struct UnipenReader {
  /// Levels that samples are made of, the best first.
  private static let levels = ["WORD", "LINE", "TEXTLINE", "CHARACTER", "DIGIT"]

  private var points: PointGuard
  private var data: UnipenData
  private var segments: [UnipenSegment] = []
  private var writer = ""
  private var resolutions: [String: Double] = [:]
  private var include: String?

  private init(name: String) {
    points = PointGuard(file: name)
    data = UnipenData(name: name)
  }

  static func isCapital(_ byte: UInt8) -> Bool { (65...90).contains(byte) }

  static func read(_ bytes: [UInt8], name: String) throws(InkError) -> [InkSample] {
    var reader = UnipenReader(name: name)
    var number = 0
    var keyword = (name: "", line: 1, arguments: "")
    var rest = bytes[InkFormat.start(of: bytes)...]
    number += bytes[..<rest.startIndex].count { $0 == 10 }
    while !rest.isEmpty {
      let line = rest.prefix { $0 != 10 && $0 != 13 }
      // A line ends with CR, LF or both.
      let end = rest[line.endIndex...]
      rest = end.dropFirst(end.starts(with: [13, 10]) ? 2 : 1)
      number += 1
      if line.first == UInt8(ascii: "."), let second = line.dropFirst().first, isCapital(second) {
        try reader.finish(keyword)
        let text = String(decoding: line, as: UTF8.self)
        let word = text.prefix { !$0.isWhitespace }
        keyword = (String(word.dropFirst()), number, String(text[word.endIndex...]))
        reader.data.begin(keyword.name)
      } else if reader.data.isWriting {
        try reader.data.add(line, line: number, &reader.points)
      } else if keyword.arguments.utf8.count < 1 << 16 {
        keyword.arguments += " " + String(decoding: line, as: UTF8.self)
      }
    }
    try reader.finish(keyword)
    return try reader.samples()
  }

  /// Takes in what stood after a keyword.
  private mutating func finish(
    _ keyword: (name: String, line: Int, arguments: String)
  ) throws(InkError) {
    let words = keyword.arguments.split(whereSeparator: \.isWhitespace).map { String($0) }
    switch keyword.name {
    case "PEN_DOWN", "PEN_UP":
      try data.endComponent(line: keyword.line)
    case "COORD":
      guard data.setColumns(words) else {
        throw .unsupported(
          file: points.file, format: .unipen, detail: "has points without X and Y (.COORD)",
          remedy: "export it with both in each point")
      }
    case "SEGMENT":
      guard segments.count < InkLimits.samples else {
        throw .tooLarge(file: points.file, what: "segments", limit: InkLimits.samples)
      }
      segments.append(
        try UnipenSegment(keyword.arguments, line: keyword.line, file: points.file))
    case "X_POINTS_PER_INCH", "X_POINTS_PER_MM", "Y_POINTS_PER_INCH", "Y_POINTS_PER_MM":
      resolutions[keyword.name] = words.first.flatMap { Double($0) }
    case "WRITER_ID", "WRITER":
      writer = words.joined(separator: " ")
    case "INCLUDE":
      include = words.first
    default: break
    }
  }

  private mutating func samples() throws(InkError) -> [InkSample] {
    if data.components.isEmpty, let include {
      throw .unsupported(
        file: points.file, format: .unipen,
        detail: "has its ink in another one (\(include.prefix(60)))",
        remedy: "give both joined in one file")
    }
    let labelled = segments.filter { !$0.label.isEmpty && !$0.isBad }
    let level = UnipenReader.levels.first { level in labelled.contains { $0.level == level } }
    let chosen = labelled.filter { $0.level == level ?? labelled.first?.level }
    guard !chosen.isEmpty else {
      let strokes = data.components.filter(\.isDown).map { InkStroke(upright($0.points)) }
      return [InkSample(writer: writer, ink: Handwriting(strokes))]
    }
    var samples: [InkSample] = []
    for segment in chosen {
      let strokes = try data.strokes(of: segment, &points).map { InkStroke(upright($0)) }
      samples.append(InkSample(writer: writer, text: segment.label, ink: Handwriting(strokes)))
    }
    return samples
  }

  /// y down, and as large as x.
  private func upright(_ points: [InkPoint]) -> [InkPoint] {
    let ratios = ["INCH", "MM"].compactMap { unit -> Double? in
      guard let x = resolutions["X_POINTS_PER_\(unit)"],
        let y = resolutions["Y_POINTS_PER_\(unit)"],
        x > 0, y > 0, (0.1...10).contains(x / y)
      else { return nil }
      return x / y
    }
    let factor = -Float(ratios.first ?? 1)
    return points.map { InkPoint(x: $0.x, y: factor * $0.y) }
  }
}
