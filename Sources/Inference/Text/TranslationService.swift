import Platform

/// Translates whole lines: a translator with the search that was asked for.
public struct TranslationService: Sendable {
  /// What is asked.
  public struct Request: Sendable, Codable {
    /// The texts, each of any length.
    public var texts: [String]
    /// How translations are searched for.
    public var options: Translator.Options
    /// Whether answers list all translations that the search was asked for.
    public var listsAlternatives: Bool

    /// A question with the usual search unless another is given.
    public init(
      texts: [String], options: Translator.Options = .init(), listsAlternatives: Bool = false
    ) {
      self.texts = texts
      self.options = options
      self.listsAlternatives = listsAlternatives
    }
  }

  /// A text's translation.
  public struct Answer: Sendable, Codable {
    /// The text.
    public let source: String
    /// From which language into which, such as en-fr.
    public let direction: String
    /// The best translation.
    public let translation: String
    /// Its score: log probability with the search's penalties, summed over its sentences.
    public let score: Double
    /// All translations that were asked for, best first; nil where the best is enough.
    public let alternatives: [ParagraphTranslator.Alternative]?
  }

  /// Why there is no model for a direction.
  public struct NoModel: DescribedError {
    let direction: Direction

    /// One sentence.
    public var description: String {
      let known = TranslationService.shipped.flatMap(\.directions).joined(separator: ", ")
      return "no model for \(direction) ships; there are \(known); train one with translate train "
        + "and name it with --weights"
    }
  }

  /// What ships.
  private static let shipped = [
    (model: "translate-from-en", directions: ["en-fr", "en-zh"]),
    (model: "translate-to-en", directions: ["fr-en", "zh-en"]),
  ]

  /// The translator.
  public let translator: Translator
  /// From which language into which.
  public let direction: Direction

  /// A service for one direction of a model.
  ///
  /// - Throws: what `Translator` throws, and `Translator.Failure.unknownDirection`.
  public init(contentsOf path: String, _ direction: Direction) throws {
    translator = try Translator(contentsOf: path)
    guard translator.directions.contains(direction) else {
      throw Translator.Failure.unknownDirection(direction, known: translator.directions)
    }
    self.direction = direction
  }

  /// A service with the weights that ship.
  ///
  /// - Throws: `NoModel` where none does.
  public init(from source: String, to target: String) throws {
    let direction = Direction(from: source, to: target)
    try self.init(contentsOf: Self.shippedWeights(direction), direction)
  }

  /// The weight file that ships for a direction.
  ///
  /// - Throws: `NoModel` where none does.
  public static func shippedWeights(_ direction: Direction) throws -> String {
    guard let found = shipped.first(where: { $0.directions.contains(direction.description) })
    else { throw NoModel(direction: direction) }
    return try ShippedData.weights(of: found.model)
  }

  /// Translates; blank texts stay as they are.
  public func answers(to request: Request) throws -> [Answer] {
    try lines(of: request).map(\.answer)
  }

  /// Translates, and keeps how: the sentences with their alignment.
  public func lines(of request: Request) throws -> [(
    answer: Answer, line: ParagraphTranslator.Line
  )] {
    let lines = try ParagraphTranslator(translator)
      .translate(request.texts, direction, request.options)
    return zip(request.texts, lines).map { text, line in
      let best = line.alternatives.first
      return (
        Answer(
          source: text, direction: direction.description, translation: best?.text ?? "",
          score: best?.score ?? 0,
          alternatives: request.listsAlternatives ? line.alternatives : nil), line
      )
    }
  }
}
