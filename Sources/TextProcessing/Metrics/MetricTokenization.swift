/// How BLEU cuts text into words before it compares them, as sacreBLEU does under the same names.
///
/// Post, "A Call for Clarity in Reporting BLEU Scores" (2018), arXiv 1804.08771.
public enum MetricTokenization: String, Sendable, Hashable, CaseIterable {
  /// Punctuation apart, as in mteval-v13a; for languages that put spaces between words.
  case mteval13a = "13a"
  /// Each Chinese character is a word; the rest is cut as in 13a.
  case chinese = "zh"
  /// Each character is a word.
  case characters = "char"
  /// Words are what stands between spaces.
  case none

  /// The words of a text.
  ///
  /// - Parameter isLowercased: compares without upper and lower case.
  public func words(in text: String, isLowercased: Bool = false) -> [String] {
    let line = tokenized(isLowercased ? pythonLowercased(text) : codePoints(text))
    return line.split(whereSeparator: isPythonSpace).map { word in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: word.compactMap { Unicode.Scalar($0) })
      return String(text)
    }
  }

  /// The text with white space between its words.
  func tokenized(_ text: [UInt32]) -> [UInt32] {
    let line = strippedAtEnd(text)
    switch self {
    case .none: return Array(line)
    case .characters: return line.flatMap { [$0, space] }
    case .mteval13a: return separated([space] + unescaped(Array(line)) + [space])
    case .chinese:
      let stripped = line.drop(while: isPythonSpace)
      return separated(stripped.flatMap { isChinese($0) ? [space, $0, space] : [$0] })
    }
  }
}

private let space: UInt32 = 0x20

/// Line ends, `<skipped>` and the four entities of mteval-v13a.
private func unescaped(_ line: [UInt32]) -> [UInt32] {
  var line = line
  if line.contains(0x3C) { line = replacing("<skipped>", in: line, with: []) }
  if line.contains(0x0A) {
    line = replacing("-\n", in: line, with: []).map { $0 == 0x0A ? space : $0 }
  }
  guard line.contains(0x26) else { return line }
  for (entity, character) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
    line = replacing(entity, in: line, with: codePoints(character))
  }
  return line
}

private func replacing(
  _ pattern: String, in line: [UInt32], with replacement: [UInt32]
) -> [UInt32] {
  let pattern = codePoints(pattern)
  var result: [UInt32] = []
  var index = 0
  while index < line.count {
    if line[index] == pattern[0] && line[index...].starts(with: pattern) {
      result += replacement
      index += pattern.count
    } else {
      result.append(line[index])
      index += 1
    }
  }
  return result
}

/// Puts spaces around punctuation, except points and commas inside numbers.
private func separated(_ line: [UInt32]) -> [UInt32] {
  var spaced: [UInt32] = []
  spaced.reserveCapacity(line.count * 2)
  for scalar in line {
    if isSymbol(scalar) { spaced += [space, scalar, space] } else { spaced.append(scalar) }
  }
  spaced = rewritingPairs(spaced) { first, second in
    !isDigit(first) && isPointOrComma(second) ? [first, space, second, space] : nil
  }
  spaced = rewritingPairs(spaced) { first, second in
    isPointOrComma(first) && !isDigit(second) ? [space, first, space, second] : nil
  }
  return rewritingPairs(spaced) { first, second in
    isDigit(first) && second == 0x2D ? [first, space, second, space] : nil
  }
}

/// Replaces pairs of neighbours from the left, none overlapping the one before.
private func rewritingPairs(
  _ line: [UInt32], _ replacement: (UInt32, UInt32) -> [UInt32]?
) -> [UInt32] {
  var result: [UInt32] = []
  result.reserveCapacity(line.count + line.count / 4)
  var index = 0
  while index < line.count {
    if index + 1 < line.count, let pair = replacement(line[index], line[index + 1]) {
      result += pair
      index += 2
    } else {
      result.append(line[index])
      index += 1
    }
  }
  return result
}

private func isDigit(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }

private func isPointOrComma(_ scalar: UInt32) -> Bool { scalar == 0x2E || scalar == 0x2C }

/// ASCII's punctuation and the space, without the apostrophe, comma, hyphen and point.
private func isSymbol(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x20...0x26, 0x28...0x2B, 0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
  default: false
  }
}

/// What sacreBLEU's zh tokenisation takes for a Chinese character.
///
/// 0x2001...0x2A6D stands where the ideographs of extension B were meant: Python reads the bound
/// that is written there, "\u20000", as U+2000 and a zero. So these ideographs are letters like others,
/// and quotes, dashes and arrows stand alone.
private func isChinese(_ scalar: UInt32) -> Bool {
  switch scalar {
  case ..<0x2001: false
  case 0x2001...0x2A6D, 0x2E80...0x2EFF, 0x2F00...0x2FDF, 0x2FF0...0x2FFF, 0x3000...0x303F,
    0x3100...0x312F, 0x31A0...0x31BF, 0x31C0...0x31EF, 0x3200...0x33FF, 0x3400...0x4DB5,
    0x4E00...0x9FBB, 0xF900...0xFA2D, 0xFA30...0xFA6A, 0xFA70...0xFAD9, 0xFE10...0xFE1F,
    0xFE30...0xFE4F, 0xFF00...0xFFEF:
    true
  default: false
  }
}
