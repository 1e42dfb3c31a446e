import Files
import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Pictures of kinds that are rare, and very large ones.
@Suite struct PictureKindTests {
  private let classify = Program.classify
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func sample(_ name: String) throws -> Image {
    try Image(contentsOf: "\(DigitSet.folder)/\(name)")
  }

  private func digit(_ path: String) throws -> String? {
    let outcome = try classify([path, "--json"], .init(shell: "ulimit -v 1500000"))
    #expect(outcome.code == 0, "\(outcome)")
    return try Answer.parse(outcome.output).predictions.first?.label
  }

  /// A PNG with a chunk before its last one.
  private func png(_ image: Image, chunk kind: String, _ body: [UInt8]) throws -> [UInt8] {
    var checked = Array(kind.utf8) + body
    var crc = ~UInt32(0)
    for byte in checked {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    for number in [~crc] { withUnsafeBytes(of: number.bigEndian) { checked += $0 } }
    let length = withUnsafeBytes(of: UInt32(body.count).bigEndian) { Array($0) }
    let file = try image.pngData()
    return file.dropLast(12) + length + checked + file.suffix(12)
  }

  @Test func orientationInPNGIsApplied() throws {
    let upright = try sample("7-crossed-green-pen.jpg")
    // Turned to the left, with EXIF's word that it is to be turned to the right.
    let turned = upright.oriented(exif: 8)
    let exif: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,
    ]
    let path = try folder.write(
      try png(turned, chunk: "eXIf", exif + [0, 0, 0, 0]), to: "turned.png")
    #expect(try Image(contentsOf: path) == upright)
    #expect(try digit(path) == "7")
    let cut = try folder.write(try png(turned, chunk: "eXIf", Array(exif.prefix(9))), to: "cut.png")
    #expect(try Image(contentsOf: cut) == turned)
  }

  @Test func namesThatAreNotUTF8AreOpenedAndPrinted() throws {
    let name = [UInt8](folder.path.utf8) + Array("/caf".utf8) + [0xE9, 0xFF] + Array(".png".utf8)
    let bytes = try sample("3-blue-pen.png").pngData()
    try AtomicFile.write(bytes, to: FileName.string(name))
    let out = folder.file("out")
    for argument in ["$(printf '\(folder.path)/caf\\351\\377.png')", folder.path] {
      let outcome = try classify(
        [], .init(shell: "exec >'\(out)'; LC_ALL=C; exec \"$0\" \"\(argument)\""))
      #expect(outcome.code == 0, "\(outcome)")
      #expect(try folder.bytes("out").starts(with: name + Array(": 3 ".utf8)))
    }
    let json = try classify([folder.path, "--json"])
    #expect(try Answer.parse(json.output).file == "\(folder.path)/caf\u{FFFD}\u{FFFD}.png")
  }

  @Test(
    arguments: [
      [], [0x80], [0xFF, 0x2E, 0xC3, 0xA9], [0xF4, 0x8F, 0xB8, 0x80, 0xF4, 0x8F], [0xC0, 0x80],
      [0xED, 0xA0, 0x80, 0xE2, 0x82],
    ] as [[UInt8]])
  func namesKeepTheirBytes(name: [UInt8]) {
    #expect(FileName.bytes(FileName.string(name)) == name)
    #expect(FileName.string(Array("é.png".utf8)) == "é.png")
  }

  /// 61 megapixels in well under 300 MB: four times as much was taken before.
  @Test(.enabled(if: Python.hasModules("resource"), "no Python here"))
  func aLargePhotoTakesLittleMemory() throws {
    let small = try sample("7-large-photo.jpg")
    let size = ImageSize(height: 6336, width: 9504)
    let gray = small.gray()
    var pixels = [UInt8](repeating: 0, count: size.pixelCount * 3)
    pixels.withUnsafeMutableBufferPointer { target in
      for row in 0..<size.height {
        for column in 0..<size.width {
          let value = gray[row * gray.height / size.height, column * gray.width / size.width, 0]
          for c in 0..<3 { target[(row * size.width + column) * 3 + c] = value }
        }
      }
    }
    let large = Image(size: size, format: .rgb, pixels: pixels)
    let script = """
      import resource, subprocess, sys
      answer = subprocess.run(sys.argv[1:], capture_output=True, text=True).stdout
      print(answer.split(": ")[-1][:2], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10, end="")
      """
    for (name, bytes) in [
      ("large.png", try large.pngData(compression: 1)), ("large.jpg", try large.jpegData()),
    ] {
      let path = try folder.write(bytes, to: name)
      let answer = try Python.run(script, [classify.path, path]).split(separator: " ")
      #expect(answer.first == "7" && answer.count == 2)
      #expect(answer.last.flatMap { Int($0) } ?? 1000 < 200, "\(name): \(answer)")
    }
  }

  /// A thousand pictures of 64 x 64 took 70 times as long as ready ones of 28 x 28.
  @Test func smallPicturesAreReadQuickly() throws {
    let bytes = try sample("3-blue-pen.png").resized(to: ImageSize(height: 64, width: 64)).pngData()
    for index in 0..<1000 { try folder.write(bytes, to: "\(index).png") }
    let outcome = try classify([folder.path])
    #expect(outcome.code == 0 && outcome.outputLines.count == 1000)
  }
}
