import TensorCore
import TestSupport
import Testing

/// Element-wise operations, reductions, rearrangements and matrix products against PyTorch.
///
/// `python Tests/golden/make_golden.py` regenerates the numbers; the cases stand in its tensors.py.
@Suite struct GoldenTensorTests {
  static let unary: [String: @Sendable (Tensor) -> Tensor] = [
    "relu": { $0.relu() }, "leaky_relu": { $0.leakyReLU(slope: 0.2) },
    "sigmoid": { $0.sigmoid() }, "tanh": { $0.tanh() }, "gelu": { $0.gelu() },
    "softplus": { $0.softplus() }, "exp": { $0.exp() }, "log": { $0.log() },
    "sqrt": { $0.squareRoot() }, "square": { $0.squared() }, "abs": { $0.absolute() },
    "negate": { -$0 }, "reciprocal": { $0.reciprocal() }, "softmax": { $0.softmax() },
    "log_softmax": { $0.logSoftmax() },
  ]

  @Test(arguments: try GoldenFile.cases("unary"))
  func unary(_ golden: GoldenCase) throws {
    let operation = try #require(Self.unary[golden.op])
    try golden.check(tolerance: 2e-6) { operation(try $0["x"]) }
  }

  static let binary: [String: @Sendable (Tensor, Tensor) -> Tensor] = [
    "add": { $0 + $1 }, "subtract": { $0 - $1 }, "multiply": { $0 * $1 }, "divide": { $0 / $1 },
    "maximum": { Tensor.maximum($0, $1) }, "minimum": { Tensor.minimum($0, $1) },
  ]

  @Test(arguments: try GoldenFile.cases("binary"))
  func binary(_ golden: GoldenCase) throws {
    let operation = try #require(Self.binary[golden.op])
    try golden.check(tolerance: 2e-6) { operation(try $0["a"], try $0["b"]) }
  }

  @Test(arguments: try GoldenFile.cases("reductions"))
  func reductions(_ golden: GoldenCase) throws {
    try golden.check(tolerance: 2e-6) { inputs in
      let x = try inputs["x"]
      switch golden.op {
      case "sum":
        return x.sum(
          alongDimensions: try golden.counts("dimensions"),
          keepingDimensions: try golden.flag("keepdim"))
      case "mean":
        return x.mean(
          alongDimensions: try golden.counts("dimensions"),
          keepingDimensions: try golden.flag("keepdim"))
      case "amax": return x.maximum(alongDimension: try golden.count("dimension"))
      case "amin": return x.minimum(alongDimension: try golden.count("dimension"))
      default: throw Mismatch("unknown operation \(golden.op)")
      }
    }
  }

  @Test(arguments: try GoldenFile.cases("selection"))
  func selection(_ golden: GoldenCase) throws {
    try golden.check(tolerance: 2e-6) { inputs in
      switch golden.op {
      case "where": return .where(try inputs["mask"], try inputs["a"], try inputs["b"])
      case "clamp":
        return try inputs["x"].clamped(to: try golden.number("low")...golden.number("high"))
      case "atan": return try inputs["x"].arctangent()
      case "top_k": return try inputs["x"].topK(try golden.count("k")).values
      case "gather":
        return try inputs["x"].gathered(
          try inputs.indices("indices"), alongDimension: try golden.count("dimension"))
      default: throw Mismatch("unknown operation \(golden.op)")
      }
    }
  }

  @Test func comparisonsAndPlacesOfTheLargest() {
    let (a, b) = (Tensor([1, 2, 3]), Tensor([[2], [3]].flatMap { $0 }, shape: [2, 1]))
    #expect(a.compared(.less, to: b).values == [1, 0, 0, 1, 1, 0])
    #expect(a.compared(.lessOrEqual, to: b).values == [1, 1, 0, 1, 1, 1])
    #expect(a.compared(.equal, to: b).values == [0, 1, 0, 0, 0, 1])
    #expect(a.compared(.greaterOrEqual, to: 2).values == [0, 1, 1])
    #expect(a.compared(.greater, to: .nan).values == [0, 0, 0])
    let top = Tensor([5, 9, 9, 1, 2, 0], shape: [2, 3]).topK(2)
    #expect(top.positions == IndexTensor([1, 2, 1, 0], shape: [2, 2]))
  }

  @Test(arguments: try GoldenFile.cases("rearrangements"))
  func rearrangements(_ golden: GoldenCase) throws {
    try golden.check(tolerance: 1e-6) { inputs in
      switch golden.op {
      case "concat":
        return [
          "y": .concatenated(
            [try inputs["a"], try inputs["b"], try inputs["c"]],
            alongDimension: try golden.count("dimension"))
        ]
      case "stack":
        return [
          "y": .stacked(
            [try inputs["a"], try inputs["b"], try inputs["c"]],
            alongDimension: try golden.count("dimension"))
        ]
      case "split":
        let parts = try inputs["x"].split(
          try golden.counts("extents"), alongDimension: try golden.count("dimension"))
        return ["a": parts[0], "b": parts[1], "c": parts[2]]
      default: return ["y": try Self.rearranged(golden, inputs)]
      }
    }
  }

  static func rearranged(_ golden: GoldenCase, _ inputs: GoldenInputs) throws -> Tensor {
    switch golden.op {
    case "slice":
      let range = try golden.counts("range")
      return try inputs["x"].sliced(
        range[0]..<range[1], alongDimension: try golden.count("dimension"))
    case "select":
      return try inputs["x"].selected(
        try golden.count("index"), alongDimension: try golden.count("dimension"))
    case "permute": return try inputs["x"].permuted(try golden.counts("order"))
    case "broadcast": return try inputs["x"].broadcast(to: Shape(try golden.counts("shape")))
    case "embedding": return try inputs["table"].gatherRows(try inputs.indices("indices"))
    case "gather": return try inputs["x"].gatherElements(try inputs.indices("indices"))
    default: throw Mismatch("unknown operation \(golden.op)")
    }
  }

  @Test(arguments: try GoldenFile.cases("products"))
  func products(_ golden: GoldenCase) throws {
    try golden.check(tolerance: 5e-6) { inputs in
      if golden.op == "linear" {
        return try inputs["x"].linear(weight: try inputs["weight"], bias: inputs.optional("bias"))
      }
      let transpose = try golden.counts("transpose")
      return try inputs["a"].matmul(
        try inputs["b"], transposingSelf: transpose[0] != 0, transposingOther: transpose[1] != 0)
    }
  }
}
