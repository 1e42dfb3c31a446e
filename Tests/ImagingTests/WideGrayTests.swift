import Imaging
import Testing

/// 16-bit grey: what is taken for white.
@Suite struct WideGrayTests {
  /// A PNG of equal rows of 16-bit grey, stored without compression.
  private func png(_ samples: [UInt16], rows: Int = 1) -> [UInt8] {
    var row: [UInt8] = [0]
    for sample in samples { row += [UInt8(sample >> 8), UInt8(sample & 0xFF)] }
    let data = [[UInt8]](repeating: row, count: rows).flatMap { $0 }
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in data {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    let length = UInt16(data.count)
    var ends: [UInt8] = []
    for number in [length, ~length] { ends += [UInt8(number & 0xFF), UInt8(number >> 8)] }
    let stored: [UInt8] = [0x78, 1, 1] + ends + data + bigEndian(b << 16 | a)
    let header: [UInt8] =
      bigEndian(UInt32(samples.count)) + bigEndian(UInt32(rows)) + [16, 0, 0, 0, 0]
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    return signature + pngChunk("IHDR", header) + pngChunk("IDAT", stored) + pngChunk("IEND", [])
  }

  @Test(
    arguments: [
      ([0, 500, 1023], [0, 125, 255]), ([0, 500, 1024], [0, 31, 64]), ([0, 4095], [0, 255]),
      ([0, 4096, 0], [0, 16, 0]), ([0, 128, 255], [0, 128, 255]), ([0, 0], [0, 0]),
      ([0x12F0, 0xFFFF], [19, 255]), ([65534, 1], [255, 0]), ([3, 1], [3, 1]),
    ] as [([UInt16], [UInt8])])
  func theSmallestScaleThatHoldsAllIsTaken(samples: [UInt16], expected: [UInt8]) throws {
    #expect(try Image(data: png(samples)).pixels == expected)
    // Reduced by two: the same scale, though the mean is smaller.
    let wide = samples.flatMap { [$0, $0] }
    #expect(try Image(data: png(wide, rows: 2), reducedTo: samples.count).pixels == expected)
  }

  private func bigEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
