import Foundation
import TensorCore
import Testing

@testable import Safetensors

/// Random damage to real files: an error or tensors, never a trap.
///
/// `FUZZ_ROUNDS` and `FUZZ_SEED` in the environment make it run longer and elsewhere.
@Suite struct FuzzTests {
  private func setting(_ name: String, default value: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? value
  }

  /// Pieces of headers that are likely to hurt.
  private static let pieces = [
    "9223372036854775807", "-1", "[", "]", "{", "}", "null", "1e308", "\\ud800", "\"", ":", ",",
    "__metadata__", "F16", "BF16", "0", "[0,0]", "18446744073709551616", "\0", "I64",
  ]

  @Test func damagedFilesGiveErrorsOrTensors() throws {
    let random = RandomSource(seed: UInt64(setting("FUZZ_SEED", default: 1)))
    let seeds = try ElementType.allCases.map { type in
      try WeightFile(
        tensors: [
          "conv1.weight": .ones([2, 1, 3, 3]), "fc.bias": Tensor([1, 2]), "s": Tensor(3),
          "empty": Tensor([], shape: [0]),
        ], metadata: ["architecture": "lenet5", "labels": "0,1"]
      ).encoded(as: type)
    }
    var readCount = 0
    for round in 0..<setting("FUZZ_ROUNDS", default: 20_000) {
      var bytes = seeds[round % seeds.count]
      for _ in 0...random.index(below: 3) { mutate(&bytes, random) }
      if random.index(below: 2) == 0 { repairLength(&bytes) }
      guard let file = try? WeightFile(bytes: bytes, name: "fuzz") else { continue }
      readCount += 1
      for tensor in file.tensors.values { #expect(tensor.values.count == tensor.count) }
      _ = try file.encoded()
    }
    #expect(readCount > 0)
  }

  private func mutate(_ bytes: inout [UInt8], _ random: RandomSource) {
    guard bytes.count > 12 else { return }
    let index = random.index(below: bytes.count)
    switch random.index(below: 7) {
    case 0: bytes[index] ^= 1 << UInt8(random.index(below: 8))
    case 1: bytes[index] = UInt8(random.index(below: 256))
    case 2: bytes.removeSubrange(index..<min(bytes.count, index + 1 + random.index(below: 12)))
    case 3: bytes.insert(UInt8(random.index(below: 256)), at: index)
    case 4:
      let end = min(bytes.count, index + 1 + random.index(below: 60))
      bytes.insert(contentsOf: bytes[index..<end], at: random.index(below: bytes.count))
    case 5:
      let piece = FuzzTests.pieces[random.index(below: FuzzTests.pieces.count)]
      bytes.insert(contentsOf: Array(piece.utf8), at: index)
    default:
      // A digit becomes another: offsets and shapes that are nearly right.
      let digits = bytes.indices.filter { (48...57).contains(bytes[$0]) }
      guard !digits.isEmpty else { return }
      bytes[digits[random.index(below: digits.count)]] = UInt8(48 + random.index(below: 10))
    }
  }

  /// States where the header really ends, so that the damage reaches the code behind it.
  private func repairLength(_ bytes: inout [UInt8]) {
    guard let end = bytes.lastIndex(of: UInt8(ascii: "}")), end >= 8 else { return }
    let length = UInt64(end - 7)
    withUnsafeBytes(of: length.littleEndian) { bytes.replaceSubrange(0..<8, with: $0) }
  }
}
