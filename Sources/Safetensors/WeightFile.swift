import Files
import Foundation
import TensorCore

/// Named tensors and remarks, as a safetensors file holds them
/// (https://huggingface.co/docs/safetensors: eight bytes of header length, a JSON header, the numbers).
public struct WeightFile {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// Bytes by name, for what is no number; the names end in `.bytes`.
  public var bytes: [String: [UInt8]] = [:]
  /// Free text by key: the architecture, its configuration, where the weights come from.
  public var metadata: [String: String]

  /// The most bytes that are read.
  public static let sizeLimit = 4 << 30
  static let headerLimit = 100_000_000

  /// A file's content.
  public init(tensors: [String: Tensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads a file.
  ///
  /// - Parameter limit: the most bytes that are read.
  /// - Throws: `FileError` where it cannot be read, `SafetensorsError` where it is damaged; both name the
  ///   file, the latter the tensor too.
  public init(contentsOf path: String, limit: Int = sizeLimit) throws {
    let bytes = try InputFile.read(path, limit: limit, isWanted: Header.mayBegin)
    try self.init(bytes: bytes, name: path)
  }

  /// Decodes a file's bytes; `name` is what errors call it.
  public init(bytes: [UInt8], name: String) throws {
    let (header, start) = try Header.parse(bytes, file: name)
    metadata = header.metadata
    tensors = [:]
    try header.checkLayout(dataSize: bytes.count - start, file: name)
    for (key, entry) in header.tensors {
      if entry.isBytes(named: key) {
        self.bytes[key] = Array(
          bytes[(start + entry.data_offsets[0])..<(start + entry.data_offsets[1])])
      }
      guard let type = entry.elementType else { continue }  // counters, which nobody reads
      tensors[key] = bytes.withUnsafeBytes { all in
        let part = UnsafeRawBufferPointer(
          rebasing: all[(start + entry.data_offsets[0])..<(start + entry.data_offsets[1])])
        return Tensor(shape: Shape(entry.shape)) { type.decode(part, into: $0) }
      }
    }
  }

  /// Replaces the file as a whole or not at all; numbers are stored as `type`, those of the tensors in `fullPrecision` as
  /// float32.
  ///
  /// - Throws: `FileError` where it cannot be written; what was there before is still there then.
  public func write(
    to path: String, as type: ElementType = .float32, fullPrecision: Set<String> = []
  ) throws {
    try AtomicFile.write(encoded(as: type, fullPrecision: fullPrecision), to: path)
  }

  /// The file's bytes.
  public func encoded(
    as type: ElementType = .float32, fullPrecision: Set<String> = []
  ) throws -> [UInt8] {
    func stored(_ name: String) -> ElementType { fullPrecision.contains(name) ? .float32 : type }
    var header = Header(metadata: metadata, tensors: [:])
    let names = tensors.keys.sorted()
    var offset = 0
    for name in names {
      guard let tensor = tensors[name] else { continue }
      let end = offset + tensor.count * stored(name).byteCount
      header.tensors[name] = Header.Entry(
        dtype: stored(name).rawValue, shape: tensor.shape.dimensions, data_offsets: [offset, end])
      offset = end
    }
    let blobs = self.bytes.sorted { $0.key < $1.key }
    for (name, blob) in blobs {
      precondition(name.hasSuffix(Header.bytesSuffix), "WeightFile: '\(name)' is no name for bytes")
      header.tensors[name] = Header.Entry(
        dtype: "U8", shape: [blob.count], data_offsets: [offset, offset + blob.count])
      offset += blob.count
    }
    var json = try header.encoded()
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + json.count + offset)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { bytes += $0 }
    bytes += json
    for name in names {
      tensors[name]?.withUnsafeValues { stored(name).encode($0, into: &bytes) }
    }
    for (_, blob) in blobs { bytes += blob }
    return bytes
  }
}
