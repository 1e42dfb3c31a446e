extension MarkScanner {
  /// What begins with a digit.
  func number(at place: Int) -> Span? {
    phone(at: place) ?? date(at: place) ?? time(at: place) ?? plain(at: place)
  }

  /// A telephone number: groups of digits; and whatever is longer than numbers that people read.
  private func phone(at place: Int) -> Span? {
    var groups: [Int] = []
    var signs: Set<Character> = []
    var last = place
    while isDigit(last) {
      let next = end(of: last, isDigit)
      groups.append(next - last)
      last = next
      guard let sign = self[next], " -.".contains(sign), isDigit(next + 1) else { break }
      if !signs.isEmpty, !signs.contains(sign) { break }
      signs.insert(sign)
      last = next + 1
    }
    if let sign = self[last - 1], !sign.isNumber { last -= 1 }
    let total = groups.reduce(0, +)
    let isInternational = self[place - 1] == "+"
    let isPhone: Bool
    switch signs.first {
    case nil: isPhone = groups[0] >= 8 || (isInternational && total >= 7)
    case "-": isPhone = total >= 7
    default:
      isPhone =
        total >= 7
        && (isInternational || (groups.count >= 4 && groups.dropFirst().allSatisfy { $0 == 2 })
          || (groups.count >= 3 && !groups.dropFirst().allSatisfy { $0 == 3 })
          || (groups.count >= 3 && groups[0] == 3 && self[place] == "0"))
    }
    guard isPhone, !isLetter(last) else { return nil }
    let first = isInternational ? place - 1 : place
    return Span(range: first..<last, value: .copy(text(first..<last)))
  }

  /// A date or version: digits with strokes, or with two points or more.
  private func date(at place: Int) -> Span? {
    var last = end(of: place, isDigit)
    guard let sign = self[last], sign == "/" || sign == "." else { return nil }
    var count = 1
    while self[last] == sign, isDigit(last + 1) {
      last = end(of: last + 1, isDigit)
      count += 1
    }
    guard count > (sign == "/" ? 1 : 2), !isLetter(last) else { return nil }
    return Span(range: place..<last, value: .copy(text(place..<last)))
  }

  private func isLetter(_ place: Int) -> Bool {
    self[place].map { $0.isLetter && !CopyMarks.isIdeograph($0) } ?? false
  }

  private func skippingSpace(_ place: Int) -> Int { self[place] == " " ? place + 1 : place }

  // MARK: Times

  private func time(at place: Int) -> Span? {
    let last = end(of: place, isDigit)
    guard last - place <= 2, let hour = Int(text(place..<last)), hour <= 24 else { return nil }
    func minutes(at start: Int) -> (value: Int, end: Int)? {
      let end = end(of: start, isDigit)
      guard end - start == 2, let value = Int(text(start..<end)), value < 60 else { return nil }
      return (value, end)
    }
    if self[last] == ":", let minutes = minutes(at: last + 1), self[minutes.end] != ":" {
      return half(of: place..<minutes.end, hour, minutes.value)
    }
    switch language {
    case "fr":
      let next = skippingSpace(last)
      let isWord = has("heures ", at: next)
      guard isWord || (self[next] == "h" && !isLetter(next + 1)) else { return nil }
      let behind = next + (isWord ? 6 : 1)
      if let minutes = minutes(at: skippingSpace(behind)), !isLetter(minutes.end) {
        return Span(
          range: place..<minutes.end, value: .time(hour: hour, minute: minutes.value))
      }
      return isWord ? nil : Span(range: place..<behind, value: .time(hour: hour, minute: nil))
    case "zh":
      guard self[last] == "点" else { return nil }
      if self[last + 1] == "半" {
        return Span(range: place..<last + 2, value: .time(hour: hour, minute: 30))
      }
      guard let minutes = minutes(at: last + 1) else { return nil }
      let end = self[minutes.end] == "分" ? minutes.end + 1 : minutes.end
      return Span(range: place..<end, value: .time(hour: hour, minute: minutes.value))
    default:
      return half(of: place..<last, hour, nil)
    }
  }

  /// A time with the half of the day behind it, where English has that; nil where there are neither minutes nor halves.
  private func half(of range: Range<Int>, _ hour: Int, _ minute: Int?) -> Span? {
    let plain = minute.map { Span(range: range, value: .time(hour: hour, minute: $0)) }
    guard language == "en", (1...12).contains(hour) else { return plain }
    let next = skippingSpace(range.upperBound)
    for (form, isAfternoon) in [
      ("a.m.", false), ("p.m.", true), ("am", false), ("pm", true), ("AM", false), ("PM", true),
    ] where has(form, at: next) && !isLetter(next + form.count) {
      var end = next + form.count
      // The stop of the sentence stays.
      if end == range.upperBound + form.count + (next - range.upperBound), self[end] == nil,
        form.hasSuffix(".")
      {
        end -= 1
      }
      return Span(
        range: range.lowerBound..<end,
        value: .time(hour: hour % 12 + (isAfternoon ? 12 : 0), minute: minute))
    }
    return plain
  }

  // MARK: Plain numbers

  private func plain(at place: Int) -> Span? {
    var last = end(of: place, isDigit)
    var number = MarkValue.NumberValue(whole: text(place..<last))
    let grouping: [Character] = language == "fr" ? [" ", "."] : [","]
    for sign in grouping where last - place <= 3 && !number.isGrouped && number.whole != "0" {
      while self[last] == sign, end(of: last + 1, isDigit) == last + 4 {
        number.whole += text(last + 1..<last + 4)
        number.isGrouped = true
        last += 4
      }
    }
    for point in language == "fr" ? [",", "."] as [Character] : ["."]
    where number.fraction.isEmpty && self[last] == point && isDigit(last + 1) {
      let end = end(of: last + 1, isDigit)
      number.fraction = text(last + 1..<end)
      last = end
    }
    // Months are words in other languages.
    if language == "zh", self[last] == "月", number.whole.count <= 2 { return nil }
    guard isLetter(last) else { return signed(place..<last, number) }
    let word = end(of: last) { isLetter($0) || isDigit($0) }
    let suffix = text(last..<word)
    if MarkScanner.suffixes.contains(suffix) || Ordinals.suffixes(of: language).contains(suffix) {
      return signed(place..<last, number)
    }
    return Span(range: place..<word, value: .copy(text(place..<word)))
  }

  private func signed(_ range: Range<Int>, _ number: MarkValue.NumberValue) -> Span {
    let first = range.lowerBound
    guard self[first - 1] == "-", first == 1 || self[first - 2] == " " else {
      return Span(range: range, value: .number(number))
    }
    var negative = number
    negative.isNegative = true
    return Span(range: first - 1..<range.upperBound, value: .number(negative))
  }

  /// Units that people write without a space.
  private static let suffixes: Set<String> = [
    "km", "kg", "cm", "mm", "m", "g", "l", "ml", "min", "s", "ans",
  ]
}

/// The letters that make a number an ordinal one.
enum Ordinals {
  /// What a language may write.
  static func suffixes(of language: String) -> [String] {
    switch language {
    case "en": ["st", "nd", "rd", "th"]
    case "fr": ["ème", "ième", "eme", "ère", "er", "re", "e"]
    default: []
    }
  }

  /// The one form that a network sees; nil where a language has none.
  static func plain(_ language: String) -> String? {
    switch language {
    case "en": "th"
    case "fr": "e"
    default: nil
    }
  }

  /// What belongs behind these digits.
  static func suffix(of digits: String, in language: String) -> String {
    switch language {
    case "fr": digits == "1" ? "er" : "e"
    default:
      switch (digits.suffix(2), digits.last) {
      case ("11", _), ("12", _), ("13", _): "th"
      case (_, "1"): "st"
      case (_, "2"): "nd"
      case (_, "3"): "rd"
      default: "th"
      }
    }
  }
}
