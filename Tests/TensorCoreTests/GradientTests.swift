import TensorCore
import TestSupport
import Testing

/// Element-wise operations, reductions, rearrangements and products against central differences.
@Suite struct GradientTests {
  let random = RandomSource(seed: 11)

  func normal(_ shape: Shape) -> Tensor { .normal(shape, using: random) }
  func spread(_ shape: Shape) -> Tensor { .spread(shape, using: random) }
  func positive(_ shape: Shape) -> Tensor { .uniform(shape, in: 0.5..<3, using: random) }

  @Test func smoothUnary() throws {
    let operations: [(String, (Tensor) -> Tensor)] = [
      ("sigmoid", { $0.sigmoid() }), ("tanh", { $0.tanh() }), ("gelu", { $0.gelu() }),
      ("softplus", { $0.softplus() }), ("exp", { $0.exp() }), ("squared", { $0.squared() }),
      ("negate", { -$0 }), ("softmax", { $0.softmax() }), ("logSoftmax", { $0.logSoftmax() }),
      ("plus number", { $0 + 2 }), ("number minus", { 2 - $0 }), ("minus number", { $0 - 3 }),
      ("times number", { 3 * $0 }), ("over number", { $0 / 4 }), ("number plus", { 1 + $0 }),
    ]
    for (name, operation) in operations {
      try GradientCheck(name)([normal([3, 7])]) { operation($0[0]) }
    }
  }

  @Test func unaryWithKinks() throws {
    let operations: [(String, (Tensor) -> Tensor)] = [
      ("relu", { $0.relu() }), ("leakyReLU", { $0.leakyReLU(slope: 0.1) }),
      ("absolute", { $0.absolute() }),
    ]
    for (name, operation) in operations {
      try GradientCheck(name, tolerance: 1e-3)([spread([3, 7])]) { operation($0[0]) }
    }
  }

  @Test func unaryOfPositives() throws {
    let operations: [(String, (Tensor) -> Tensor)] = [
      ("log", { $0.log() }), ("squareRoot", { $0.squareRoot() }),
      ("reciprocal", { $0.reciprocal() }), ("number over", { 2 / $0 }),
    ]
    for (name, operation) in operations {
      try GradientCheck(name)([positive([3, 7])]) { operation($0[0]) }
    }
  }

  @Test func dropout() throws {
    // The same seed drops the same elements at every evaluation.
    try GradientCheck("dropout", tolerance: 1e-3)([normal([6, 7])]) {
      $0[0].dropout(probability: 0.4, using: RandomSource(seed: 3))
    }
  }

  static let shapePairs: [(Shape, Shape)] = [
    ([2, 3, 4], [2, 3, 4]), ([2, 3, 4], [4]), ([3, 1], [2, 3, 4]), ([2, 1, 4], [3, 1]),
    ([], [2, 3]), ([5, 1], [1, 7]), ([2, 3, 1, 2], [3, 5, 1]),
  ]

  @Test(arguments: GradientTests.shapePairs)
  func binary(_ left: Shape, _ right: Shape) throws {
    let pair = [normal(left), normal(right)]
    try GradientCheck("+", tolerance: 1e-3)(pair) { $0[0] + $0[1] }
    try GradientCheck("-", tolerance: 1e-3)(pair) { $0[0] - $0[1] }
    try GradientCheck("*", tolerance: 1e-3)(pair) { $0[0] * $0[1] }
    try GradientCheck("/")([normal(left), positive(right)]) { $0[0] / $0[1] }
    // Multiples of 0.2 on one side, those plus 0.1 on the other: never equal.
    let distinct = [
      Tensor.spread(left, gap: 0.2, using: random), .spread(right, gap: 0.2, using: random) + 0.1,
    ]
    try GradientCheck("maximum", tolerance: 1e-3)(distinct) { .maximum($0[0], $0[1]) }
    try GradientCheck("minimum", tolerance: 1e-3)(distinct) { .minimum($0[0], $0[1]) }
  }

