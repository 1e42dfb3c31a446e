import Optimizers
import TensorCore
import TestSupport
import Testing

/// What optimizers leave alone, averages of weights, and schedules at their ends.
@Suite struct OptimizerTests {
  @Test func parametersWithoutGradientStay() {
    let parameters = (0..<3).map { _ in Parameter(Tensor([1, 2])) }
    parameters[1].isTrainable = false
    for index in [0, 1] { parameters[index].gradient = Tensor([1, 1]) }
    SGD(parameters, learningRate: 0.5).step()
    #expect(parameters.map(\.value.values) == [[0.5, 1.5], [1, 2], [1, 2]])
  }

  @Test func zeroGradientsForgetsAll() {
    let parameters = (0..<2).map { _ in Parameter(Tensor([1])) }
    for parameter in parameters { parameter.gradient = Tensor([1]) }
    SGD(parameters, learningRate: 1).zeroGradients()
    #expect(parameters.allSatisfy { $0.gradient == nil })
  }

  /// A parameter that joins late starts as every other did: its step count is its own.
  @Test func lateParametersStartAfresh() throws {
    let (early, late) = (Parameter(Tensor([1])), Parameter(Tensor([1])))
    let optimizer = Adam([early, late], learningRate: 0.1)
    for _ in 0..<20 {
      early.gradient = Tensor([1])
      optimizer.step()
    }
    late.gradient = Tensor([1])
    optimizer.step()
    #expect(abs(late.value.item - 0.9) < 1e-5)
  }

  static let optimizers: [@Sendable ([Parameter]) -> Optimizer] = [
    { SGD($0, learningRate: 0.1) }, { SGD($0, learningRate: 0.05, momentum: 0.9) },
    { Adam($0, learningRate: 0.1) }, { RMSprop($0, learningRate: 0.01) },
  ]

  @Test(arguments: 0..<4)
  func findsTheMinimumOfAParabola(_ index: Int) throws {
    let x = Parameter(Tensor([3, -2]))
    let optimizer = Self.optimizers[index]([x])
    for _ in 0..<800 {
      optimizer.zeroGradients()
      (x.value - Tensor([1, 2])).squared().sum().backward()
      optimizer.step()
    }
    try Mismatch.check(x.value.detached, Tensor([1, 2]), tolerance: 2e-2)
  }

  @Test func averageFollowsItsFormula() throws {
    let x = Parameter(Tensor([0, 10]))
    let average = WeightAverage([x], decay: 0.9)
    var expected = [0.0, 10.0]
    for step in 1...100 {
      x.update { $0[0] += 1 }
      average.update()
      let decay = min(0.9, Double(1 + step) / Double(10 + step))
      expected[0] = decay * expected[0] + (1 - decay) * Double(step)
    }
    average.swap()
    try Mismatch.check(x.value.detached, Tensor(expected.map { Float($0) }))
    average.swap()
    #expect(x.value.values == [100, 10])
  }

  @Test func averageGoesOnFromItsState() throws {
    let x = Parameter(Tensor([1]))
    let (whole, first) = (WeightAverage([x], decay: 0.99), WeightAverage([x], decay: 0.99))
    let second = WeightAverage([x], decay: 0.99)
    for step in 0..<30 {
      x.update { $0[0] = Float(step * step) }
      whole.update()
      if step < 10 { first.update() }
      if step == 9 {
        second.restore(stepCount: first.state.stepCount, averages: first.state.averages)
      }
      if step >= 10 { second.update() }
    }
    #expect(whole.state.averages[0].values == second.state.averages[0].values)
    #expect(whole.state.stepCount == second.state.stepCount)
  }

  @Test func fastWeightsComeBackToSlowOnes() throws {
    let x = Parameter(Tensor([4, -2]))
    let optimizer = SGD([x], learningRate: 0.1, lookahead: Lookahead(interval: 2, total: 5))
    var (fast, slow): ([Float], [Float]) = ([4, -2], [4, -2])
    for step in 1...5 {
      x.gradient = x.value.detached
      optimizer.step()
      fast = fast.map { $0 * 0.9 }
      let progress = Float(step) / 5
      let share: Float? =
        step == 5 ? 1 : step % 2 == 0 ? 0.7737809 * progress * progress * progress : nil
      if let share {
        slow = zip(slow, fast).map { share * $0 + (1 - share) * $1 }
        fast = slow
      }
      try Mismatch.check(x.value.detached, Tensor(fast))
    }
  }

  @Test func theTriangleRisesAndFalls() {
    let schedule = Schedule.triangle(total: 100, start: 0.2, peak: 0.25, final: 0.1)
    #expect(schedule.factor(at: 0) == 0.2 && abs(schedule.factor(at: 25) - 1) < 1e-6)
    #expect(abs(schedule.factor(at: 10) - (0.2 + 0.8 * 0.4)) < 1e-6)
    #expect(
      abs(schedule.factor(at: 100) - 0.1) < 1e-6 && abs(schedule.factor(at: 300) - 0.1) < 1e-6)
  }

  @Test func schedulesStayInBoundsAfterTheirEnd() {
    let schedules: [Schedule] = [
      .constant, .step(every: 3, factor: 0.5), .cosine(total: 10, final: 0.1),
      .triangle(total: 10), .triangle(total: 0), .oneCycle(total: 10),
      .warmUp(steps: 3, next: .cosine(total: 5)),
      .warmUp(steps: 0, next: .constant), .cosine(total: 0), .oneCycle(total: 1),
    ]
    for schedule in schedules {
      let factors = (0..<40).map { schedule.factor(at: $0) }
      #expect(factors.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(schedule) \(factors)")
    }
    #expect(Schedule.cosine(total: 10, final: 0.1).factor(at: 30) == 0.1)
  }

  @Test func clippingWithoutGradients() {
    let (scale, norm) = gradientClippingScale([Parameter(Tensor([1]))], maximumNorm: 1)
    #expect(scale == 1 && norm == 0)
  }
}
