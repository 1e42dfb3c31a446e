import Ink
import ModelZoo
import NeuralNet
import Platform
import TensorCore

/// What ink says.
public struct InkReading: Sendable, Encodable, Equatable {
  /// The likeliest text.
  public let text: String
  /// Its probability by the network alone, to the power of 1 over its characters: 1 where there is no doubt.
  public let confidence: Double
  /// Further texts, likeliest first.
  public let alternatives: [String]
}

/// Reads handwriting. Any number of threads may ask one reader at once.
public final class InkReader: Sendable {
  /// The most points of one ink, 5 units apart.
  public static let pointLimit = 4000
  /// The most points of one ink as a device has them.
  public static let devicePointLimit = 100_000
  /// Points that go through the network together.
  private static let pointsPerBatch = 20_000

  private let frozen: Frozen<HandwritingReader>
  /// The characters that can be read.
  public let alphabet: InkAlphabet
  /// How texts are looked for.
  public let search: CTCSearch
  private let signSearch: CTCSearch

  /// A reader with the weights of a file.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or `PretrainedError`, each one sentence naming the file.
  public convenience init(contentsOf path: String) throws {
    let model = try HandwritingReaderModel(contentsOf: path)
    self.init(Frozen(model.network), alphabet: model.alphabet, texts: model.texts)
  }

  /// The reader of the weights that ship.
  ///
  /// - Throws: `ShippedData.Missing`, or what reading the file throws.
  public convenience init() throws {
    try self.init(contentsOf: ShippedData.weights(of: "handwrite-reader"))
  }

  /// A reader that is in training, for the thread that trains it.
  package convenience init(borrowing network: HandwritingReader, texts: [String: Int]) {
    self.init(
      Frozen(borrowing: network), alphabet: InkAlphabet(network.configuration.alphabet),
      texts: texts)
  }

  private init(_ frozen: Frozen<HandwritingReader>, alphabet: InkAlphabet, texts: [String: Int]) {
    self.frozen = frozen
    self.alphabet = alphabet
    search = CTCSearch(language: InkReader.language(texts, alphabet))
    var signSearch = CTCSearch(language: nil)
    signSearch.lengthBonus = 0
    self.signSearch = signSearch
  }

  /// A model of the characters of texts; nil where there are none.
  private static func language(_ texts: [String: Int], _ alphabet: InkAlphabet) -> CharacterModel? {
    let known = texts.sorted { $0.key < $1.key }.compactMap { text, count in
      (try? alphabet.numbers(of: text)).map { ($0, 1 + log(Float(max(count, 1)))) }
    }
    return known.isEmpty
      ? nil : CharacterModel(known, characterCount: alphabet.characters.count)
  }

  /// Reads inks as they are.
  ///
  /// - Parameters:
  ///   - isText: whether they are of words, which the language model knows, and not of digits and signs, which it knows nothing of.
  ///   - names: what errors call them.
  /// - Throws: `HandwritingError.inkTooLong`, which names the ink.
  public func read(
    _ inks: [Handwriting], isText: Bool = true, names: (Int) -> String = { "ink \($0 + 1)" }
  ) throws -> [InkReading] {
    let search = isText ? search : signSearch
    func check(_ ink: Handwriting, _ index: Int, limit: Int) throws {
      guard ink.pointCount <= limit else {
        throw HandwritingError.inkTooLong(
          name: names(index), count: ink.pointCount, limit: limit)
      }
    }
    let prepared = try inks.enumerated().map { index, ink in
      try check(ink, index, limit: Self.devicePointLimit)
      let prepared = ink.preparedForReading()
      try check(prepared, index, limit: Self.pointLimit)
      return prepared
    }
    return map(prepared) { values, width in
      let texts = search(values, width: width)
      let best = texts.first
      let share = (best?.inkScore ?? 0) / Double(max(best?.numbers.count ?? 1, 1))
      return InkReading(
        text: alphabet.text(of: best?.numbers ?? []), confidence: min(exp(share), 1),
        alternatives: texts.dropFirst().prefix(4).map { alphabet.text(of: $0.numbers) })
    }
  }

  /// The likeliest texts of inks prepared for reading, by the network alone.
  package func greedilyRead(_ prepared: [Handwriting]) -> [String] {
    map(prepared) { alphabet.text(of: CTCSearch.greedy($0, width: $1)) }
  }

  /// The texts of inks prepared for reading.
  package func searched(_ prepared: [Handwriting], _ search: CTCSearch) -> [String] {
    map(prepared) { alphabet.text(of: search($0, width: $1).first?.numbers ?? []) }
  }

  /// What is made of the log probabilities [T, C] of each ink, in the inks' order; inks of like length go through together.
  private func map<Result>(
    _ prepared: [Handwriting], _ make: (ArraySlice<Float>, Int) -> Result
  ) -> [Result] {
    var results = [Result?](repeating: nil, count: prepared.count)
    let lengths = prepared.map(\.pointCount)
    let order = prepared.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    var rest = order[...]
    while let first = rest.last {
      let count = max(1, Self.pointsPerBatch / max(lengths[first], 1))
      let members = rest.suffix(count)
      rest = rest.dropLast(count)
      let batch = ReaderBatch(members.map { prepared[$0] })
      let logits = withoutGradient {
        frozen.network(batch.features, lengths: batch.lengths).logSoftmax()
      }
      let (steps, width) = (logits.shape[1], logits.shape[2])
      let values = logits.values
      for ((row, member), length) in zip(members.enumerated(), batch.stepCounts) {
        let start = row * steps * width
        results[member] = make(values[start..<start + length * width], width)
      }
    }
    return results.compactMap { $0 }
  }
}
