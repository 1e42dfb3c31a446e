/// Finds what is carried over rather than translated: numbers, times, telephone numbers, addresses, tags and codes.
package struct MarkScanner {
  /// A stretch of a text and what it means.
  struct Span: Equatable {
    /// Where it stands, in characters.
    var range: Range<Int>
    /// What it means.
    var value: MarkValue
  }

  private let characters: [Character]
  let language: String

  /// A scanner of a normalised text.
  init(_ characters: [Character], language: String) {
    self.characters = characters
    self.language = language
  }

  /// All of them from left to right.
  func spans() -> [Span] {
    var spans: [Span] = []
    var place = 0
    while place < characters.count {
      if let span = span(at: place) {
        spans.append(span)
        place = span.range.upperBound
      } else {
        place = skip(place)
      }
    }
    return spans
  }

  /// The next place where something may begin.
  private func skip(_ place: Int) -> Int {
    guard isWordPart(place) else { return place + 1 }
    let last = end(of: place, isWordPart)
    guard self[last] == ":", isDigit(last + 1), !isDigit(place) else { return last }
    return end(of: place) { isWordPart($0) && !isDigit($0) }
  }

  private func span(at place: Int) -> Span? {
    if let address = address(at: place) { return address }
    if isDigit(place) { return number(at: place) }
    if "-+".contains(characters[place]), isDigit(place + 1), isOpen(before: place) {
      return number(at: place + 1)
    }
    if isWordPart(place) { return code(at: place) ?? numberWord(at: place) }
    return language == "zh" ? numeral(at: place) : nil
  }

  // MARK: Characters

  subscript(place: Int) -> Character? {
    characters.indices.contains(place) ? characters[place] : nil
  }

  func isDigit(_ place: Int) -> Bool {
    self[place].map { $0.isASCII && $0.isNumber } ?? false
  }

  private func isWordPart(_ place: Int) -> Bool {
    self[place].map { ($0.isLetter || $0.isNumber) && !CopyMarks.isIdeograph($0) } ?? false
  }

  /// Whether nothing that belongs to a word stands before a place.
  private func isOpen(before place: Int) -> Bool {
    !isWordPart(place - 1) && self[place - 1] != "-"
  }

  func end(of place: Int, _ belongs: (Int) -> Bool) -> Int {
    var end = place
    while end < characters.count, belongs(end) { end += 1 }
    return end
  }

  func text(_ range: Range<Int>) -> String {
    String(characters[range.clamped(to: 0..<characters.count)])
  }

  /// Whether this text stands at a place.
  func has(_ text: String, at place: Int) -> Bool {
    place >= 0 && place + text.count <= characters.count
      && zip(characters[place...], text).allSatisfy(==)
  }

  // MARK: Addresses and codes

  private func address(at place: Int) -> Span? {
    let first = characters[place]
    guard first.isASCII, first.isLetter || first.isNumber || first == "@" || first == "#",
      place == 0 || !isWordPart(place - 1)
    else { return nil }
    var last = end(of: place) { characters[$0].isASCII && !characters[$0].isWhitespace }
    while last > place, ".,;:!?)]}\"'".contains(characters[last - 1]) { last -= 1 }
    guard last - place >= 2, Addresses.isAddress(characters[place..<last]) else { return nil }
    return Span(range: place..<last, value: .copy(text(place..<last)))
  }

  /// Letters and digits in one word, such as A4, GPT-4 or v2.0.1.
  private func code(at place: Int) -> Span? {
    let last = end(of: place) { place in
      isWordPart(place)
        || (self[place] == "-" && isDigit(place + 1) && isWordPart(place - 1))
        || (self[place] == "." && isDigit(place + 1) && isDigit(place - 1))
    }
    guard characters[place..<last].contains(where: { $0.isNumber }) else { return nil }
    // A time behind a name, as Chinese has them without a space.
    if self[last] == ":", isDigit(last + 1), !isDigit(place) { return nil }
    return Span(range: place..<last, value: .copy(text(place..<last)))
  }

  // MARK: Numbers in words

  private func numberWord(at place: Int) -> Span? {
    let table = NumberWords.table(of: language)
    guard !table.isEmpty else { return nil }
    let first = end(of: place, isWordPart)
    guard NumberWords.beginnings.contains(text(place..<first).lowercased()) else { return nil }
    var ends = [first]
    while ends.count < 5, let last = ends.last, self[last] == "-" || self[last] == " ",
      isWordPart(last + 1)
    {
      ends.append(end(of: last + 1, isWordPart))
    }
    for last in ends.reversed() {
      guard let value = table[text(place..<last).lowercased()] else { continue }
      return Span(
        range: place..<last, value: .number(.init(whole: String(value), isWord: true)))
    }
    return nil
  }

  /// A Chinese numeral: from eleven, and no month, no single unit (一百), no round number of a person's speech (千万).
  private func numeral(at place: Int) -> Span? {
    guard NumberWords.isChineseNumeral(characters[place]) else { return nil }
    let last = end(of: place) { NumberWords.isChineseNumeral(characters[$0]) }
    let numeral = characters[place..<last]
    guard !"百千万亿".contains(characters[place]), self[place - 1] != "第",
      let value = NumberWords.value(ofChinese: numeral), value >= 11,
      !(self[last] == "月" && value <= 12),
      numeral.count > 2 || value < 100 || !"一两".contains(characters[place]),
      self[last] != "点", self[last] != "分", !isDigit(place - 1)
    else { return nil }
    return Span(
      range: place..<last, value: .number(.init(whole: String(value), isWord: true)))
  }
}

extension NumberWords {
  /// First words of composed numbers.
  static let beginnings: Set<String> = Set(
    ["en", "fr"].flatMap { table(of: $0).keys }
      .map { String($0.prefix { $0.isLetter }) })
}

/// Addresses of the net.
enum Addresses {
  private static let domains: Set<String> = [
    "com", "org", "net", "edu", "gov", "info", "biz", "eu", "fr", "cn", "uk", "de", "es", "it",
    "be", "ch", "ca", "us", "io", "ai", "app", "dev", "tv", "me", "jp", "co", "hk", "tw", "html",
  ]

  /// Whether a word is an address, a tag or somebody's name on the net.
  static func isAddress(_ word: some BidirectionalCollection<Character>) -> Bool {
    let text = String(word)
    if let first = text.first, first == "@" || first == "#" {
      return text.dropFirst().allSatisfy { $0.isLetter || $0.isNumber || "_.-".contains($0) }
    }
    if text.contains("://") || text.lowercased().hasPrefix("www.") { return true }
    let host = text.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    let parts = host.prefix { $0 != "/" }.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts.contains(""), let domain = parts.last,
      domain.allSatisfy(\.isLetter), parts.joined().contains(where: \.isLetter)
    else { return false }
    if text.contains("@") { return domain.count >= 2 }
    return domains.contains(domain.lowercased()) && parts[0].count > 1
  }
}
