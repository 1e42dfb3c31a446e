import Foundation
import Imaging
import TestSupport
import Testing

/// A small file written into the source as base64.
struct Fixture: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]

  init(_ name: String, _ base64: String) {
    self.name = name
    bytes = Data(base64Encoded: base64.filter { !$0.isWhitespace }).map { [UInt8]($0) } ?? []
  }

  var testDescription: String { name }

  /// The picture in it.
  func decoded() throws -> Image { try Image(data: bytes, name: name) }
}

/// A picture of smooth colours with some noise, for round trips.
func samplePicture(_ size: ImageSize, _ format: PixelFormat, seed: UInt64 = 1) -> Image {
  var random = SeededRandom(seed: seed)
  var pixels: [UInt8] = []
  for row in 0..<size.height {
    for column in 0..<size.width {
      for channel in 0..<format.channelCount {
        let smooth = (row * 5 + column * 3 + channel * 40) % 250
        pixels.append(UInt8(smooth + Int.random(in: 0...5, using: &random)))
      }
    }
  }
  return Image(size: size, format: format, pixels: pixels)
}

/// A PNG chunk with a right checksum around any content.
func pngChunk(_ kind: String, _ body: [UInt8]) -> [UInt8] {
  let content = Array(kind.utf8) + body
  return bigEndian(UInt32(body.count)) + content + bigEndian(crc32(content))
}

/// A PNG file whose header states any size, around the data of a 1 x 1 picture.
func pngStating(width: UInt32, height: UInt32, colorType: UInt8 = 0) throws -> [UInt8] {
  let honest = try Image(size: ImageSize(height: 1, width: 1), format: .gray).pngData()
  let header = bigEndian(width) + bigEndian(height) + [8, colorType, 0, 0, 0]
  return Array(honest[..<8]) + pngChunk("IHDR", header) + Array(honest[33...])
}

/// The checksum of PNG and gzip, bit by bit.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  var remainder: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    remainder ^= UInt32(byte)
    for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return ~remainder
}