  @Test func broadcastAndItsOpposite() throws {
    try GradientCheck("broadcast", tolerance: 1e-3)([normal([3, 1, 2])]) {
      $0[0].broadcast(to: [4, 3, 5, 2])
    }
    try GradientCheck("summed", tolerance: 1e-3)([normal([4, 3, 5, 2])]) {
      $0[0].summed(to: [3, 1, 2])
    }
  }

  @Test func reductions() throws {
    let x = [spread([3, 4, 2])]
    try GradientCheck("sum", tolerance: 1e-3)(x) { $0[0].sum() }
    try GradientCheck("mean", tolerance: 1e-3)(x) { $0[0].mean() }
    for dimensions in [[0], [1], [2], [0, 2], [0, 1], [-1]] {
      try GradientCheck("sum \(dimensions)", tolerance: 1e-3)(x) {
        $0[0].sum(alongDimensions: dimensions)
      }
      try GradientCheck("mean \(dimensions)", tolerance: 1e-3)(x) {
        $0[0].mean(alongDimensions: dimensions, keepingDimensions: true)
      }
    }
    for dimension in [0, 1, -1] {
      try GradientCheck("maximum \(dimension)", tolerance: 1e-3)(x) {
        $0[0].maximum(alongDimension: dimension)
      }
      try GradientCheck("minimum \(dimension)", tolerance: 1e-3)(x) {
        $0[0].minimum(alongDimension: dimension)
      }
    }
  }

  @Test func rearrangements() throws {
    let x = normal([2, 3, 4])
    let operations: [(String, (Tensor) -> [Tensor])] = [
      ("reshaped", { [$0.reshaped([4, -1])] }), ("flattened", { [$0.flattened()] }),
      ("permuted", { [$0.permuted([2, 0, 1])] }), ("transposed", { [$0.transposed()] }),
      ("sliced", { [$0.sliced(1..<3, alongDimension: 1)] }),
      ("selected", { [$0.selected(2, alongDimension: -1)] }),
      ("split", { $0.split([1, 3]) }),
      ("gatherElements", { [$0.gatherElements(IndexTensor([0, 3, 3, 1, 2, 0], shape: [2, 3]))] }),
    ]
    for (name, operation) in operations {
      try GradientCheck(name, tolerance: 1e-3)([x]) { operation($0[0]) }
    }
    try GradientCheck("concatenated", tolerance: 1e-3)([x, normal([2, 1, 4])]) {
      .concatenated([$0[0], $0[1], $0[0]], alongDimension: 1)
    }
    try GradientCheck("stacked", tolerance: 1e-3)([x, normal([2, 3, 4])]) {
      .stacked([$0[0], $0[1], $0[0]], alongDimension: 1)
    }
    try GradientCheck("gatherRows", tolerance: 1e-3)([normal([5, 3])]) {
      $0[0].gatherRows(IndexTensor([4, 0, 4, 4, 1, 0], shape: [2, 3]))
    }
  }

  static let products: [(a: Shape, b: Shape, left: Bool, right: Bool)] = [
    ([3, 5], [5, 4], false, false), ([5, 3], [5, 4], true, false), ([3, 5], [4, 5], false, true),
    ([5, 3], [4, 5], true, true), ([2, 3, 5], [2, 5, 4], false, false),
    ([2, 5, 3], [2, 4, 5], true, true), ([2, 3, 5], [5, 4], false, false),
    ([2, 2, 3, 5], [4, 5], false, true),
  ]

  @Test(arguments: GradientTests.products)
  func product(a: Shape, b: Shape, left: Bool, right: Bool) throws {
    try GradientCheck("matmul \(a) \(b)", tolerance: 1e-3)([normal(a), normal(b)]) {
      $0[0].matmul($0[1], transposingSelf: left, transposingOther: right)
    }
  }

  @Test func linear() throws {
    let (weight, bias) = (normal([4, 5]), normal([4]))
    for shape: Shape in [[5], [3, 5], [2, 3, 5]] {
      try GradientCheck("linear \(shape)", tolerance: 1e-3)([normal(shape), weight, bias]) {
        $0[0].linear(weight: $0[1], bias: $0[2])
      }
    }
    try GradientCheck("linear without bias", tolerance: 1e-3)([normal([3, 5]), weight]) {
      $0[0].linear(weight: $0[1], bias: nil)
    }
  }
}
