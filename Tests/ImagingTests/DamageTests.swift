import Foundation
import Imaging
import TestSupport
import Testing

/// Every kind of broken input gives the typed error and one sentence that names the file.
@Suite struct DamageTests {
  private static let files: [(name: String, data: [UInt8])] = [
    ("rgb.png", Fixtures.interlaced.bytes), ("palette.png", Fixtures.paletteAlpha.bytes),
    ("rgb.jpg", Fixtures.jpegRGB.bytes), ("progressive.jpg", Fixtures.jpegProgressive.bytes),
    ("cmyk.jpg", Fixtures.jpegCMYK.bytes), ("turned.jpg", Fixtures.jpegTurned6.bytes),
  ]

  private func failure(_ data: [UInt8], name: String = "x.png") -> ImageError? {
    do {
      _ = try Image(data: data, name: name)
      return nil
    } catch {
      return error
    }
  }

  @Test func everyTruncationIsAnError() {
    for file in DamageTests.files {
      for length in 0..<file.data.count {
        let error = failure(Array(file.data[..<length]), name: file.name)
        switch error {
        case .empty, .unknownFormat: #expect(length < 8, "\(file.name) cut to \(length)")
        case .truncated: break
        // A cut inside a marker or a chunk may read as damage; it must not pass.
        default: Issue.record("\(file.name) cut to \(length): \(String(describing: error))")
        }
        #expect(error?.description.hasPrefix("\(file.name): ") == true)
      }
    }
  }

  @Test func everyFlippedByteOfAPNGIsNoticedOrHarmless() {
    let data = Fixtures.interlaced.bytes
    for index in data.indices {
      var broken = data
      broken[index] ^= 0xFF
      #expect(failure(broken) != nil, "byte \(index)")
    }
  }

  @Test func flippedBytesOfAJPEGNeverTrap() {
    for file in DamageTests.files where file.name.hasSuffix("jpg") {
      for index in file.data.indices {
        for mask in [0x01, 0x80, 0xFF] as [UInt8] {
          var broken = file.data
          broken[index] ^= mask
          _ = failure(broken)
        }
      }
    }
  }

  @Test(
    arguments: [
      (30_001, 1), (1, 30_001), (0x7FFF_FFFF, 0x7FFF_FFFF), (8193, 8192), (30_000, 30_000),
    ] as [(UInt32, UInt32)])
  func absurdSizesOfAPNGAreRefused(width: UInt32, height: UInt32) throws {
    let error = failure(try pngStating(width: width, height: height))
    guard case .tooLarge = error else {
      Issue.record("\(width) x \(height): \(String(describing: error))")
      return
    }
  }

  @Test func impossiblySmallFilesAreRefusedBeforeAllocation() throws {
    let error = failure(try pngStating(width: 8192, height: 8192))
    guard case .truncated(_, .png, let detail) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(detail.contains("too short"))
  }

  @Test func zeroSizesAreRefused() throws {
    for (width, height) in [(0, 5), (5, 0)] as [(UInt32, UInt32)] {
      guard case .damaged = failure(try pngStating(width: width, height: height)) else {
        Issue.record("\(width) x \(height) passed")
        continue
      }
    }
  }

  /// A JPEG file that states a size of 256 times these bytes.
  private func stating(height: UInt8, width: UInt8) throws -> [UInt8] {
    var data = Fixtures.jpegGray.bytes
    let frame = try #require(data.firstIndex(ofMarker: 0xC0))
    data.replaceSubrange(frame + 5..<frame + 9, with: [height, 0, width, 0])
    return data
  }

  @Test func largerSizesThanAJPEGHoldsAreNoticed() throws {
    let error = failure(try stating(height: 0x1F, width: 0x1F), name: "x.jpg")
    guard case .damaged(_, .jpeg, _) = error else {
      Issue.record("7936 x 7936: \(String(describing: error))")
      return
    }
  }

  @Test func absurdSizesOfAJPEGAreRefused() throws {
    let data = try stating(height: 0xFF, width: 0xFF)
    guard case .tooLarge = failure(data, name: "x.jpg") else {
      Issue.record("65280 x 65280 passed")
      return
    }
  }

