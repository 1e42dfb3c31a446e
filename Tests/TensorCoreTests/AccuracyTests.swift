import Foundation
import TensorCore
import TestSupport
import Testing

/// Element-wise functions against double precision over their whole range, and at its ends.
@Suite struct AccuracyTests {
  /// Numbers of all magnitudes and both signs, with subnormals, and many in between -100 and 100.
  static let wide: [Float] = {
    let random = RandomSource(seed: 41)
    var values: [Float] = (0..<20_000).map { _ in random.uniform(-100..<100) }
    values += (0..<20_000).map { _ in random.uniform(-4..<4) }
    for exponent in -149...127 {
      let size = Float(sign: .plus, exponent: exponent, significand: 1)
      values += [size, -size, size * 1.37, -size * 1.37]
    }
    return values + [0, -0.0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude]
  }()

  /// The largest of |found - true| / (|true| · relative + absolute), with where it stands.
  func worst(
    _ inputs: [Float], relative: Double, absolute: Double, _ operation: (Tensor) -> Tensor,
    _ reference: (Double) -> Double
  ) -> (ratio: Double, text: String) {
    var worst = (ratio: 0.0, text: "")
    for (x, y) in zip(inputs, operation(Tensor(inputs)).values) {
      let truth = reference(Double(x))
      if Double(y) == truth || Float(truth) == y { continue }
      let ratio = abs(Double(y) - truth) / (abs(truth) * relative + absolute)
      if !(ratio <= worst.ratio) { worst = (ratio, "at \(x): \(y), true \(truth)") }
    }
    return worst
  }

  let unit = Double(Float.ulpOfOne)
  let smallest = 1.1 * Double(Float.leastNormalMagnitude)

  @Test func exponential() {
    let inputs = Self.wide.filter { $0 <= 88.72 }
    let error = worst(
      inputs, relative: 2 * unit, absolute: smallest, { $0.exp() }, { Foundation.exp($0) })
    #expect(error.ratio <= 1, "\(error)")
    let large = Tensor([88.8, 100, 1e30, .infinity]).exp().values
    #expect(large.allSatisfy { $0 == .infinity })
  }

  @Test func logarithm() {
    let inputs = Self.wide.filter { $0 > 0 }
    let error = worst(
      inputs, relative: 1.5 * unit, absolute: unit * 1e-3, { $0.log() }, { Foundation.log($0) })
    #expect(error.ratio <= 1, "\(error)")
    let near = (0..<2000).map { 1 + (Float($0) - 1000) * 1e-4 }
    let nearError = worst(
      near, relative: 2 * unit, absolute: 0, { $0.log() }, { Foundation.log($0) })
    #expect(nearError.ratio <= 1, "\(nearError)")
  }

  @Test func hyperbolicTangent() {
    let error = worst(
      Self.wide, relative: 3 * unit, absolute: smallest, { $0.tanh() }, { Foundation.tanh($0) })
    #expect(error.ratio <= 1, "\(error)")
  }

  @Test func sigmoid() {
    let error = worst(
      Self.wide, relative: 3 * unit, absolute: smallest, { $0.sigmoid() },
      { 1 / (1 + Foundation.exp(-$0)) })
    #expect(error.ratio <= 1, "\(error)")
  }

  @Test func gelu() {
    // erf is good to an absolute error, so the tail far below zero is not to a relative one.
    let error = worst(
      Self.wide, relative: 4 * unit, absolute: 1e-6, { $0.gelu() },
      { 0.5 * $0 * erfc(-$0 * 0.5.squareRoot()) })
    #expect(error.ratio <= 1, "\(error)")
  }

  @Test func softplus() {
    let error = worst(
      Self.wide, relative: 2 * unit, absolute: 2 * unit, { $0.softplus() },
      { max($0, 0) + log1p(Foundation.exp(-abs($0))) })
    #expect(error.ratio <= 1, "\(error)")
  }

  @Test func infinities() {
    let ends = Tensor([-.infinity, .infinity])
    #expect(ends.exp().values == [0, .infinity])
    #expect(ends.tanh().values == [-1, 1])
    #expect(ends.sigmoid().values == [0, 1])
    #expect(ends.softplus().values == [0, .infinity])
    #expect(ends.relu().values == [0, .infinity])
    #expect(Tensor([0, -0.0, .infinity]).log().values == [-.infinity, -.infinity, .infinity])
    #expect(Tensor([.infinity]).gelu().values == [.infinity])
    #expect(Tensor([0]).reciprocal().values == [.infinity])
  }

  @Test func notANumberStaysSo() {
    let operations: [(String, (Tensor) -> Tensor)] = [
      ("exp", { $0.exp() }), ("log", { $0.log() }), ("tanh", { $0.tanh() }),
      ("sigmoid", { $0.sigmoid() }), ("gelu", { $0.gelu() }), ("softplus", { $0.softplus() }),
      ("sqrt", { $0.squareRoot() }), ("relu", { $0.relu() }),
      ("leakyReLU", { $0.leakyReLU() }), ("softmax", { $0.softmax() }),
    ]
    for (name, operation) in operations {
      #expect(operation(Tensor([.nan])).values[0].isNaN, "\(name)")
    }
    let one = Tensor([1])
    let moments = ChannelMoments(mean: one, variance: one)
    for fuses in [false, true] {
      let normalized = Tensor([.nan]).batchNormalized(
        moments: moments, isFixed: true, weight: one, bias: one, fusingReLU: fuses)
      #expect(normalized.values[0].isNaN)
    }
    let convolved = Tensor([.nan], shape: [1, 1, 1, 1]).convolved(
      weight: .ones([1, 1, 1, 1]), bias: nil)
    #expect(convolved.values[0].isNaN)
    for cell in RecurrentCell.allCases {
      let weights = RecurrentWeights(
        input: .ones([cell.gateCount, 1]), hidden: .ones([cell.gateCount, 1]),
        inputBias: .ones([cell.gateCount]), hiddenBias: .ones([cell.gateCount]))
      let state = Tensor([.nan], shape: [1, 1, 1]).recurrent(cell, weights: weights).final.hidden
      #expect(state.item.isNaN, "\(cell)")
    }
    #expect(Tensor([-1, -.infinity]).log().values.allSatisfy { $0.isNaN })
    #expect(Tensor([-1]).squareRoot().values[0].isNaN)
  }

