import Ink
import ModelZoo
import NeuralNet
import TensorCore

/// A hand to write in.
public struct WritingStyle: Sendable {
  /// The numbers that stand for it.
  public var vector: [Float]
  /// Ink in that hand, which the network is led through before each word; nil for none.
  public var primer: PenSampler.Primer?

  /// A hand.
  public init(vector: [Float], primer: PenSampler.Primer? = nil) {
    (self.vector, self.primer) = (vector, primer)
  }
}

/// How a text is written.
public struct WritingOptions: Sendable {
  /// How neat people usually want it.
  public static let usualBias: Float = 0.6
  /// How neat: 0 as the data are, 1 neat.
  public var bias = usualBias
  /// Decides everything random.
  public var seed: UInt64 = 0
  /// Units that a line may have from left to right.
  public var lineWidth: Float = 1200
  /// Units from baseline to baseline.
  public var lineSpacing: Float = 64
  /// How often a word is drawn at most, until it is read as it should be.
  public var attemptLimit = 8

  /// The usual choices.
  public init() {}
}

/// A text that was written.
public struct WrittenText: Sendable {
  /// The lines, empty ones among them: what each says and its ink, which lies where it is on the page; the first baseline is y = 0.
  public var lines: [InkSample]
  /// Words, or parts of long words, as they were given.
  public var originals: [String]
  /// The same in the characters that the network and the reader know.
  public var words: [String]
  /// What the reader reads of each of them; empty without a reader.
  public var readings: [String]
  /// What it read of each when it was drawn for the first time; empty without a reader.
  public var firstReadings: [String]
  /// How often each of them was drawn.
  public var attempts: [Int]

  /// All ink, line after line.
  public var ink: Handwriting { Handwriting(lines.flatMap(\.ink.strokes)) }
  /// The words that are still not read as they should be, as they were given.
  public var unsure: [String] {
    zip(originals, zip(words, readings)).filter {
      Legibility.mistakes(truth: $1.0, found: $1.1) > 0
    }
    .map(\.0)
  }
}

/// Writes texts by hand. Any number of threads may ask one penman at once.
public final class Penman: Sendable {
  /// The most characters of a text.
  public static let characterLimit = 5000
  /// Characters that are written in one go; longer words are written in parts.
  static let partLimit = 14
  /// Digits, signs and capitals that are written in one go where several stand side by side: few people wrote many of them, and the
  /// fewer there are, the sooner all are right.
  static let signLimit = 4
  /// Parts that are written side by side.
  private static let batchSize = 24

  private let frozen: Frozen<HandwritingSynthesis>
  /// The network, which nobody changes.
  var network: HandwritingSynthesis { frozen.network }
  /// The characters that the network knows.
  public let alphabet: InkAlphabet
  private let reader: InkReader?
  private let hands: [Int]
  private let fingerprint: String
  /// The rows of the writers' vectors that were learnt well enough to be tried, whether they are offered or not.
  package let taughtHands: [Int]

  /// A penman with the weights of a file.
  ///
  /// - Parameter reader: what checks the writing; nil for nothing.
  /// - Throws: `FileError`, `SafetensorsError` or `PretrainedError`, each one sentence naming the file.
  public init(contentsOf path: String, reader: InkReader?) throws {
    let model = try HandwritingSynthesisModel(contentsOf: path)
    frozen = Frozen(model.network)
    alphabet = model.alphabet
    hands = try model.hands
    taughtHands = try model.taughtHands
    fingerprint = model.fingerprint
    self.reader = reader
  }

  /// The penman of the weights that ship, checked by the reader that ships.
  ///
  /// - Throws: `ShippedData.Missing`, or what reading the files throws.
  public convenience init() throws {
    try self.init(contentsOf: ShippedData.weights(of: "handwrite"), reader: InkReader())
  }

  /// How many hands there are, numbered from 1.
  public var styleCount: Int { hands.count }

