/// Puts what marks stand for back into a text, and what depends on it right.
struct MarkRestoration {
  let values: [Character: MarkValue]
  let language: String

  func restored(_ text: String) -> String {
    let characters = Array(text)
    var result = ""
    var place = 0
    while place < characters.count {
      let character = characters[place]
      place += 1
      guard CopyMarks.all.contains(character) else {
        result.append(character)
        continue
      }
      guard let value = values[character] else { continue }
      let written = value.text(in: language)
      result = joined(result, written)
      if case .number(let number) = value {
        place += suffix(of: number, characters[place...], &result)
      }
    }
    return result
  }

  /// What follows a number and depends on it: the ordinal's letters, the space before a per cent sign.
  ///
  /// - Returns: how many characters are done.
  private func suffix(
    of number: MarkValue.NumberValue, _ rest: ArraySlice<Character>, _ result: inout String
  ) -> Int {
    let letters = String(rest.prefix { $0.isLetter && !CopyMarks.isIdeograph($0) })
    if Ordinals.suffixes(of: language).contains(letters) {
      result += Ordinals.suffix(of: number.whole, in: language)
      return letters.count
    }
    let spaces = rest.prefix { $0 == " " }.count
    if rest.dropFirst(spaces).first == "%" {
      result += language == "fr" ? " %" : "%"
      return spaces + 1
    }
    return 0
  }

  /// French words that lose their vowel before another: the network does not see how a name begins.
  private func joined(_ text: String, _ name: String) -> String {
    guard language == "fr", let first = name.first, first.isLetter else { return text + name }
    let isVowel = "aeiouyàâéèêëîïôûœæ".contains(first.lowercased())
    for (full, short) in [("de", "d'"), ("que", "qu'"), ("De", "D'"), ("Que", "Qu'")] {
      if isVowel, text == full + " " || text.hasSuffix(" " + full + " ") {
        return text.dropLast(full.count + 1) + short + name
      }
      if !isVowel, text == short || text.hasSuffix(" " + short) {
        return text.dropLast(short.count) + full + " " + name
      }
    }
    return text + name
  }
}
