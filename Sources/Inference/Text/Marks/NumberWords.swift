/// Numbers written in words: what `two`, `deux`, `两` up to ninety-nine are in each language, and Chinese numerals.
///
/// Words from eleven to ninety-nine are composed, so a network gets them wrong where it spells them; smaller ones are
/// everyday words and stay words.
enum NumberWords {
  /// The values that are carried over as marks.
  static let values = 11...99

  /// The word of a number from 1 to 99; nil for other numbers and languages.
  static func word(_ value: Int, in language: String) -> String? {
    guard (1...99).contains(value) else { return nil }
    switch language {
    case "en": return english(value)
    case "fr": return french(value)
    case "zh": return chinese(value)
    default: return nil
    }
  }

  /// Words → values, in small letters, with single spaces or hyphens as they are written.
  static func table(of language: String) -> [String: Int] { tables[language] ?? [:] }

  private static let tables: [String: [String: Int]] = {
    var tables: [String: [String: Int]] = [:]
    for language in ["en", "fr"] {
      for value in values {
        guard let word = word(value, in: language) else { continue }
        tables[language, default: [:]][word] = value
        tables[language, default: [:]][word.replacing("-", with: " ")] = value
      }
    }
    return tables
  }()

  private static let units = [
    "en": [
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
      "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
      "nineteen",
    ],
    "fr": [
      "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
      "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
    ],
  ]

  private static func english(_ value: Int) -> String {
    let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    let units = units["en", default: []]
    if value < 20 { return units[value] }
    let ten = tens[value / 10 - 2]
    return value % 10 == 0 ? ten : "\(ten)-\(units[value % 10])"
  }

  private static func french(_ value: Int) -> String {
    let tens = ["vingt", "trente", "quarante", "cinquante", "soixante", "", "quatre-vingt"]
    let units = units["fr", default: []]
    if value < 20 { return units[value] }
    if value == 80 { return "quatre-vingts" }
    // From sixty on the French count to twenty.
    let base = value >= 60 ? value / 20 * 20 : value / 10 * 10
    let (ten, rest) = (tens[base / 10 - 2], value - base)
    if rest == 0 { return ten }
    return (rest == 1 || rest == 11) && base < 80
      ? "\(ten) et \(units[rest])" : "\(ten)-\(units[rest])"
  }

  private static let chineseDigits = Array("零一二三四五六七八九")

  private static func chinese(_ value: Int) -> String {
    let (ten, unit) = (value / 10, value % 10)
    return (ten > 1 ? String(chineseDigits[ten]) : "") + (ten > 0 ? "十" : "")
      + (unit > 0 ? String(chineseDigits[unit]) : "")
  }

  /// Whether a character stands in Chinese numerals.
  static func isChineseNumeral(_ character: Character) -> Bool {
    "〇零一二两三四五六七八九十百千万亿".contains(character)
  }

  /// The value of a Chinese numeral of two characters or more, such as 一百五十; nil where it is none.
  static func value(ofChinese numeral: some Collection<Character>) -> Int? {
    guard numeral.count >= 2 else { return nil }
    var (total, section, digit) = (0, 0, -1)
    var smallest = Int.max  // the last unit within a section: units fall
    for character in numeral {
      if let value = digitValue(character) {
        guard digit < 1 || value == 0 else { return nil }
        digit = value
      } else if let unit = ["十": 10, "百": 100, "千": 1000][character] {
        guard unit < smallest else { return nil }
        if digit <= 0 {
          guard unit == 10, section == 0, total == 0, digit == -1 else { return nil }
          digit = 1
        }
        section += digit * unit
        (digit, smallest) = (-1, unit)
      } else {
        let unit = character == "万" ? 10_000 : 100_000_000
        section += max(digit, 0)
        guard section > 0, total == 0 || unit == 10_000 else { return nil }
        total = (total + section) * unit
        (section, digit, smallest) = (0, -1, Int.max)
      }
    }
    if digit > 0, smallest > 10, smallest < Int.max, !numeral.contains("零") { return nil }
    return total + section + max(digit, 0)
  }

  private static func digitValue(_ character: Character) -> Int? {
    if character == "两" { return 2 }
    if character == "〇" { return 0 }
    return chineseDigits.firstIndex(of: character)
  }
}