  /// A hand of the training data.
  ///
  /// - Throws: `HandwritingError.unknownStyle`.
  public func style(_ number: Int) throws(HandwritingError) -> WritingStyle {
    guard (1...max(hands.count, 1)).contains(number), !hands.isEmpty else {
      throw .unknownStyle(found: String(number), count: hands.count)
    }
    return style(ofWriter: hands[number - 1])
  }

  /// The hand of a writer of the training data, whether it is offered or not.
  package func style(ofWriter row: Int) -> WritingStyle {
    let width = frozen.network.configuration.writerWidth
    return WritingStyle(
      vector: frozen.network.writers.weight.value.withUnsafeValues {
        Array($0[row * width..<(row + 1) * width])
      })
  }

  /// A hand that was learnt, as a file has it.
  ///
  /// - Throws: `FileError`, `SafetensorsError`, `PretrainedError` or `HandwritingError`, each one sentence naming the file.
  public func style(contentsOf path: String) throws -> WritingStyle {
    let style = try WritingStyle(
      contentsOf: path, width: frozen.network.configuration.writerWidth, network: fingerprint)
    guard style.primer?.text.allSatisfy({ Int($0) <= alphabet.characters.count }) ?? true else {
      throw PretrainedError.badMetadata(file: path, key: "primer", found: nil)
    }
    return style
  }

  /// Writes a text; words that the reader does not read as they should be are drawn again.
  ///
  /// - Parameter progress: is told how many words are done, and of how many.
  /// - Throws: `HandwritingError` for a text without characters, with too many, or with one that cannot be written.
  public func write(
    _ text: String, in style: WritingStyle, _ options: WritingOptions,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> WrittenText {
    let parts = try self.parts(of: text)
    let drawn = draw(parts, style, options, progress)
    var words: [Drawing] = []
    for (part, one) in zip(parts, drawn) {
      if part.separator == .joined, let last = words.indices.last {
        words[last].join(one)
      } else {
        words.append(one)
      }
    }
    let width = words.reduce(0) { $0 + ($1.ink.bounds?.width ?? 0) }
    let count = words.reduce(0) { $0 + $1.text.characters.count }
    var layout = InkLayout(options, characterWidth: width / Float(count))
    let separators = parts.map(\.separator).filter { $0 != .joined }
    for (word, separator) in zip(words, separators) {
      layout.add(word.ink, saying: word.text.original, after: separator)
    }
    return WrittenText(
      lines: layout.lines, originals: words.map(\.text.original),
      words: words.map(\.text.characters),
      readings: reader == nil ? [] : words.map(\.reading),
      firstReadings: reader == nil ? [] : words.map(\.firstReading),
      attempts: words.map(\.attempts))
  }

  /// A word, or a part of a long one.
  struct Part {
    var text: WritableText
    /// Whether it is a word, with a sign or two perhaps, and not of digits, signs and capitals.
    var isWord: Bool
    /// What stands before it.
    var separator: InkLayout.Separator
  }

  private struct Drawing {
    var text: WritableText
    var ink = Handwriting()
    var reading = ""
    var firstReading = ""
    var mistakes = Int.max
    var attempts = 0

    /// Puts another one behind it.
    mutating func join(_ other: Drawing) {
      text.append(other.text)
      if let right = ink.bounds?.right, let left = other.ink.bounds?.left {
        ink.strokes += other.ink.translated(x: right + InkLayout.joint - left, y: 0).strokes
      } else {
        ink.strokes += other.ink.strokes
      }
      reading += other.reading
      firstReading += other.firstReading
      mistakes += other.mistakes
      attempts = max(attempts, other.attempts)
    }
  }

  func parts(of text: String) throws(HandwritingError) -> [Part] {
    guard text.count <= Self.characterLimit else {
      throw .textTooLong(count: text.count, limit: Self.characterLimit)
    }
    var parts: [Part] = []
    var (place, breaks, isFirst) = (0, 0, true)
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      for word in line.split(omittingEmptySubsequences: false, whereSeparator: Self.isSpace) {
        let writable = try WritableText(word, alphabet: alphabet, start: place)
        for (index, part) in writable.pieces(of: Self.partLimit).enumerated() {
          var before: InkLayout.Separator =
            index > 0 ? .none : isFirst ? .lines(breaks) : .space
          (isFirst, breaks) = (false, 0)
          for run in part.runs() {
            for piece in run.text.pieces(of: run.isWord ? Self.partLimit : Self.signLimit) {
              parts.append(Part(text: piece, isWord: run.isWord, separator: before))
              before = .joined
            }
          }
        }
        place += word.count + 1
      }
      breaks += 1
      isFirst = true
    }
    guard !parts.isEmpty else { throw .emptyText }
    parts[0].separator = .lines(0)
    return parts
  }

