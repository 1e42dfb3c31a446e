import Foundation

/// The JSON at the head of a safetensors file.
struct Header {
  var metadata: [String: String]
  var tensors: [String: Entry]

  struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]

    var elementType: ElementType? { ElementType(rawValue: dtype) }

    func isBytes(named name: String) -> Bool {
      dtype == "U8" && shape.count == 1 && name.hasSuffix(Header.bytesSuffix)
    }
  }

  /// Either kind of value that the header's object holds.
  private enum Value: Codable {
    case metadata([String: String])
    case tensor(Entry)

    init(from decoder: any Decoder) throws {
      self =
        decoder.codingPath.last?.stringValue == "__metadata__"
        ? .metadata(try [String: String](from: decoder)) : .tensor(try Entry(from: decoder))
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .metadata(let metadata): try metadata.encode(to: encoder)
      case .tensor(let entry): try entry.encode(to: encoder)
      }
    }
  }

  /// What names of bytes end in: by it they are told from numbers of a type that is not read.
  static let bytesSuffix = ".bytes"

  /// Whether a file's first bytes, eight or more, can be the length of a header.
  static func mayBegin(_ bytes: [UInt8]) -> Bool {
    (2...UInt64(WeightFile.headerLimit)).contains(headerLength(bytes))
  }

  private static func headerLength(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
  }

  /// The header and where the numbers begin.
  static func parse(_ bytes: [UInt8], file: String) throws -> (Header, Int) {
    func malformed(_ reason: String) -> SafetensorsError {
      let other = OtherFile.guess(bytes)
      return .malformed(file: file, reason: other.map { "it is \($0)" } ?? reason)
    }
    guard bytes.count >= 8 else {
      throw malformed("it has \(bytes.count) bytes, too few for a header")
    }
    let length = headerLength(bytes)
    guard mayBegin(bytes) else { throw malformed("it does not begin with a header") }
    guard length <= UInt64(bytes.count - 8) else {
      throw malformed("its header claims \(length) bytes, but \(bytes.count - 8) follow")
    }
    let end = 8 + Int(length)
    do {
      let values = try JSONDecoder().decode([String: Value].self, from: Data(bytes[8..<end]))
      if let key = JSONKeys.firstRepeated(in: bytes[8..<end]) {
        throw SafetensorsError.malformed(
          file: file, reason: "its header has the key '\(key.prefix(80))' twice")
      }
      var header = Header(metadata: [:], tensors: [:])
      for (key, value) in values {
        switch value {
        case .metadata(let metadata): header.metadata = metadata
        case .tensor(let entry): header.tensors[key] = entry
        }
      }
      return (header, end)
    } catch let error as SafetensorsError {
      throw error
    } catch {
      throw malformed("its header is no JSON object of tensor entries")
    }
  }

  /// Each tensor's type and size must agree with its bytes, and the tensors must fill the data exactly.
  func checkLayout(dataSize: Int, file: String) throws {
    var expected = 0
    for (name, entry) in tensors.sorted(by: { Header.start($0.value) < Header.start($1.value) }) {
      func fail(_ reason: String) -> SafetensorsError {
        .badTensor(file: file, name: name, reason: reason)
      }
      guard let byteCount = Header.byteCounts[entry.dtype] else {
        throw fail("has the unknown type '\(entry.dtype)'")
      }
      guard
        entry.elementType != nil || name.hasSuffix("num_batches_tracked")
          || entry.isBytes(named: name)
      else {
        throw fail("has type \(entry.dtype), expected F32, F16 or BF16")
      }
      guard entry.data_offsets.count == 2, entry.data_offsets[0] <= entry.data_offsets[1],
        entry.data_offsets[0] >= 0, entry.data_offsets[1] <= dataSize
      else {
        throw fail("lies at \(entry.data_offsets), outside the \(dataSize) bytes of data")
      }
      guard let size = Header.size(of: entry.shape, byteCount: byteCount) else {
        throw fail("has the impossible shape \(entry.shape)")
      }
      let found = entry.data_offsets[1] - entry.data_offsets[0]
      guard size == found else {
        throw fail("is \(entry.shape), which takes \(size) bytes, but has \(found)")
      }
      guard entry.data_offsets[0] == expected else {
        throw fail("begins at byte \(entry.data_offsets[0]), expected \(expected)")
      }
      expected = entry.data_offsets[1]
    }
    guard expected == dataSize else {
      throw SafetensorsError.malformed(
        file: file, reason: "its tensors take \(expected) bytes, but \(dataSize) follow the header")
    }
  }

  func encoded() throws -> [UInt8] {
    var values = tensors.mapValues { Value.tensor($0) }
    if !metadata.isEmpty { values["__metadata__"] = .metadata(metadata) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(values))
  }

  private static let byteCounts = [
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8,
    "U32": 4, "U16": 2, "U8": 1, "BOOL": 1,
  ]

  private static func start(_ entry: Entry) -> (Int, Int) {
    (entry.data_offsets.first ?? 0, entry.data_offsets.last ?? 0)
  }

  /// The bytes of a tensor, or nil where an extent is negative or the product overflows.
  private static func size(of shape: [Int], byteCount: Int) -> Int? {
    shape.reduce(byteCount as Int?) { size, extent in
      guard let size, extent >= 0 else { return nil }
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      return overflow ? nil : product
    }
  }
}
