import Optimizers
import TensorCore
import TestSupport
import Testing

/// Ten steps of each optimizer, schedules and clipping against PyTorch.
///
/// `python Tests/golden/make_golden.py` regenerates the numbers; the cases stand in its optimizers.py.
@Suite struct GoldenOptimizerTests {
  func optimizer(_ golden: GoldenCase, _ parameters: [Parameter]) throws -> Optimizer {
    func number(_ name: String, otherwise: Float) throws -> Float {
      golden.has(name) ? try golden.number(name) : otherwise
    }
    let rate = try golden.number("lr")
    let decay = try number("weight_decay", otherwise: 0)
    let momentum = try number("momentum", otherwise: 0)
    let epsilon = try number("eps", otherwise: 1e-8)
    switch golden.op {
    case "sgd":
      return SGD(
        parameters, learningRate: rate, momentum: momentum,
        dampening: try number("dampening", otherwise: 0), weightDecay: decay,
        isNesterov: golden.has("nesterov"))
    case "adam", "adamw":
      let betas = golden.has("betas") ? try golden.numbers("betas") : [0.9, 0.999]
      return Adam(
        parameters, learningRate: rate, betas: (Float(betas[0]), Float(betas[1])),
        epsilon: epsilon, weightDecay: decay, decouplingDecay: golden.op == "adamw")
    case "rmsprop":
      return RMSprop(
        parameters, learningRate: rate, alpha: try number("alpha", otherwise: 0.99),
        epsilon: epsilon, weightDecay: decay, momentum: momentum,
        isCentered: golden.has("centered"))
    default: throw Mismatch("unknown optimizer \(golden.op)")
    }
  }

  /// Goes on with `steps` of the recorded gradients and returns the weights after each.
  func run(
    _ golden: GoldenCase, _ optimizer: Optimizer, _ parameter: Parameter, _ steps: Range<Int>
  ) throws -> [Float] {
    let gradients = try golden.array("in.gradients").tensor
    return steps.flatMap { step in
      optimizer.zeroGradients()
      parameter.gradient = gradients.selected(step)
      optimizer.step()
      return parameter.value.values
    }
  }

  @Test(arguments: try GoldenFile.cases("optimizers"))
  func trajectory(_ golden: GoldenCase) throws {
    let parameter = Parameter(try golden.array("in.weights").tensor)
    let found = try run(golden, try optimizer(golden, [parameter]), parameter, 0..<10)
    try Mismatch.check(
      Tensor(found, shape: [10, 3, 4]), try golden.array("out.y").tensor, tolerance: 3e-6,
      what: golden.name)
  }

  @Test(arguments: try GoldenFile.cases("optimizers"))
  func restoredOptimizerGoesOn(_ golden: GoldenCase) throws {
    let parameter = Parameter(try golden.array("in.weights").tensor)
    let first = try optimizer(golden, [parameter])
    var found = try run(golden, first, parameter, 0..<4)
    let resumed = Parameter(parameter.value.detached)
    let second = try optimizer(golden, [resumed])
    second.restore(stepCount: first.state.stepCount, slots: first.state.slots)
    _ = try run(golden, first, parameter, 4..<6)  // must not reach into the restored memory
    found += try run(golden, second, resumed, 4..<10)
    try Mismatch.check(
      Tensor(found, shape: [10, 3, 4]), try golden.array("out.y").tensor, tolerance: 3e-6,
      what: golden.name)
  }

  /// Clipping as a factor of the step is the same as clipping the gradients.
  @Test(arguments: try GoldenFile.cases("optimizers"))
  func scaledGradients(_ golden: GoldenCase) throws {
    let gradient = try golden.array("in.gradients").tensor.selected(0)
    let results = try [(gradient, Float(0.25)), (gradient * 0.25, 1)].map { gradient, scale in
      let parameter = Parameter(try golden.array("in.weights").tensor)
      let optimizer = try optimizer(golden, [parameter])
      parameter.gradient = gradient
      optimizer.step(gradientScale: scale)
      return parameter.value.detached.copied()
    }
    try Mismatch.check(results[0], results[1], tolerance: 1e-6)
  }

  @Test(arguments: try GoldenFile.cases("schedules"))
  func schedules(_ golden: GoldenCase) throws {
    let schedule: Schedule
    switch golden.op {
    case "step":
      schedule = .step(every: try golden.count("every"), factor: try golden.number("factor"))
    case "cosine":
      schedule = .cosine(total: try golden.count("total"), final: try golden.number("final"))
    case "one_cycle":
      schedule = .oneCycle(
        total: try golden.count("total"), warmUp: try golden.number("warm_up"),
        startDivisor: try golden.number("start"), finalDivisor: try golden.number("end"))
    default:
      schedule = .warmUp(
        steps: try golden.count("warm_up"),
        next: .cosine(total: try golden.count("total"), final: try golden.number("final")))
    }
    let expected = try golden.array("out.y")
    let found = (0..<expected.shape[0]).map { schedule.factor(at: $0) }
    try Mismatch.check(Tensor(found), expected.tensor, tolerance: 1e-6, what: golden.name)
  }

  @Test(arguments: try GoldenFile.cases("clipping"))
  func clipping(_ golden: GoldenCase) throws {
    let parameters = try ["a", "b"].map { name in
      let gradient = try golden.array("in.\(name)").tensor
      let parameter = Parameter(.zeros(gradient.shape))
      parameter.gradient = gradient
      return parameter
    }
    let (scale, norm) = gradientClippingScale(
      parameters, maximumNorm: try golden.number("maximum"))
    try Mismatch.check(Tensor(norm), try golden.array("out.norm").tensor)
    for (name, parameter) in zip(["a", "b"], parameters) {
      let gradient = try #require(parameter.gradient)
      try Mismatch.check(gradient * scale, try golden.array("out.\(name)").tensor, what: name)
    }
  }
}
