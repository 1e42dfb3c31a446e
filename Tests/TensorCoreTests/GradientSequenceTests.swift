import TensorCore
import TestSupport
import Testing

/// Recurrent layers and losses against central differences.
@Suite struct GradientSequenceTests {
  let random = RandomSource(seed: 13)

  func normal(_ shape: Shape, _ deviation: Float = 1) -> Tensor {
    .normal(shape, deviation: deviation, using: random)
  }

  /// Input, four weights and initial states of a cell: 3 sequences of 4 steps, 2 inputs, 3 units.
  func inputs(_ cell: RecurrentCell) -> [Tensor] {
    let gates = cell.gateCount * 3
    let states = [normal([3, 3]), normal([3, 3])]
    return [
      normal([3, 4, 2]), normal([gates, 2], 0.5), normal([gates, 3], 0.4), normal([gates], 0.3),
      normal([gates], 0.3),
    ] + states[..<(cell == .lstm ? 2 : 1)]
  }

  func run(_ cell: RecurrentCell, _ values: [Tensor], _ lengths: [Int]?, _ isReversed: Bool)
    -> (outputs: Tensor, final: RecurrentState)
  {
    values[0].recurrent(
      cell,
      weights: RecurrentWeights(
        input: values[1], hidden: values[2], inputBias: values[3], hiddenBias: values[4]),
      initial: RecurrentState(hidden: values[5], cell: cell == .lstm ? values[6] : nil),
      lengths: lengths, isReversed: isReversed)
  }

  @Test(arguments: [RecurrentCell.tanh, .lstm, .gru], [nil, [4, 1, 0], [2, 3, 1]])
  func recurrent(_ cell: RecurrentCell, _ lengths: [Int]?) throws {
    for isReversed in [false, true] {
      try GradientCheck("\(cell) \(lengths ?? []) \(isReversed)")(inputs(cell)) { values in
        let (outputs, final) = run(cell, values, lengths, isReversed)
        return [outputs, final.hidden] + (final.cell.map { [$0] } ?? [])
      }
    }
  }

  @Test func recurrentReLU() throws {
    // Positive numbers throughout keep every unit on the same side of the kink.
    let values = inputs(.relu).map { ($0.absolute() + 0.05).detached }
    try GradientCheck("relu cell")(values) { values in
      let (outputs, final) = run(.relu, values, [4, 2, 1], false)
      return [outputs, final.hidden]
    }
  }

  /// Only some of the results are used, so that the others have no gradient.
  @Test(arguments: [RecurrentCell.tanh, .lstm, .gru])
  func someResultsOfRecurrent(_ cell: RecurrentCell) throws {
    try GradientCheck("\(cell) outputs")(inputs(cell)) { run(cell, $0, nil, false).outputs }
    try GradientCheck("\(cell) final")(inputs(cell)) {
      run(cell, $0, [4, 1, 2], true).final.hidden
    }
    if cell == .lstm {
      try GradientCheck("lstm cell state")(inputs(cell)) { values in
        run(cell, values, nil, false).final.cell ?? .zeros([])
      }
    }
  }

  static let reductions: [LossReduction] = [.mean, .sum, .none]

  @Test(arguments: GradientSequenceTests.reductions)
  func crossEntropy(_ reduction: LossReduction) throws {
    let targets = IndexTensor([0, 4, 2, 2, 1, 3], shape: [2, 3])
    let weights = Tensor.uniform([5], in: 0.2..<2, using: random)
    for (weights, ignored, smoothing) in [
      (nil, Int32(-100), Float(0)), (weights, 2, 0), (nil, 2, 0.1), (weights, 2, 0.2),
    ] {
      try GradientCheck("crossEntropy")([normal([2, 3, 5])]) {
        $0[0].crossEntropy(
          targets: targets, classWeights: weights, ignoredIndex: ignored,
          labelSmoothing: smoothing, reduction: reduction)
      }
    }
  }

