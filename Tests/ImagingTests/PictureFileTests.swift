import CImageCodecs
import TestSupport
import Testing

@testable import Imaging

/// Files whose pixels are changed and nothing else.
@Suite struct PictureFileTests {
  private let size = ImageSize(height: 24, width: 40)

  /// EXIF data with an orientation, a caption and a second directory, which would hold a small picture.
  private static func exif(orientation: UInt8) -> [UInt8] {
    [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
      + [0, 0, 0, 26, 0, 0, 0, 0]
  }

  private static var profile: [UInt8] {
    // The head of an ICC profile that says how long it is, and that it is of RGB.
    var bytes = [UInt8](repeating: 0, count: 132)
    bytes[3] = 132
    bytes[8] = 2
    bytes.replaceSubrange(12..<24, with: Array("mntrRGB XYZ ".utf8))
    bytes.replaceSubrange(36..<40, with: Array("acsp".utf8))
    return bytes
  }

  private func metadata(orientation: UInt8) -> PictureMetadata {
    var metadata = PictureMetadata()
    metadata.exif = Self.exif(orientation: orientation)
    metadata.iccProfile = Self.profile
    metadata.xmp = Array("<x:xmpmeta/>".utf8)
    metadata.iptc = Array("Photoshop 3.0\0caption".utf8)
    metadata.density = .init(unit: .inch, x: 300, y: 200)
    return metadata
  }

  private func file(_ format: PixelFormat, orientation: UInt8 = 6) throws -> PictureFile {
    let image = samplePicture(size, format)
    let bytes = metadata(orientation: orientation).withCodecMetadata { metadata in
      image.encodedJPEG(metadata)
    }
    return try PictureFile(data: bytes)
  }

  @Test func everythingBesidesPixelsIsCarried() throws {
    let read = try file(.rgb)
    #expect(read.orientation == 6)
    #expect(read.size == size)
    #expect(read.metadata.iccProfile == Self.profile)
    #expect(read.metadata.xmp == Array("<x:xmpmeta/>".utf8))
    #expect(read.metadata.density == .init(unit: .inch, x: 300, y: 200))
    // The second directory is gone.
    #expect(Array(read.metadata.exif.suffix(8)) == [0, 0, 0, 0, 0, 0, 0, 0])
    let again = try PictureFile(data: read.encoded(as: .jpeg, name: "again"))
    #expect(again.metadata == read.metadata)
    #expect(again.orientation == 6)
    let png = try PictureFile(data: read.encoded(as: .png, name: "png"))
    #expect(png.metadata.exif == read.metadata.exif)
    #expect(png.metadata.xmp == read.metadata.xmp)
    #expect(png.metadata.density == .init(unit: .metre, x: 11811, y: 7874))
    let back = try PictureFile(data: png.encoded(as: .jpeg, name: "back"))
    #expect(back.metadata.density == .init(unit: .inch, x: 300, y: 200))
  }

  @Test func aProfileOfGreyIsLeftOutOfAPictureInColour() throws {
    var gray = Self.profile
    gray.replaceSubrange(16..<20, with: Array("GRAY".utf8))
    var metadata = PictureMetadata()
    metadata.iccProfile = gray
    #expect(metadata.forRGB.iccProfile.isEmpty)
    metadata.iccProfile = Self.profile
    #expect(metadata.forRGB.iccProfile == Self.profile)
  }

  @Test(arguments: [PixelFormat.gray, .grayAlpha, .rgb, .rgba])
  func sixteenBitsStaySixteenBits(format: PixelFormat) throws {
    let image = samplePicture(size, format)
    var random = SeededRandom(seed: 3)
    let words = image.pixels.map { UInt16($0) * 257 ^ UInt16.random(in: 0...255, using: &random) }
    let file = PictureFile(PictureFile(image), format: format, samples: .words(words))
    let read = try PictureFile(data: file.encoded(as: .png, name: "wide"))
    guard case .words(let found) = read.samples else {
      Issue.record("the samples have 8 bits")
      return
    }
    #expect(found == words)
    #expect(read.format == format)
    #expect(try !PictureFile(data: read.encoded(as: .jpeg, name: "narrow")).isWide)
  }

  @Test(arguments: 1...8) func orientationsAreThoseOfPictures(exif: Int) throws {
    let image = samplePicture(ImageSize(height: 3, width: 5), .gray)
    let orientation = try #require(Orientation(rawValue: exif))
    let plane = Plane(size: image.size, values: image.pixels.map(Float.init))
    let seen = plane.seen(orientation)
    #expect(seen.values == image.oriented(exif: exif).pixels.map(Float.init))
    #expect(seen.seen(orientation.inverse) == plane)
  }

  @Test func damagedFilesAreNamed() throws {
    let bytes = try file(.rgb).encoded(as: .jpeg, name: "whole")
    for count in [0, 1, 20, 300, bytes.count / 2] {
      #expect(throws: ImageError.self) { try PictureFile(data: Array(bytes.prefix(count))) }
    }
    #expect(throws: ImageError.self) { try PictureFile(contentsOf: "/no/such/file.jpg") }
  }
}

extension Image {
  fileprivate func encodedJPEG(_ metadata: UnsafePointer<CodecMetadata>) -> [UInt8] {
    let file = codec_encode_jpeg(
      pixels, Int32(width), Int32(height), Int32(channelCount), 90, metadata)
    defer { codec_free(file.bytes) }
    return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
