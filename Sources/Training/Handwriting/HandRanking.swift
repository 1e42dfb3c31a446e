import Inference
import Safetensors

/// How legible the hands of a network that writes are: which are offered to people, and in which order.
public struct HandRanking {
  /// A hand and how well it is read.
  public struct Hand: Encodable, Sendable {
    /// The row of the writers' vectors.
    public let writer: Int
    /// Errors a character of the reader on words that were drawn once, percent.
    public let cer: Double
  }

  /// All hands that were learnt well enough to be tried, the most legible first.
  public let hands: [Hand]

  /// Lets the network of a weight file write the same lines in each hand.
  ///
  /// - Parameters:
  ///   - writer: the weight file.
  ///   - reader: that of the network that reads them.
  ///   - texts: where the lines' words are drawn from.
  ///   - lineCount: lines in each hand.
  ///   - progress: is told how many hands are done, and of how many.
  public init(
    writer: String, reader: String, texts: [String], lineCount: Int, bias: Float, seed: UInt64,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    let penman = try Penman(contentsOf: writer, reader: InkReader(contentsOf: reader))
    let lines = GeneratedLines.of(texts, count: lineCount, seed: seed)
    var options = WritingOptions()
    (options.bias, options.attemptLimit) = (bias, 1)
    hands = try penman.taughtHands.enumerated().map { index, row in
      options.seed = seed &+ UInt64(row)
      let style = penman.style(ofWriter: row)
      let errors = try GeneratedLines.errors(lines, by: penman, options) { _ in style }
      progress(index + 1, penman.taughtHands.count)
      return Hand(writer: row, cer: 100 * errors.first.rate)
    }.sorted { ($0.cer, $0.writer) < ($1.cer, $1.writer) }
  }

  /// The hands of which at most so many percent of characters are misread.
  public func legible(limit: Double) -> [Hand] { hands.filter { $0.cer <= limit } }

  /// Writes the weight file once more, with these hands as the ones that are offered.
  ///
  /// - Throws: `FileError` or `SafetensorsError`, one sentence naming the file.
  public static func write(_ hands: [Hand], from writer: String, to path: String) throws {
    var file = try WeightFile(contentsOf: writer)
    file.metadata["hands"] = try ModelMetadata.encoded(hands.map(\.writer))
    try file.write(to: path, as: .float16)
  }
}