  @Test func aPaletteIndexOutOfRangeIsHarmless() throws {
    #expect(try Fixtures.paletteBadIndex.decoded().pixels.count == 6)
  }

  /// A decoder that goes on after a warning would fill the rest with grey.
  @Test func aCutThatIsDressedUpAsAnEndIsNoticed() throws {
    for fixture in [Fixtures.jpegRGB, Fixtures.jpegProgressive] {
      let scan = try #require(fixture.bytes.lastIndex(ofMarker: 0xDA))
      let middle = (scan + fixture.bytes.count) / 2
      let error = failure(Array(fixture.bytes[..<middle]) + [0xFF, 0xD9], name: "cut.jpg")
      guard case .damaged = error else {
        Issue.record("\(fixture.name): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func endlessScansAreRefused() throws {
    let data = Fixtures.jpegProgressive.bytes
    let first = try #require(data.firstIndex(ofMarker: 0xDA))
    let rest = data[(first + 2)...]
    let length = try #require(Array(rest).firstIndex(ofMarker: 0xC4))
    let scan = data[first..<first + 2 + length]
    let bomb = Array(data[..<first]) + (0..<300).flatMap { _ in scan } + data[first...]
    guard case .damaged(_, .jpeg, let detail) = failure(bomb, name: "bomb.jpg") else {
      Issue.record("300 scans passed")
      return
    }
    #expect(detail.contains("more scans"), "\(detail)")
  }

  @Test func otherKindsOfFileAreNamed() {
    let cases: [([UInt8], String)] = [
      (Array("GIF89a......".utf8), "GIF"), (Array("hello there\n".utf8), "text"),
      ([0x1F, 0x8B, 8, 0], "gzip"), (Array("RIFF....WEBPVP8 ".utf8), "WebP"),
      (Array("%PDF-1.7".utf8), "PDF"),
    ]
    for (data, kind) in cases {
      let description = failure(data, name: "odd.png")?.description ?? ""
      #expect(description.hasPrefix("odd.png: this is not a PNG or JPEG picture"))
      #expect(description.contains(kind))
    }
    guard case .empty = failure([]) else {
      Issue.record("an empty file passed")
      return
    }
  }

  @Test func pathsThatAreNoPictureFile() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ImageError.file(.missing(file: folder.file("none.png")))) {
      try Image(contentsOf: folder.file("none.png"))
    }
    #expect(throws: ImageError.file(.isDirectory(file: folder.path))) {
      try Image(contentsOf: folder.path)
    }
    let empty = try folder.write([], to: "empty.png")
    #expect(throws: ImageError.empty(file: empty)) { try Image(contentsOf: empty) }
  }

  @Test func hugeFilesAreRefusedUnread() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([], to: "huge.png")
    // A sparse file: it states 600 MB and takes no room.
    try #require(truncate(path, 600 << 20) == 0)
    #expect(throws: ImageError.file(.tooLarge(file: path, limit: Image.fileSizeLimit))) {
      try Image(contentsOf: path)
    }
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything"))
  func unreadableFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "secret.png")
    try #require(chmod(path, 0) == 0)
    #expect(throws: ImageError.file(.permissionDenied(file: path))) {
      try Image(contentsOf: path)
    }
  }

  @Test func namesDoNotDecideTheFormat() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Fixtures.jpegGray.bytes, to: "really-a-jpeg.png")
    #expect(try Image(contentsOf: path).format == .gray)
  }
}

extension [UInt8] {
  /// Where a JPEG marker first stands.
  fileprivate func firstIndex(ofMarker marker: UInt8) -> Int? {
    indices.dropLast().first { self[$0] == 0xFF && self[$0 + 1] == marker }
  }

  /// Where a JPEG marker last stands.
  fileprivate func lastIndex(ofMarker marker: UInt8) -> Int? {
    indices.dropLast().last { self[$0] == 0xFF && self[$0 + 1] == marker }
  }
}
