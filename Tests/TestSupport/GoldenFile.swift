import Foundation
import TensorCore

/// Golden files that cannot be read, or lack what a test asks for.
public struct GoldenError: Error, CustomStringConvertible {
  /// What is wrong.
  public let description: String
}

/// Numbers from a golden file.
public struct GoldenArray: Sendable {
  /// The extents.
  public let shape: Shape
  /// The numbers; whole ones too, which are exact up to 2^24.
  public let values: [Float]

  /// The numbers as a tensor.
  public var tensor: Tensor { Tensor(values, shape: shape) }
  /// Whole numbers as labels or ids.
  public var indices: IndexTensor { IndexTensor(values.map { Int32($0) }, shape: shape) }
}

/// A file of golden cases: the safetensors files that `python Tests/golden/make_golden.py` writes.
///
/// This reader is written apart from the one under test, and trusts its file.
public struct GoldenFile {
  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }
  private struct Metadata: Decodable {
    struct Wrapper: Decodable { let cases: String }
    let __metadata__: Wrapper
  }
  struct CaseEntry: Decodable {
    let name: String
    let op: String
    let options: [String: [Double]]
  }

  /// The cases of a group, from the folder `Golden` beside the test that asks.
  public static func cases(_ group: String, besides test: String = #filePath) throws -> [GoldenCase]
  {
    let path = URL(fileURLWithPath: test).deletingLastPathComponent()
      .appendingPathComponent("Golden/\(group).safetensors")
    let data = try Data(contentsOf: path)
    let headerCount = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = Data(data.dropFirst(8).prefix(headerCount))
    let body = Data(data.dropFirst(8 + headerCount))
    guard let object = try JSONSerialization.jsonObject(with: header) as? [String: Any] else {
      throw GoldenError(description: "\(path.path): the header is no object")
    }
    var arrays: [String: [String: GoldenArray]] = [:]
    for key in object.keys where key != "__metadata__" {
      let names = key.split(separator: "/").map(String.init)
      let entryData = try JSONSerialization.data(withJSONObject: object[key] ?? [:])
      let entry = try JSONDecoder().decode(Entry.self, from: entryData)
      arrays[names[0], default: [:]][names[1]] = read(entry, from: body)
    }
    let metadata = try JSONDecoder().decode(Metadata.self, from: header)
    let entries = try JSONDecoder().decode(
      [CaseEntry].self, from: Data(metadata.__metadata__.cases.utf8))
    return entries.map { GoldenCase(group: group, entry: $0, arrays: arrays[$0.name] ?? [:]) }
  }

  private static func read(_ entry: Entry, from body: Data) -> GoldenArray {
    let bytes = body[entry.data_offsets[0]..<entry.data_offsets[1]]
    let values = bytes.withUnsafeBytes { buffer in
      stride(from: 0, to: buffer.count, by: 4).map { offset in
        let bits = UInt32(
          littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        return entry.dtype == "I32" ? Float(Int32(bitPattern: bits)) : Float(bitPattern: bits)
      }
    }
    return GoldenArray(shape: Shape(entry.shape), values: values)
  }
}
