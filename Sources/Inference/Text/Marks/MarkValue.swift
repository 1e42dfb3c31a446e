import Foundation

/// What a mark stands for, and how each language writes it.
enum MarkValue: Hashable, Sendable {
  /// Letters that are the same in all languages: a name, an address, a code, a telephone number.
  case copy(String)
  /// A number.
  case number(NumberValue)
  /// A time of day: hours to 24, minutes where they were written.
  case time(hour: Int, minute: Int?)

  /// A number as it was written.
  struct NumberValue: Hashable, Sendable {
    /// The digits before the point, without grouping.
    var whole: String
    /// Those behind it.
    var fraction = ""
    /// Whether a minus stands before it.
    var isNegative = false
    /// Whether its thousands were set apart.
    var isGrouped = false
    /// Whether it was written in words.
    var isWord = false

    /// Whether nouns behind it stand in the singular.
    var isSingular: Bool { whole == "0" || whole == "1" }
  }

  /// What is equal where the same is meant: how it was written does not matter.
  var key: MarkValue {
    guard case .number(let number) = self else { return self }
    var plain = number
    (plain.isGrouped, plain.isWord) = (false, false)
    return .number(plain)
  }

  /// The marks that stand for such a value.
  var marks: [Character] {
    switch self {
    case .copy: CopyMarks.marks
    case .number(let number):
      number.isSingular ? CopyMarks.singularMarks : CopyMarks.numberMarks
    case .time: CopyMarks.timeMarks
    }
  }

  /// How a language writes it.
  func text(in language: String) -> String {
    switch self {
    case .copy(let text):
      // A name in characters that the network lacks, as it sounds.
      guard language != "zh", language != "ja", text.contains(where: CopyMarks.isIdeograph) else {
        return text
      }
      return MarkValue.pinyin(text)
    case .time(let hour, let minute):
      let minutes = minute.map { $0 < 10 ? "0\($0)" : "\($0)" }
      switch language {
      case "fr": return minute == 0 ? "\(hour) h" : "\(hour) h" + (minutes.map { " \($0)" } ?? "")
      case "zh": return minutes.map { "\(hour):\($0)" } ?? "\(hour)点"
      default: return "\(hour):\(minutes ?? "00")"
      }
    case .number(let number):
      if number.isWord, number.fraction.isEmpty, let value = Int(number.whole),
        let word = NumberWords.word(value, in: language)
      {
        return word
      }
      return (number.isNegative ? "-" : "") + MarkValue.digits(number, language)
    }
  }

  /// Chinese characters as they sound, one word with a capital and without tones.
  static func pinyin(_ text: String) -> String {
    guard
      let latin = text.applyingTransform(.mandarinToLatin, reverse: false)?
        .applyingTransform(.stripDiacritics, reverse: false)
    else { return text }
    let word = latin.filter { $0 != " " }
    return word.prefix(1).uppercased() + word.dropFirst()
  }

  private static func digits(_ number: NumberValue, _ language: String) -> String {
    let point = language == "fr" ? "," : "."
    let fraction = number.fraction.isEmpty ? "" : point + number.fraction
    let isSetApart =
      number.whole.count > 3 && language != "zh"
      && (number.isGrouped || (number.whole.count > 4 && number.isWord))
    guard isSetApart else { return number.whole + fraction }
    let mark = language == "fr" ? " " : ","
    var text = ""
    for (index, digit) in number.whole.enumerated() {
      if index > 0, (number.whole.count - index) % 3 == 0 { text += mark }
      text.append(digit)
    }
    return text + fraction
  }
}
