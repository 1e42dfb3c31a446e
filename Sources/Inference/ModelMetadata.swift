import Datasets
import Foundation

/// What a weight file says besides its tensors: free text by key, some of it JSON.
public struct ModelMetadata: Sendable {
  /// All of it.
  public let values: [String: String]
  /// The weight file.
  public let path: String

  /// Metadata of a file.
  public init(_ values: [String: String], path: String) {
    self.values = values
    self.path = path
  }

  /// The text of a key.
  public subscript(key: String) -> String? { values[key] }

  /// A text that must be there.
  ///
  /// - Throws: `PretrainedError.badMetadata` where it is missing or empty.
  public func required(_ key: String) throws -> String {
    guard let text = values[key], !text.isEmpty else {
      throw PretrainedError.badMetadata(file: path, key: key, found: nil)
    }
    return text
  }

  /// The names of the classes, in the order of the outputs; empty where the file names none.
  ///
  /// - Throws: `PretrainedError.badMetadata` where they are no JSON array of texts.
  public var labels: [String] { get throws { try json("labels") ?? [] } }

  /// What the training data's folders called the classes; empty where the file does not say.
  ///
  /// - Throws: `PretrainedError.badMetadata` where they are no JSON array of texts.
  public var classes: [String] { get throws { try json("classes") ?? [] } }

  /// The names of the classes in Chinese; empty where the file does not say.
  ///
  /// - Throws: `PretrainedError.badMetadata` where they are no JSON array of texts.
  public var chineseLabels: [String] { get throws { try json("labels_zh") ?? [] } }

  /// How a picture becomes the network's input; nil where the file does not say.
  ///
  /// - Throws: `PretrainedError.badMetadata` where it is no JSON array of transforms that go together.
  public var transforms: ImagePipeline? {
    get throws {
      let pipeline: ImagePipeline? = try json("transforms")
      guard pipeline?.isUsable ?? true else {
        throw PretrainedError.badMetadata(
          file: path, key: "transforms", found: values["transforms"])
      }
      return pipeline
    }
  }

  private func json<Value: Decodable>(_ key: String) throws -> Value? {
    guard let text = values[key] else { return nil }
    guard let value = Self.decoded(text, as: Value.self) else {
      throw PretrainedError.badMetadata(file: path, key: key, found: text)
    }
    return value
  }

  /// A value from its JSON; nil where the text is something else.
  static func decoded<Value: Decodable>(_ text: String, as type: Value.Type) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }

  /// A value as compact JSON with sorted keys.
  public static func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
