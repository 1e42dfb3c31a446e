import Foundation
import Imaging
import TestSupport
import Testing

/// Random damage to real files: an error or a picture, never a trap.
///
/// `FUZZ_ROUNDS` and `FUZZ_SEED` in the environment make it run longer and elsewhere.
@Suite struct FuzzTests {
  private static let seeds: [Fixture] = [
    Fixtures.gray1, Fixtures.gray16, Fixtures.rgb16, Fixtures.rgba8, Fixtures.paletteAlpha,
    Fixtures.rgbKey, Fixtures.interlaced, Fixtures.jpegRGB, Fixtures.jpegProgressive,
    Fixtures.jpegCMYK, Fixtures.jpegYCCK, Fixtures.jpegPlainCMYK, Fixtures.jpegTurned6,
  ]

  private func setting(_ name: String, default value: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? value
  }

  @Test func damagedFilesGiveErrorsOrPictures() {
    var random = SeededRandom(seed: UInt64(setting("FUZZ_SEED", default: 1)))
    for round in 0..<setting("FUZZ_ROUNDS", default: 40_000) {
      var data = FuzzTests.seeds[round % FuzzTests.seeds.count].bytes
      for _ in 0..<Int.random(in: 1...5, using: &random) { mutate(&data, &random) }
      if Bool.random(using: &random) { repairChecksums(&data) }
      if let image = try? Image(data: data, name: "fuzz") {
        #expect(image.pixels.count == image.size.pixelCount * image.channelCount)
      }
    }
  }

  private func mutate(_ data: inout [UInt8], _ random: inout SeededRandom) {
    guard data.count > 12 else { return }
    // The signature is left alone: without it nothing is decoded.
    let index = Int.random(in: 3..<data.count, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: data[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: data[index] = [0, 1, 0x7F, 0x80, 0xFF][Int.random(in: 0..<5, using: &random)]
    case 2:
      data.removeSubrange(index..<min(data.count, index + Int.random(in: 1...8, using: &random)))
    case 3: data.insert(UInt8.random(in: 0...255, using: &random), at: index)
    case 4:
      let end = min(data.count, index + Int.random(in: 1...40, using: &random))
      data.insert(contentsOf: data[index..<end], at: Int.random(in: 3..<data.count, using: &random))
    default: data[index] = UInt8.random(in: 0...255, using: &random)
    }
  }

  /// Makes the checksums of a PNG right again, so that the damage reaches the code behind them.
  private func repairChecksums(_ data: inout [UInt8]) {
    guard ImageFileFormat(signature: data) == .png else { return }
    var start = 8
    while start + 12 <= data.count {
      let length = data[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard end + 4 <= data.count else { return }
      data.replaceSubrange(end..<end + 4, with: bigEndian(crc32(Array(data[start + 4..<end]))))
      start = end + 4
    }
  }
}
