/// Turns what people type into what a translator's network reads.
struct SentenceReader {
  private let codec: TextCodec
  private let direction: Direction
  private let known: KnownWords?
  private let simplified: ChineseScript?

  /// A reader for one direction of a model.
  init(_ model: SequenceModel, _ direction: Direction) throws {
    codec = model.codec
    self.direction = direction
    known = KnownWords(model.metadata, direction)
    simplified = direction.source == "zh" ? try ChineseScript(.toSimplified) : nil
  }

  /// Reads one sentence.
  func read(_ sentence: String) throws -> ReadSentence {
    var text = TextNormalizer.normalized(sentence)
    if let simplified { text = simplified.converted(text) }
    let form = SentenceForm(
      Currencies.spelled(text, direction.source), language: direction.source, known: known)
    let source = try codec.source(
      normalized: form.text, language: direction.source, known: known)
    return ReadSentence(
      source: source, form: form, target: direction.target, known: known,
      isTranslatable: source.marked.text.contains {
        $0.isLetter && !CopyMarks.all.contains($0)
      })
  }
}

/// A sentence as a network reads it.
struct ReadSentence {
  /// Its tokens and marks.
  let source: TextCodec.Source
  /// How it was typed.
  let form: SentenceForm
  /// The language that it becomes.
  let target: String
  /// The words of the training data.
  let known: KnownWords?
  /// Whether it has a word besides marks.
  let isTranslatable: Bool

  /// A translation in the form that the sentence was typed in.
  func written(_ translation: String) -> String {
    form.restored(translation, in: target, known: known)
  }
}

/// Signs of currencies become words: those a network can place.
package enum Currencies {
  private static let names: [Character: [String: String]] = [
    "$": ["en": "dollars", "fr": "dollars", "zh": "美元"],
    "€": ["en": "euros", "fr": "euros", "zh": "欧元"],
    "£": ["en": "pounds", "fr": "livres", "zh": "英镑"],
    "¥": ["en": "yuan", "fr": "yuans", "zh": "元"],
  ]

  /// `$2,340` as `2,340 dollars`, `12,50 €` as `12,50 euros`.
  package static func spelled(_ text: String, _ language: String) -> String {
    guard text.contains(where: { names[$0] != nil }) else { return text }
    let characters = Array(text)
    var result = ""
    var place = 0
    func isNumber(_ place: Int) -> Bool {
      guard characters.indices.contains(place) else { return false }
      return characters[place].isASCII && characters[place].isNumber
    }
    while place < characters.count {
      guard let name = names[characters[place]]?[language] else {
        result.append(characters[place])
        place += 1
        continue
      }
      let space = language == "zh" ? "" : " "
      place += 1
      if isNumber(place)
        || (place < characters.count && characters[place] == " " && isNumber(place + 1))
      {
        if !isNumber(place) { place += 1 }
        var end = place
        while isNumber(end)
          || (end < characters.count && ".,".contains(characters[end]) && isNumber(end + 1))
        {
          end += 1
        }
        result += String(characters[place..<end]) + space + name
        place = end
      } else if let last = result.last(where: { $0 != " " }), last.isNumber {
        result += (result.last == " " ? "" : space) + name
      } else {
        result.append(characters[place - 1])
      }
    }
    return result
  }
}
