import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Safetensors

/// Files go to Python's `safetensors` and come from it.
@Suite struct PythonTests {
  @Test func aFileFromPythonIsRead() throws {
    let text = pythonFixture.filter { !$0.isWhitespace }
    let bytes = try #require(Data(base64Encoded: text))
    let file = try WeightFile(bytes: [UInt8](bytes), name: "python")
    #expect(file.metadata == ["framework": "pt", "note": "grüße"])
    #expect(file.tensors.keys.sorted() == ["brain", "full", "half", "scalar"])
    let full = try #require(file.tensors["full"])
    #expect(full.shape == [2, 3])
    let expected: [Float] = [1.5, -2, Float(bitPattern: 0x116C2), .infinity, 3.25, -0.0]
    #expect(full.values.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(file.tensors["half"]?.values == [1, 65504, 0x1p-24, -0.099975586])
    #expect(file.tensors["brain"]?.shape == [2, 1])
    #expect(file.tensors["brain"]?.values == [3.140625, -0x1.2cp126])
    #expect(file.tensors["scalar"]?.shape == [])
    #expect(file.tensors["scalar"]?.item == 42)
  }

  @Test(.enabled(if: Python.hasModules("safetensors", "numpy"), "no Python with safetensors here"))
  func pythonReadsOurFiles() throws {
    let folder = try TemporaryFolder()
    let file = WeightFile(
      tensors: [
        "b.weight": Tensor([1, -0.5, 0.25, 65504, 0x1p-24, 0], shape: [2, 3]), "a": Tensor(7),
        "empty": Tensor([], shape: [0, 2]), "ü": Tensor([2]),
      ], metadata: ["labels": "x,y"])
    for (name, type) in [("f32", ElementType.float32), ("f16", .float16)] {
      try file.write(to: folder.file(name), as: type)
    }
    let script = """
      import sys
      import numpy as np
      from safetensors import safe_open
      for name, dtype in (("f32", np.float32), ("f16", np.float16)):
          with safe_open(sys.argv[1] + "/" + name, "np") as file:
              assert file.metadata() == {"labels": "x,y"}, file.metadata()
              assert sorted(file.keys()) == ["a", "b.weight", "empty", "ü"], list(file.keys())
              weight = file.get_tensor("b.weight")
              assert weight.dtype == dtype and weight.shape == (2, 3), weight
              assert weight.tolist() == [[1, -0.5, 0.25], [65504, 2.0 ** -24, 0]], weight
              assert file.get_tensor("a") == 7 and file.get_tensor("a").shape == ()
              assert file.get_tensor("empty").shape == (0, 2)
      print("fine")
      """
    let answer = try Python.run(script, [folder.path])
    #expect(answer == "fine\n")
  }
}
