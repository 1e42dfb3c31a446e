import Files
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Safetensors

@Suite struct RoundTripTests {
  private let sample = WeightFile(
    tensors: [
      "conv.weight": Tensor((0..<24).map { Float($0) / 4 - 3 }, shape: [2, 3, 2, 2]),
      "bias": Tensor([0.5, -0.25]), "scalar": Tensor(7), "empty": Tensor([], shape: [0, 3]),
      "a/ü \"name\" \u{1F600}\n": Tensor([1]),
    ],
    metadata: ["labels": "a,b", "note": "quotes \" and \\ and ü\n", "": ""])

  private func isSame(_ x: WeightFile, _ y: WeightFile) -> Bool {
    x.metadata == y.metadata && x.tensors.mapValues(\.shape) == y.tensors.mapValues(\.shape)
      && x.tensors.mapValues(\.values) == y.tensors.mapValues(\.values)
  }

  @Test(arguments: ElementType.allCases)
  func whatIsWrittenIsRead(type: ElementType) throws {
    let bytes = try sample.encoded(as: type)
    #expect(isSame(try WeightFile(bytes: bytes, name: "x"), sample))
    #expect(try WeightFile(bytes: bytes, name: "x").encoded(as: type) == bytes)
    let headerLength = Int(bytes[0]) | Int(bytes[1]) << 8
    #expect((8 + headerLength) % 8 == 0)
  }

  @Test func anEmptyFileIsAFile() throws {
    let bytes = try WeightFile(tensors: [:]).encoded()
    #expect(try WeightFile(bytes: bytes, name: "x").tensors.isEmpty)
  }

  @Test func everyBitPatternSurvives() throws {
    let random = RandomSource(seed: 3)
    let values = (0..<5000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
    }
    let bytes = try WeightFile(tensors: ["x": Tensor(values)]).encoded()
    let found = try WeightFile(bytes: bytes, name: "x").tensors["x"]?.values
    #expect(found?.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func aFailedWriteLeavesTheOldFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("w.safetensors")
    try sample.write(to: path)
    let before = try folder.bytes("w.safetensors")
    let big = WeightFile(tensors: ["x": .zeros([100_000])])
    let error = #expect(throws: FileError.self) {
      try withFileSizeLimit(4096) { try big.write(to: path) }
    }
    #expect(error?.description.hasPrefix("\(path): cannot be written") == true)
    #expect(try folder.bytes("w.safetensors") == before)
    #expect(try folder.names == ["w.safetensors"])
    #expect(throws: FileError.self) { try big.write(to: folder.file("none/w.safetensors")) }
    try big.write(to: path)
    #expect(try WeightFile(contentsOf: path).tensors["x"]?.count == 100_000)
  }
}

/// Runs something with a limit on how large files may grow, as a full disk would.
private func withFileSizeLimit(_ bytes: rlim_t, _ body: () throws -> Void) rethrows {
  let old = signal(SIGXFSZ, SIG_IGN)
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  var small = rlimit(rlim_cur: bytes, rlim_max: limit.rlim_max)
  setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &small)
  defer {
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    signal(SIGXFSZ, old)
  }
  try body()
}
