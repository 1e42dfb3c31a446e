extension Unicode.Scalar {
  /// White space as Unicode defines it.
  var isSpace: Bool {
    value < 0x80 ? value == 0x20 || value >= 0x09 && value <= 0x0D : properties.isWhitespace
  }

  /// A line or paragraph ends here.
  var isLineEnd: Bool {
    switch value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// A full stop that needs no space behind it.
  var isWideStop: Bool {
    switch self {
    case "。", "！", "？", "｡", "．": true
    default: false
    }
  }

  /// A sentence may end here.
  var isStop: Bool {
    switch self {
    case ".", "!", "?": true
    case "…", "‼", "⁇", "⁈", "⁉", "؟", "।", "۔": true
    default: isWideStop
    }
  }

  /// Closes a quotation or a bracket behind a stop.
  var isCloser: Bool {
    switch self {
    case "\"", "'", "”", "’", "»", "›": true
    case ")", "]", "}", "）", "］", "」", "』", "】", "》", "〉", "〕", "〗": true
    default: false
    }
  }

  /// Closes a quotation in German, and opens one elsewhere, where a word follows.
  var isGermanCloser: Bool {
    switch self {
    case "“", "‘", "«", "‹": true
    default: false
    }
  }

  /// A sentence cannot begin with it.
  var continuesClause: Bool {
    switch self {
    case ",", ";", ":", "，", "；", "：", "、": true
    default: isStop
    }
  }

  /// A clause may end here, if white space follows.
  var isClauseMark: Bool {
    switch self {
    case ",", ";", ":", "–", "—", "…": true
    default: false
    }
  }

  /// A clause may end here, whatever follows.
  var isWideClauseMark: Bool {
    switch self {
    case "，", "；", "：", "、": true
    default: isWideStop
    }
  }

  /// A letter, digit or mark.
  var isWordPart: Bool {
    if value < 0x80 {
      return isDigit || value | 0x20 >= 0x61 && value | 0x20 <= 0x7A
    }
    return properties.isAlphabetic || properties.numericType != nil || joinsPrevious
  }

  /// 0 to 9.
  var isDigit: Bool { value >= 0x30 && value <= 0x39 }

  /// A Chinese character or Japanese syllable.
  var isIdeograph: Bool {
    properties.isIdeographic || value >= 0x3040 && value <= 0x30FF
  }

  /// An accent or another sign that belongs to the character before it.
  var joinsPrevious: Bool { value >= 0x300 && properties.isGraphemeExtend || value == 0x200D }
}
