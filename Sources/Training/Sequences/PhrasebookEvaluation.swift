import Datasets
import Inference
import TextProcessing

/// How good a translator is on a phrasebook's test set: figures for each kind of line, and whether digits and names
/// arrive.
public struct PhrasebookEvaluation {
  /// The figures of some lines.
  public struct Figures: Sendable, Encodable {
    /// What kind of lines; all for the whole set.
    public let kind: String
    /// How many.
    public let count: Int
    /// BLEU as sacreBLEU computes it.
    public let bleu: Double
    /// chrF2 as sacreBLEU computes it.
    public let chrf: Double
  }

  /// How many lines had something that should arrive, and in how many all of it did.
  public struct Survival: Sendable, Encodable, Equatable {
    /// Lines with something that the source and all references share.
    public var lines = 0
    /// Lines whose translation has all of it.
    public var kept = 0
  }

  /// Figures of the whole set, then of each kind.
  public let figures: [Figures]
  /// Runs of digits that the source and all references share.
  public let digits: Survival
  /// Words with a capital in Latin letters that the source and all references share.
  public let names: Survival
  /// What was translated.
  public let sentences: [(kind: String, sentence: TranslationEvaluation.Sentence)]
  /// The metrics' signatures.
  public let signatures: (bleu: String, chrF: String)

  /// Translates the first wording of each line; all wordings in the other language are references, of lines of kind
  /// `typed`, whose first one is untidy, all others.
  public init(
    of translator: Translator, _ direction: Direction,
    on lines: [(kind: String, phrase: Phrasebook.Phrase)], options: Translator.Options = .init()
  ) throws {
    let groups = lines.map { kind, phrase in
      let references = phrase[direction.target] ?? []
      return (
        source: phrase[direction.source]?.first ?? "",
        references: kind == "typed" && references.count > 1
          ? Array(references.dropFirst()) : references
      )
    }
    let all = try TranslationEvaluation(of: translator, direction, on: groups, options: options)
    sentences = Array(zip(lines.map(\.kind), all.sentences))
    signatures = (all.bleu.signature, all.chrF.signature)
    let kinds = lines.map(\.kind).grouped(by: { $0 }).map { $0[0] }
    let rows = sentences
    figures =
      [
        Figures(
          kind: "all", count: rows.count, bleu: all.bleu.score, chrf: all.chrF.score)
      ]
      + kinds.map { kind in
        let part = rows.filter { $0.kind == kind }.map(\.sentence)
        let texts = part.map(\.translation)
        let references = part.map(\.references)
        return Figures(
          kind: kind, count: part.count,
          bleu: TranslationEvaluation.bleu(direction)
            .score(hypotheses: texts, references: references).score,
          chrf: ChrF().score(hypotheses: texts, references: references).score)
      }
    digits = PhrasebookEvaluation.survival(all.sentences, Shared.numbers)
    names = PhrasebookEvaluation.survival(all.sentences, Shared.names)
  }

  private static func survival(
    _ sentences: [TranslationEvaluation.Sentence], _ parts: (String) -> [String]
  ) -> Survival {
    var survival = Survival()
    for sentence in sentences {
      let references = sentence.references.map { Set(parts($0)) }
      let shared = Set(parts(sentence.source)).filter { part in
        references.allSatisfy { $0.contains(part) }
      }
      guard !shared.isEmpty else { continue }
      survival.lines += 1
      if shared.isSubset(of: parts(sentence.translation)) { survival.kept += 1 }
    }
    return survival
  }
}

/// What may stand on both sides of a translation as it is.
enum Shared {
  /// Runs of digits, thousands not set apart.
  static func numbers(_ text: String) -> [String] {
    let characters = Array(text)
    func isDigit(_ place: Int) -> Bool {
      characters.indices.contains(place) && characters[place].isASCII && characters[place].isNumber
    }
    var plain = ""
    for place in characters.indices {
      let isGrouping =
        ", \u{A0}\u{202F}".contains(characters[place]) && isDigit(place - 1)
        && (1...3).allSatisfy { isDigit(place + $0) } && !isDigit(place + 4)
      if !isGrouping { plain.append(isDigit(place) ? characters[place] : " ") }
    }
    return plain.split(separator: " ").map(String.init)
  }

  /// Words of Latin letters with a capital.
  static func names(_ text: String) -> [String] {
    CopyMarks.words(of: text).filter {
      $0.count > 1 && $0.first?.isUppercase == true && $0.allSatisfy(\.isLetter)
    }.map(String.init)
  }
}
