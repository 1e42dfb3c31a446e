import ModelZoo
import Platform

/// Translates text with one network. Any number of threads may ask one translator at once.
public final class Translator: Sendable {
  /// How a translation is searched for.
  public struct Options: Sendable, Codable {
    /// How many unfinished translations are kept; 1 is greedy search.
    public var beam = 5
    /// How much long translations are favoured.
    public var lengthPenalty: Float = 1
    /// How much it costs to leave words of the source out.
    public var coveragePenalty: Float = 0
    /// How many translations of each sentence are wanted.
    public var alternatives = 1
    /// How many sentences are translated at once.
    public var batch = 32
    /// Whether Chinese is written in traditional characters.
    public var isTraditional = false

    /// The usual search.
    public init() {}
  }

  /// One translation of a sentence.
  public struct Translation: Sendable {
    /// The text.
    public let text: String
    /// Its log probability with the search's penalties.
    public let score: Double
    /// How much each source piece (column) was looked at for each target piece (row).
    public let attention: [[Float]]
    /// The pieces of the source, for labels.
    public let sourcePieces: [String]
    /// The pieces of the translation and its end.
    public let targetPieces: [String]
  }

  /// Why a translator cannot translate.
  public enum Failure: DescribedError, Equatable {
    /// The model does not know the direction.
    case unknownDirection(Direction, known: [Direction])
    /// The weight file does not name what it translates.
    case noDirections(file: String, found: String?)

    /// One sentence.
    public var description: String {
      switch self {
      case .unknownDirection(let direction, let known):
        let list = known.map(\.description).joined(separator: ", ")
        return "this model does not translate \(direction); it knows \(list)"
      case .noDirections(let file, let found):
        return "\(file): its metadata 'directions' are "
          + (found.map { "'\($0.prefix(80))'" } ?? "missing") + ", expected some such as en-fr"
      }
    }
  }

  private let frozen: Frozen<SequenceModel>
  /// What it translates.
  public let directions: [Direction]

  /// Reads a weight file and the tokenizer beside it.
  ///
  /// - Throws: what `SequenceModel` throws, and `Failure` where the file does not say what it translates.
  public init(contentsOf path: String) throws {
    let model = try SequenceModel(contentsOf: path)
    frozen = Frozen(model, as: model.network)
    let text = model.metadata["directions"]
    directions = text?.split(separator: ",").compactMap { Direction($0) } ?? []
    guard !directions.isEmpty else { throw Failure.noDirections(file: path, found: text) }
    for direction in directions where model.codec.tokenizer.id(of: direction.startPiece) == nil {
      throw SubwordError.otherModel(
        file: SequenceModel.tokenizerPath(beside: path), weights: path,
        reason: "it has no piece '\(direction.startPiece)'")
    }
  }

  /// A translator with a model at hand, which may be in training: then only the thread that trains it may ask.
  public init(_ model: SequenceModel, directions: [Direction]) {
    frozen = Frozen(borrowing: model)
    self.directions = directions
  }

  /// The network and its tokenizer, which nobody may change.
  public var model: SequenceModel { frozen.network }

  /// Translates sentences; each gets its best translations, best first. Blank ones get a blank one.
  public func translate(
    _ sentences: [String], _ direction: Direction, _ options: Options = Options()
  )
    throws -> [[Translation]]
  {
    guard directions.contains(direction),
      let start = model.codec.tokenizer.id(of: direction.startPiece)
    else { throw Failure.unknownDirection(direction, known: directions) }
    let search = BeamSearch(model.network, decodingOptions(start, options, into: direction.target))
    let traditional =
      options.isTraditional && direction.target == "zh" ? try ChineseScript(.toTraditional) : nil
    let reader = try SentenceReader(model, direction)
    let read = try sentences.map { try reader.read($0) }
    let sources = read.map(\.source)
    var results = [[Translation]](repeating: [], count: sentences.count)
    for (index, sentence) in read.enumerated() where !sentence.isTranslatable {
      let isBlank = sentence.source.tokens.count == 1
      results[index] = [isBlank ? .blank : .unchanged(sentences[index])]
    }
    // Sentences of about one length share a batch: little is computed for padding.
    let order = sources.indices.sorted { sources[$0].tokens.count < sources[$1].tokens.count }
    let wordy = order.filter { sources[$0].tokens.count > 1 && read[$0].isTranslatable }
    for first in stride(from: 0, to: wordy.count, by: options.batch) {
      let batch = wordy[first..<min(first + options.batch, wordy.count)]
      let found = search(
        batch.map { sources[$0].tokens },
        forbidden: batch.map { model.codec.unusedMarks(sources[$0]) },
        required: batch.map { model.codec.marks(sources[$0]) })
      for (index, hypotheses) in zip(batch, found) {
        results[index] = try translations(
          hypotheses, of: read[index], options.alternatives, traditional)
      }
    }
    return results.map { $0.isEmpty ? [Translation.blank] : $0 }
  }

  private func decodingOptions(_ start: Int32, _ options: Options, into target: String)
    -> DecodingOptions
  {
    var decoding = model.codec.decodingOptions(
      start: start, controls: directions.map(\.startPiece))
    decoding.beam = max(options.beam, options.alternatives)
    decoding.lengthPenalty = options.lengthPenalty
    decoding.coveragePenalty = options.coveragePenalty
    decoding.forbidden += model.codec.foreignPieces(to: target)
    return decoding
  }

  private func translations(
    _ hypotheses: [Hypothesis], of sentence: ReadSentence, _ count: Int,
    _ traditional: ChineseScript?
  ) throws -> [Translation] {
    let source = sentence.source
    // Those that left a word out that had to be copied come last.
    let marks = model.codec.marks(source)
    func missing(_ hypothesis: Hypothesis) -> Int {
      marks.count { !hypothesis.tokens.contains($0) }
    }
    let ordered = hypotheses.map { ($0, missing($0)) }
      .sorted { ($0.1, -$0.0.score) < ($1.1, -$1.0.score) }
    return try ordered.prefix(count).map { hypothesis, _ in
      let text = sentence.written(
        try model.codec.text(hypothesis.tokens, for: source, in: sentence.target))
      return Translation(
        text: traditional?.converted(text) ?? text,
        score: Double(hypothesis.score), attention: hypothesis.attention,
        sourcePieces: model.codec.labels(source.tokens, for: source),
        targetPieces: model.codec.labels(hypothesis.tokens + [SubwordTokenizer.end], for: source))
    }
  }
}

extension Translator.Translation {
  /// The translation of what needs none.
  static func unchanged(_ text: String) -> Self {
    Self(text: text, score: 0, attention: [], sourcePieces: [], targetPieces: [])
  }

  /// The translation of nothing.
  static var blank: Self {
    Self(text: "", score: 0, attention: [], sourcePieces: [], targetPieces: [])
  }
}
