import Inference
import TextProcessing

/// How good a translator is: BLEU and chrF against the translations that people made.
public struct TranslationEvaluation {
  /// BLEU as sacreBLEU computes it.
  public let bleu: BLEUScore
  /// chrF as sacreBLEU computes it.
  public let chrF: ChrFScore
  /// What was translated, with the translator's and the people's translations.
  public let sentences: [Sentence]

  /// One sentence of the evaluation.
  public struct Sentence: Sendable {
    /// What was translated.
    public let source: String
    /// The translator's translation.
    public let translation: String
    /// The people's translations.
    public let references: [String]
  }

  /// Translates sources that each have one reference or more.
  public init(
    of translator: Translator, _ direction: Direction,
    on groups: [(source: String, references: [String])], options: Translator.Options = .init()
  ) throws {
    let lines = try ParagraphTranslator(translator)
      .translate(groups.map(\.source), direction, options)
    sentences = zip(groups, lines).map { group, line in
      Sentence(
        source: group.source, translation: line.alternatives.first?.text ?? "",
        references: group.references)
    }
    let hypotheses = sentences.map(\.translation)
    let references = sentences.map(\.references)
    bleu = TranslationEvaluation.bleu(direction)
      .score(hypotheses: hypotheses, references: references)
    chrF = ChrF().score(hypotheses: hypotheses, references: references)
  }

  /// BLEU with the words of the target language.
  static func bleu(_ direction: Direction) -> BLEU {
    BLEU(tokenization: direction.target == "zh" ? .chinese : .mteval13a)
  }
}
