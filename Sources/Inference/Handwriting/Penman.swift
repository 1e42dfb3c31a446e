import Ink
import ModelZoo
import NeuralNet
import TensorCore

/// Writes texts by hand. Any number of threads may ask one penman at once.
public final class Penman: Sendable {
  /// The most characters of a text.
  public static let characterLimit = 5000

  private let frozen: Frozen<HandwritingSynthesis>
  /// The network, which nobody changes.
  var network: HandwritingSynthesis { frozen.network }
  /// The characters that the network knows.
  public let alphabet: InkAlphabet
  let reader: InkReader?
  private let hands: [Int]
  /// The rows of the writers' vectors that were learnt well enough to be tried, whether they are offered or not.
  package let taughtHands: [Int]

  /// A penman with the weights of a file.
  ///
  /// - Parameter reader: what checks the writing; nil for nothing.
  /// - Throws: `FileError`, `SafetensorsError` or `PretrainedError`, each one sentence naming the file.
  public convenience init(contentsOf path: String, reader: InkReader?) throws {
    try self.init(HandwritingSynthesisModel(contentsOf: path), reader: reader)
  }

  /// A penman with a network that nobody changes any more.
  ///
  /// - Throws: `PretrainedError.badMetadata`.
  package init(_ model: HandwritingSynthesisModel, reader: InkReader?) throws {
    frozen = Frozen(model.network)
    alphabet = model.alphabet
    hands = try model.hands
    taughtHands = try model.taughtHands
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
      contentsOf: path, width: frozen.network.configuration.writerWidth,
      network: network.fingerprint)
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
}
