import TensorCore
import TestSupport
import Testing

@testable import Safetensors

/// What is no number: a checkpoint's replay buffer, say.
@Suite struct BytesTests {
  @Test func bytesAreKeptBesideTensors() throws {
    var file = WeightFile(tensors: ["w": Tensor([1, 2, 3])], metadata: ["a": "b"])
    file.bytes = ["frames.bytes": (0..<1001).map { UInt8($0 & 0xFF) }, "none.bytes": []]
    let read = try WeightFile(bytes: file.encoded(as: .float16), name: "file")
    #expect(read.bytes == file.bytes)
    #expect(read.tensors["w"]?.values == [1, 2, 3] && read.tensors.count == 1)
    #expect(read.metadata == ["a": "b"])
  }

  @Test func bytesUnderAnotherNameAreRefused() throws {
    var file = WeightFile(tensors: [:])
    file.bytes = ["w.bytes": [1, 2]]
    let bytes = try file.encoded().map { $0 }
    let text = String(decoding: bytes, as: UTF8.self).replacing("w.bytes", with: "w.birds")
    #expect(throws: SafetensorsError.self) {
      try WeightFile(bytes: Array(text.utf8), name: "file")
    }
  }
}
