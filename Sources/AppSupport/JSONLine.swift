import Files
import Foundation

extension JSONEncoder.NonConformingFloatEncodingStrategy {
  /// JSON has no words for what is no number.
  static let words = Self.convertToString(
    positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
}

extension Console {
  /// Writes one JSON object on a line of its own, keys in a fixed order.
  public func result(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .words
    result(FileName.legible(String(decoding: try encoder.encode(value), as: UTF8.self)))
  }
}
