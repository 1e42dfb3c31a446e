/// Brings what people typed in a hurry into the form of written sentences.
package enum SentenceCase {
  /// A capital letter at the beginning and after each sentence's end, and a stop at the end where there is none.
  ///
  /// A stop after one or two letters is taken for that of an abbreviation (p.m., Mr.).
  package static func written(_ text: String) -> String {
    var result = ""
    var begins = true
    var wordLength = 0
    var hasEnded = false
    for character in text {
      if character.isLetter || character.isNumber {
        result += begins && character.isLetter ? character.uppercased() : String(character)
        wordLength += 1
        (begins, hasEnded) = (false, false)
      } else {
        begins = begins || (hasEnded && character.isWhitespace)
        hasEnded = "!?".contains(character) || (character == "." && wordLength > 2)
        wordLength = 0
        result.append(character)
      }
    }
    if let last = result.last, last.isLetter || last.isNumber { result += "." }
    return result
  }

  /// Text that is all in capitals in small letters, and the English I in a capital wherever it stands alone.
  static func calm(_ text: String) -> String {
    let letters = text.filter(\.isLetter)
    let isShouted = letters.count > 2 && !letters.contains(where: \.isLowercase)
    return CopyMarks.words(of: isShouted ? text.lowercased() : text)
      .map { $0 == "i" ? "I" : String($0) }.joined()
  }
}