  /// Large inputs give no NaN, neither forward nor backward.
  @Test func largeInputsKeepTheirGradients() throws {
    let large: [Float] = [-1e30, -1e4, -200, -104, -88, 88, 104, 200, 1e4, 1e30]
    let operations: [(String, (Tensor) -> Tensor)] = [
      ("tanh", { $0.tanh() }), ("sigmoid", { $0.sigmoid() }), ("gelu", { $0.gelu() }),
      ("softplus", { $0.softplus() }), ("relu", { $0.relu() }),
    ]
    for (name, operation) in operations {
      let x = Parameter(Tensor(large))
      let y = operation(x.value)
      y.sum().backward()
      let gradient = try #require(x.gradient).values
      #expect(!y.values.contains { $0.isNaN }, "\(name) \(y.values)")
      #expect(!gradient.contains { $0.isNaN }, "\(name) \(gradient)")
    }
  }

  /// Without the largest logit, wherever it stands, the sum would overflow.
  @Test(arguments: [1, 31, 63, 64, 65, 95, 96, 97, 130]) func softmaxFindsTheLargest(width: Int) {
    for place in 0..<width {
      var logits = [Float](repeating: -50, count: width)
      logits[place] = 150
      let x = Tensor(logits, shape: [1, width])
      #expect(x.softmax().values[place] == 1, "\(place) of \(width)")
      #expect(x.logSoftmax().values[place] == 0, "\(place) of \(width)")
      let loss = x.crossEntropy(targets: IndexTensor([Int32(place)], shape: [1]))
      #expect(loss.item == 0, "\(place) of \(width)")
    }
  }

  @Test func softmaxOfHugeLogits() throws {
    let x = Parameter(
      Tensor(
        [1e30, -1e30, 0, 1000, 999, -1000, -.infinity, 5, 5, 3e38, 3e38, -3e38], shape: [4, 3]))
    let y = x.value.softmax()
    try Mismatch.check(
      y,
      Tensor(
        [1, 0, 0, 0.731_058_6, 0.268_941_4, 0, 0, 0.5, 0.5, 0.5, 0.5, 0], shape: [4, 3]),
      tolerance: 1e-6)
    y.squared().sum().backward()
    let gradient = try #require(x.gradient).values
    #expect(gradient.allSatisfy { $0.isFinite }, "\(gradient)")
    let logarithm = Tensor([1e30, -1e30, 0], shape: [1, 3]).logSoftmax().values
    #expect(logarithm[0] == 0 && logarithm[1].isFinite && logarithm[2] == -1e30)
  }

  @Test func lossesOfHugeLogits() throws {
    let x = Parameter(Tensor([1000, -1000, 0, 1e30, 0, -1e30], shape: [2, 3]))
    let loss = x.value.crossEntropy(targets: IndexTensor([1, 0]), reduction: .none)
    #expect(loss.values == [2000, 0])
    loss.sum().backward()
    try Mismatch.check(
      try #require(x.gradient), Tensor([1, -1, 0, 0, 0, 0], shape: [2, 3]), tolerance: 1e-6)
    let binary = Tensor([1000, -1000, 1e30, -1e30]).binaryCrossEntropy(
      targets: Tensor([0, 1, 1, 0]), reduction: .none)
    #expect(binary.values == [1000, 1000, 0, 0])
  }

  /// Points far from every component of a mixture, and correlations near one, stay finite.
  @Test func mixtureAtItsLimits() throws {
    let x = Parameter(
      Tensor(
        [0, 0, 0, 0, 0, 0, 0, 0, 0, -5, -5, 0, 0, 0, 0, 0, 0, 20, 900, 5, 5, 3, 3, -20],
        shape: [4, 6]))
    let loss = x.value.gaussianMixtureLoss(
      points: Tensor([1e4, -1e4, 30, 30, 1, -1, 0, 0], shape: [4, 2]), reduction: .none)
    loss.sum().backward()
    #expect(loss.values.allSatisfy { $0.isFinite }, "\(loss.values)")
    let gradient = try #require(x.gradient).values
    #expect(gradient.allSatisfy { $0.isFinite }, "\(gradient)")
  }

  /// Sums of many numbers lose little, even where their mean is far from zero.
  @Test func sumsAndMoments() throws {
    let random = RandomSource(seed: 42)
    let values = (0..<300_000).map { _ in random.uniform(100..<101) }
    let truth = values.reduce(0.0) { $0 + Double($1) }
    #expect(abs(Double(Tensor(values).sum().item) - truth) < 1e-6 * truth)
    let columns = Tensor(values, shape: [100_000, 3])
    let moments = columns.channelMoments()
    for channel in 0..<3 {
      let column = stride(from: channel, to: values.count, by: 3).map { Double(values[$0]) }
      let mean = column.reduce(0, +) / 100_000
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
      #expect(abs(Double(moments.mean.values[channel]) - mean) < 1e-5)
      #expect(abs(Double(moments.variance.values[channel]) - variance) < 1e-5)
    }
  }
}
