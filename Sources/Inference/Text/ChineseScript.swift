import COpenCC
import Platform

/// Traditional Chinese characters ↔ simplified ones, by OpenCC.
final class ChineseScript {
  /// Which way.
  enum Conversion: String {
    case toSimplified = "t2s.json"
    case toTraditional = "s2t.json"
  }

  /// OpenCC's tables are not where they should be.
  struct Unavailable: DescribedError {
    let name: String
    var description: String {
      "OpenCC's conversion \(name) is not installed; install libopencc-dev (.ci/setup.sh does)"
    }
  }

  private let handle: opencc_t

  /// Opens a conversion.
  init(_ conversion: Conversion) throws(Unavailable) {
    guard let handle = opencc_open(conversion.rawValue), Int(bitPattern: handle) != -1 else {
      throw Unavailable(name: conversion.rawValue)
    }
    self.handle = handle
  }

  deinit { opencc_close(handle) }

  /// The text in the other script; characters that both share stay.
  func converted(_ text: String) -> String {
    guard let result = opencc_convert_utf8(handle, text, text.utf8.count) else { return text }
    defer { opencc_convert_utf8_free(result) }
    return String(cString: result)
  }
}
