import Foundation

extension Console {
  /// Writes one JSON object on a line of its own, keys in a fixed order.
  public func result(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    result(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
