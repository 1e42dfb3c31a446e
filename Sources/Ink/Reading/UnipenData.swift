/// The pen's ways in a UNIPEN file.
struct UnipenData {
  /// What the pen did between two marks: on the paper or above it.
  struct Component {
    let isDown: Bool
    var points: [InkPoint] = []
  }

  /// In the order of the file, counted from 0 as segments do; those above the paper count where they have points.
  private(set) var components: [Component] = []
  private let name: String
  private var columns: (x: Int, y: Int, count: Int)?
  private var open: Component?
  /// Numbers of a point whose line has not ended.
  private var numbers: [Double] = []

  init(name: String) { self.name = name }

  /// Whether lines of numbers are points.
  var isWriting: Bool { open != nil }

  mutating func begin(_ keyword: String) {
    guard keyword == "PEN_DOWN" || keyword == "PEN_UP" else { return }
    open = Component(isDown: keyword == "PEN_DOWN")
    numbers = []
  }

  /// Takes the columns of points; false where X or Y is not among them.
  mutating func setColumns(_ names: [String]) -> Bool {
    guard let x = names.firstIndex(of: "X"), let y = names.firstIndex(of: "Y") else { return false }
    columns = (x, y, names.count)
    return true
  }

  /// Adds a line of numbers to the open component.
  mutating func add(
    _ line: some Collection<UInt8>, line number: Int, _ points: inout PointGuard
  ) throws(InkError) {
    for word in line.split(whereSeparator: InkFormat.isSpace) {
      guard let columns else {
        throw .damaged(
          file: name, format: .unipen, place: "line \(number)", found: "a point before .COORD",
          expected: ".COORD with the names of its columns first")
      }
      guard let value = Double(String(decoding: word, as: UTF8.self)) else {
        throw .damaged(
          file: name, format: .unipen, place: "line \(number)",
          found: "'\(String(decoding: word.prefix(20), as: UTF8.self))'", expected: "a number")
      }
      numbers.append(value)
      if numbers.count == columns.count {
        open?.points.append(
          try points.point(numbers[columns.x], numbers[columns.y], place: "line \(number)"))
        numbers.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Ends the open component, which began in a line.
  mutating func endComponent(line: Int) throws(InkError) {
    guard let component = open else { return }
    open = nil
    guard numbers.isEmpty else {
      throw .truncated(
        file: name, format: .unipen, place: "in a point of the component from line \(line) on")
    }
    guard components.count < InkLimits.samples else {
      throw .tooLarge(file: name, what: "components", limit: InkLimits.samples)
    }
    if component.isDown || !component.points.isEmpty { components.append(component) }
  }

  /// The strokes of a segment.
  ///
  /// - Throws: `InkError` where it names a component that is not there, or all segments together are too large.
  func strokes(of segment: UnipenSegment, _ points: inout PointGuard) throws(InkError)
    -> [[InkPoint]]
  {
    var strokes: [[InkPoint]] = []
    for range in segment.ranges {
      guard range.last.component < components.count else {
        throw .damaged(
          file: name, format: .unipen, place: "the segment in line \(segment.line)",
          found: "component \(range.last.component)",
          expected: "one of the \(components.count) in the file, counted from 0")
      }
      for index in range.first.component...range.last.component {
        let component = components[index]
        // Counted even where it has no points, so that segments cannot take time without end.
        try points.add(max(component.points.count, 1))
        guard component.isDown else { continue }
        let from = index == range.first.component ? range.first.point ?? 0 : 0
        let to = index == range.last.component ? range.last.point ?? .max : .max
        let part = component.points.dropFirst(from).prefix(max(0, to < .max ? to - from + 1 : .max))
        if !part.isEmpty { strokes.append(Array(part)) }
      }
    }
    return strokes
  }
}

/// A labelled part of the ink of a UNIPEN file.
struct UnipenSegment {
  /// A place in the ink: a component, and a point of it where only a part is meant.
  struct Place {
    let component: Int
    let point: Int?
  }

  /// WORD, LINE, CHARACTER…
  let level: String
  /// From the first to the last component, both included.
  private(set) var ranges: [(first: Place, last: Place)] = []
  /// Whether the writer or the donor found it no good.
  let isBad: Bool
  /// What it says; empty where that is unknown.
  let label: String
  /// Where it stands in the file.
  let line: Int

  /// A segment of what stands after `.SEGMENT`: level, components, quality, label in double quotes.
  init(_ arguments: String, line: Int, file: String) throws(InkError) {
    self.line = line
    let quote = arguments.firstIndex(of: "\"")
    let words = arguments[..<(quote ?? arguments.endIndex)].split(whereSeparator: \.isWhitespace)
    level = words.first.map { $0.uppercased() } ?? ""
    isBad = words.dropFirst(2).contains { $0.uppercased() == "BAD" }
    label = quote.map { UnipenSegment.unquoted(arguments[$0...].dropFirst()) } ?? ""
    guard words.count > 1, let ranges = UnipenSegment.ranges(words[1]) else {
      throw .damaged(
        file: file, format: .unipen, place: "line \(line)",
        found: "a segment of '\(words.dropFirst().first?.prefix(20) ?? "")'",
        expected: "numbers of components such as 0-3,5 or 0:12-2:7")
    }
    self.ranges = ranges
  }

  /// `0-3,5` and `0:12-2:7` as ranges; nil for anything else. `?` is unknown: no range.
  private static func ranges(_ text: Substring) -> [(first: Place, last: Place)]? {
    if text == "?" { return [] }
    var ranges: [(first: Place, last: Place)] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(place)
      guard let first = ends[0], ends.count <= 2, let last = ends[ends.count - 1],
        first.component <= last.component
      else { return nil }
      ranges.append((first, last))
    }
    return ranges
  }

  private static func place(_ text: Substring) -> Place? {
    let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
    guard let component = numbers[0], numbers.count <= 2 else { return nil }
    guard numbers.count == 2 else { return Place(component: Int(component), point: nil) }
    return numbers[1].map { Place(component: Int(component), point: Int($0)) }
  }

  /// A label up to its closing quote, backslashes resolved; "?" stands for an unknown one.
  private static func unquoted(_ text: Substring) -> String {
    var label = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        label.append(character == "n" || character == "t" ? " " : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        break
      } else {
        label.append(character.isWhitespace ? " " : character)
      }
    }
    return label == "?" ? "" : label
  }
}