  private static func isSpace(_ character: Character) -> Bool {
    character == " " || character == "\t" || character == "\u{A0}" || character == "\u{202F}"
  }

  private func draw(
    _ parts: [Part], _ style: WritingStyle, _ options: WritingOptions,
    _ progress: (Int, Int) -> Void
  ) -> [Drawing] {
    var drawings = parts.map { Drawing(text: $0.text) }
    for attempt in 0..<max(options.attemptLimit, 1) {
      let open = parts.indices.filter { drawings[$0].mistakes > 0 }
      for start in stride(from: 0, to: open.count, by: Self.batchSize) {
        let members = Array(open[start..<min(start + Self.batchSize, open.count)])
        // Each further try is a little neater.
        var sampler = PenSampler(frozen.network)
        sampler.bias = options.bias + 0.15 * Float(attempt)
        let found = drawn(members.map { parts[$0] }, members, sampler, style, attempt, options)
        for (member, one) in zip(members, found) {
          let (attempts, first) = (drawings[member].attempts, drawings[member].firstReading)
          if one.mistakes < drawings[member].mistakes { drawings[member] = one }
          drawings[member].attempts = attempts + 1
          drawings[member].firstReading = attempts == 0 ? one.reading : first
        }
        progress(drawings.count { $0.mistakes == 0 }, parts.count)
      }
    }
    return drawings
  }

  /// What the reader reads of ink, that of words with the language model; nil where there is no reader.
  private func read(_ parts: [Part], _ written: [WrittenInk]) -> [Int: String] {
    guard let reader else { return [:] }
    var readings: [Int: String] = [:]
    for isWord in [true, false] {
      let members = parts.indices.filter { parts[$0].isWord == isWord }
      guard let found = try? reader.read(members.map { written[$0].ink }, isText: isWord) else {
        continue
      }
      for (member, reading) in zip(members, found) { readings[member] = reading.text }
    }
    return readings
  }

  /// One try at some parts.
  private func drawn(
    _ parts: [Part], _ places: [Int], _ sampler: PenSampler, _ style: WritingStyle,
    _ attempt: Int, _ options: WritingOptions
  ) -> [Drawing] {
    func random(_ place: Int, _ purpose: UInt64) -> RandomSource {
      RandomSource(
        seed: options.seed, stream: UInt64(place) << 16 | UInt64(attempt) << 4 | purpose)
    }
    let jobs = zip(parts, places).map { part, place in
      PenSampler.Job(
        text: (try? alphabet.numbers(of: part.text.characters)) ?? [], style: style.vector,
        primer: style.primer, random: random(place, 1))
    }
    let written = sampler(jobs)
    let readings = read(parts, written)
    return parts.indices.map { index in
      let text = parts[index].text
      let reading = readings[index] ?? text.characters
      let mistakes = Legibility.mistakes(truth: text.characters, found: reading)
      return Drawing(
        text: text, ink: written[index].ink(of: text, random(places[index], 2)), reading: reading,
        mistakes: written[index].isComplete ? mistakes : mistakes + text.characters.count + 1)
    }
  }
}
