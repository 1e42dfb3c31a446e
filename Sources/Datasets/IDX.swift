import Imaging

/// An array of bytes in the IDX format of the MNIST files, plain or gzip-compressed.
///
/// The file is: two zero bytes, the element type (8: unsigned bytes), the number of dimensions,
/// each dimension as a big-endian 32-bit number, and the elements row by row. The header is checked
/// against the length of the file before memory is allocated for the elements.
public struct IDX: Sendable, Hashable {
  /// Length of each dimension.
  public let dimensions: [Int]
  /// All elements, row-major.
  public let elements: [UInt8]

  /// Largest file that is read and largest array that is unpacked, in bytes.
  public static let sizeLimit = 2 << 30

  private static let unsignedByteType: UInt8 = 8

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the file, plain or compressed whatever its name says.
  ///   - dimensionCount: number of dimensions that it must have.
  /// - Throws: `DatasetError` naming the file and what its header or its length gets wrong.
  public init(contentsOf path: String, dimensionCount: Int) throws(DatasetError) {
    try self.init(
      data: try readFile(path, limit: IDX.sizeLimit), name: path, dimensionCount: dimensionCount)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - data: the whole file, plain or compressed.
  ///   - name: what error messages call it.
  ///   - dimensionCount: number of dimensions that it must have.
  /// - Throws: `DatasetError` naming the file and what its header or its length gets wrong.
  public init(data: [UInt8], name: String, dimensionCount: Int) throws(DatasetError) {
    let headerSize = 4 + 4 * dimensionCount
    let header = try Gzip.prefix(data, count: headerSize, name: name)
    dimensions = try IDX.dimensions(header: header, count: dimensionCount, name: name)
    let total = headerSize + (try IDX.elementCount(dimensions, name: name))
    let mostPossible =
      Gzip.isCompressed(data) ? data.count.multipliedClamped(by: Gzip.maximumRatio) : data.count
    guard total <= mostPossible else {
      throw IDX.wrongLength(name, dimensions, found: "at most \(mostPossible)", expected: total)
    }
    let bytes: [UInt8]
    do {
      bytes = try Gzip.decompress(data, limit: total, name: name)
    } catch .tooLarge {
      throw IDX.wrongLength(name, dimensions, found: "more", expected: total)
    }
    guard bytes.count == total else {
      throw IDX.wrongLength(name, dimensions, found: "\(bytes.count)", expected: total)
    }
    elements = Array(bytes[headerSize...])
  }

  private static func dimensions(
    header: [UInt8], count: Int, name: String
  ) throws(DatasetError) -> [Int] {
    guard header.count >= 4 else {
      throw .malformed(
        file: name, what: "the header", expected: "\(4 + 4 * count) bytes or more",
        found: "\(header.count) bytes")
    }
    let expected: [UInt8] = [0, 0, unsignedByteType, UInt8(count)]
    guard header.starts(with: expected) else {
      throw .malformed(
        file: name, what: "the magic number", expected: "\(bigEndian(expected[...]))",
        found: "\(bigEndian(header[..<4]))")
    }
    guard header.count == 4 + 4 * count else {
      throw .malformed(
        file: name, what: "the header", expected: "\(4 + 4 * count) bytes",
        found: "\(header.count) bytes")
    }
    return (0..<count).map { bigEndian(header[(4 + 4 * $0)..<(8 + 4 * $0)]) }
  }

  private static func elementCount(_ dimensions: [Int], name: String) throws(DatasetError) -> Int {
    var count = 1
    for (index, length) in dimensions.enumerated() {
      // The format has signed lengths: one with the top bit set is negative.
      guard length > 0 && length <= Int(Int32.max) else {
        throw .malformed(
          file: name, what: "dimension \(index)", expected: "1 or more",
          found: "\(Int32(truncatingIfNeeded: length))")
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow && product <= sizeLimit else { throw .tooLarge(file: name, limit: sizeLimit) }
      count = product
    }
    return count
  }

  private static func wrongLength(
    _ name: String, _ dimensions: [Int], found: String, expected: Int
  ) -> DatasetError {
    let shape = dimensions.map(String.init).joined(separator: " x ")
    return .malformed(
      file: name, what: "the length", expected: "\(expected) bytes for \(shape) elements",
      found: "\(found) bytes")
  }

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}

extension Int {
  fileprivate func multipliedClamped(by factor: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
