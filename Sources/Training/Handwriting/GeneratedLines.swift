import Inference
import TensorCore

/// Lines to be written by hand, to measure by.
enum GeneratedLines {
  /// Characters of a line at least.
  private static let length = 24

  /// Lines of words drawn from texts; none where there are no words.
  static func of(_ texts: [String], count: Int, seed: UInt64) -> [String] {
    let words = texts.flatMap { $0.split(separator: " ").map(String.init) }
    guard !words.isEmpty else { return [] }
    let random = RandomSource(seed: seed, stream: 9)
    return (0..<count).map { _ in
      var line = ""
      while line.count < length {
        line += (line.isEmpty ? "" : " ") + words[random.index(below: words.count)]
      }
      return line
    }
  }

  /// Errors of a penman's reader on lines that the penman writes: on words as they were drawn first, and as they were kept.
  ///
  /// - Parameter style: the hand of each line.
  static func errors(
    _ lines: [String], by penman: Penman, _ options: WritingOptions,
    style: (Int) throws -> WritingStyle
  ) throws -> (first: CharacterErrors, kept: CharacterErrors) {
    var (first, kept) = (CharacterErrors(), CharacterErrors())
    for (index, line) in lines.enumerated() {
      var options = options
      options.seed &+= UInt64(index)
      let written = try penman.write(line, in: style(index), options)
      first.add(truths: written.words, readings: written.firstReadings)
      kept.add(truths: written.words, readings: written.readings)
    }
    return (first, kept)
  }
}