  @Test(arguments: GradientSequenceTests.reductions)
  func pointwiseLosses(_ reduction: LossReduction) throws {
    let x = [Tensor.spread([3, 5], gap: 0.2, using: random)]
    let targets = Tensor.zeros([3, 5])
    try GradientCheck("meanSquaredError")(x) {
      $0[0].meanSquaredError(targets, reduction: reduction)
    }
    try GradientCheck("l1Loss", tolerance: 1e-3)(x) {
      $0[0].l1Loss(targets, reduction: reduction)
    }
    try GradientCheck("huberLoss", tolerance: 1e-3)(x) {
      $0[0].huberLoss(targets, delta: 0.8, reduction: reduction)
    }
    let probabilities = Tensor.uniform([3, 5], using: random)
    try GradientCheck("binaryCrossEntropy")(x) {
      $0[0].binaryCrossEntropy(targets: probabilities, positiveWeight: 2, reduction: reduction)
    }
  }

  @Test(arguments: GradientSequenceTests.reductions)
  func detectionLosses(_ reduction: LossReduction) throws {
    let probabilities = Tensor.uniform([3, 5], using: random)
    for gamma in [Float(1.5), 2] {
      try GradientCheck("focalLoss", tolerance: 3e-3)([normal([3, 5])]) {
        $0[0].focalLoss(targets: probabilities, gamma: gamma, alpha: 0.3, reduction: reduction)
      }
    }
  }

  /// The weight of the aspect ratios counts as a constant (Zheng et al. 2020), so equal ratios are checked here; PyTorch's
  /// gradients are checked for all.
  @Test func completeIoULossOfEqualRatios() throws {
    let targets = Tensor([0, 0, 8, 4, 10, 10, 16, 13], shape: [2, 4])
    let boxes = Tensor([2, 1, 10, 5, 9, 12, 15, 15], shape: [2, 4])
    try GradientCheck("completeIoULoss", tolerance: 5e-3)([boxes]) {
      $0[0].completeIoULoss(targets: targets, reduction: .sum)
    }
  }

  @Test(arguments: GradientSequenceTests.reductions)
  func gaussianMixtureLoss(_ reduction: LossReduction) throws {
    let points = normal([2, 3, 2])
    try GradientCheck("gaussianMixtureLoss", step: 4e-3, tolerance: 3e-3)(
      [normal([2, 3, 18], 0.6)]
    ) {
      $0[0].gaussianMixtureLoss(points: points, reduction: reduction)
    }
  }

  @Test(arguments: GradientSequenceTests.reductions)
  func ctcLoss(_ reduction: LossReduction) throws {
    try GradientCheck("ctcLoss")([normal([3, 6, 4])]) {
      $0[0].ctcLoss(
        targets: [[1, 1, 2], [], [3, 2]], lengths: [6, 4, 3], reduction: reduction)
    }
  }

  @Test func ctcLossOfWhatDoesNotFitIsInfinite() {
    let losses = normal([2, 3, 4]).ctcLoss(
      targets: [[1, 1, 1], [1, 2, 3]], reduction: .none)
    #expect(losses.values[0] == .infinity && losses.values[1].isFinite)
  }

  /// Long sequences neither underflow nor lose their sum: all alignments of uniform logits, counted.
  @Test func ctcLossOfLongSequences() {
    let (steps, classes) = (2000, 3)
    let loss = Tensor.zeros([1, steps, classes]).ctcLoss(targets: [[1]], reduction: .sum)
    // One run of the label: T (T + 1) / 2 alignments of 3^-T each.
    let expected = Double(steps) * 1.0986122886681098 - 14.509157867814
    #expect(abs(Double(loss.item) - expected) < 0.05)
  }

  /// 3 rows of 4 steps, 2 inputs, 3 units, 2 Gaussians over 4 items of 3 numbers.
  @Test func windowedLSTM() throws {
    let values = [
      normal([3, 4, 2]), normal([3, 4, 3]), normal([12, 2], 0.5), normal([12, 3], 0.4),
      normal([12, 3], 0.4), normal([12], 0.3), normal([6, 3], 0.5), normal([6], 0.3),
    ]
    let start = WindowedState(
      hidden: normal([3, 3]), cell: normal([3, 3]), window: normal([3, 3]),
      positions: normal([3, 2], 0.3))
    for initial in [nil, start] {
      try GradientCheck("windowedLSTM", step: 3e-3, tolerance: 3e-3)(values) { values in
        let result = values[0].windowedLSTM(
          memory: values[1], itemCounts: [4, 2, 0],
          weights: WindowedWeights(
            input: values[2], hidden: values[3], window: values[4], bias: values[5],
            parameters: values[6], parameterBias: values[7]), initial: initial)
        return [result.outputs, result.windows]
      }
    }
  }
}
