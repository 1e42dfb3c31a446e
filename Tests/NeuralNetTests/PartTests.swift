import NeuralNet
import Optimizers
import Safetensors
import TensorCore
import TestSupport
import Testing

/// Parts are found wherever people put them, each once, or the program says where it cannot look.
@Suite struct PartTests {
  private static func layer(_ seed: UInt64 = 0) -> Linear {
    Linear(inputs: 2, outputs: 2, hasBias: false, .random(seed: seed))
  }

  final class Collections: Module {
    let scales = [Parameter(.ones([1])), Parameter(.ones([1]))]
    let grid = [[layer()], [layer(), layer()]]
    let byName = ["b": layer(), "a": layer()]
    let pair: (Linear, named: Parameter) = (layer(), Parameter(.ones([3])))
    let perhaps: [Linear?] = [nil, layer()]
    let sizes = Array(0..<1000)
    let words = ["none": [1, 2]]
  }

  @Test func collectionsAreWalked() {
    let names = Collections().namedParameters.map(\.name)
    #expect(
      names == [
        "scales.0", "scales.1", "grid.0.0.weight", "grid.1.0.weight", "grid.1.1.weight",
        "by_name.a.weight", "by_name.b.weight", "pair.0.weight", "pair.named", "perhaps.1.weight",
      ])
    let module = Collections()
    module.eval()
    #expect(module.modules.count == 8 && module.modules.allSatisfy { !$0.isTraining })
  }

  final class Shared: Module {
    let first = layer(1)
    let second: Linear
    let tied: Parameter

    override init() {
      second = first
      tied = first.weight
    }
  }

  @Test func whatIsSharedIsListedOnce() throws {
    let module = Shared()
    #expect(module.namedParameters.map(\.name) == ["first.weight"])
    #expect(module.parameterCount == 4 && module.modules.count == 2)
    // One step, not three.
    let before = module.first.weight.value.values
    let optimizer = SGD(module.parameters, learningRate: 1)
    optimizer.minimize(module.first.weight.value.sum())
    #expect(module.first.weight.value.values == before.map { $0 - 1 })
    // PyTorch's file has it under each of its names.
    var state = module.state
    (state["second.weight"], state["tied"]) = (.ones([2, 2]), .ones([2, 2]))
    try module.load(state: state)
    #expect(module.first.weight.value.values == before.map { $0 - 1 })
    state["third.weight"] = .ones([2, 2])
    #expect(throws: StateMismatch.self) { try module.load(state: state) }
  }

  struct Hidden {
    let depth = 1
    let layer = PartTests.layer()
  }
  final class InAStruct: Module { let hidden = Hidden() }
  final class InAnObject: Module {
    final class Box { let parameter = Parameter(.ones([1])) }
    let boxes = [Box()]
  }
  enum Choice { case one(Linear) }
  final class InAnEnum: Module { let choice = Choice.one(PartTests.layer()) }
  final class Circle: Module { var next: Circle? }

  @Test func whatWouldBeOverlookedEndsTheProgram() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = InAStruct().parameters
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      words.contains("InAStruct.hidden is a Hidden with a parameter or module inside"), "\(words)")
    await #expect(processExitsWith: .failure) { _ = InAnObject().parameters }
    await #expect(processExitsWith: .failure) { _ = InAnEnum().parameters }
    await #expect(processExitsWith: .failure) {
      let circle = Circle()
      circle.next = circle
      _ = circle.parameters
    }
  }

  @Test func frozenPartsKeepTheirWeights() {
    let network = Sequential([Self.layer(1), Activation(.tanh), Self.layer(2)])
    let x = Tensor.normal([3, 2], using: RandomSource(seed: 1))
    let before = network.state.mapValues(\.values)
    network.layers[0].freeze()
    let optimizer = SGD(network.parameters, learningRate: 0.1)
    optimizer.minimize(network(x).sum())
    #expect(network.state["0.weight"]?.values == before["0.weight"])
    #expect(network.state["2.weight"]?.values != before["2.weight"])
    network.unfreeze()
    optimizer.zeroGradients()
    optimizer.minimize(network(x).sum())
    #expect(network.state["0.weight"]?.values != before["0.weight"])
  }

  @Test func groupsHaveRatesAndDecayOfTheirOwn() {
    let (a, b) = (Parameter(.ones([1])), Parameter(.ones([1])))
    let optimizer = SGD(
      [ParameterGroup([a]), ParameterGroup([b], learningRate: 0.01, weightDecay: 0)],
      learningRate: 0.1, weightDecay: 1)
    optimizer.rateFactor = 0.5
    optimizer.minimize((a.value + b.value).sum())
    #expect(abs(a.value.item - (1 - 0.05 * 2)) < 1e-6)
    #expect(abs(b.value.item - (1 - 0.005)) < 1e-6)
  }

  @Test func filesGoOutAndCameBackWithAllFaultsTogether() throws {
    let folder = try TemporaryFolder()
    let network = Sequential([Self.layer(1), Self.layer(2)])
    try network.save(to: folder.file("a.safetensors"), metadata: ["what": "ours"])
    let other = Sequential([Self.layer(3), Self.layer(4)])
    try other.load(contentsOf: folder.file("a.safetensors"))
    #expect(other.state.mapValues(\.values) == network.state.mapValues(\.values))
    // What PyTorch's save_file writes: no metadata of ours.
    try WeightFile(
      tensors: ["0.weight": .ones([2, 2]), "head.bias": .ones([1]), "1.weight": .ones([3, 2])]
    ).write(to: folder.file("b.safetensors"))
    let mismatch = #expect(throws: StateMismatch.self) {
      try other.load(contentsOf: folder.file("b.safetensors"))
    }
    #expect(mismatch?.unexpected == ["head.bias"] && mismatch?.misshapen.count == 1)
    #expect(other.state["0.weight"]?.values == network.state["0.weight"]?.values)
    try WeightFile(tensors: ["0.weight": .ones([2, 2]), "head.bias": .ones([1])])
      .write(to: folder.file("c.safetensors"))
    #expect(throws: StateMismatch.self) {
      try other.load(contentsOf: folder.file("c.safetensors"))
    }
    try other.load(contentsOf: folder.file("c.safetensors"), strict: false)
    #expect(other.state["0.weight"]?.values == [1, 1, 1, 1])
    #expect(other.state["1.weight"]?.values == network.state["1.weight"]?.values)
  }

  @Test func aSourceOfTensorsDrawsNothingAndTellsAllFaults() throws {
    let random = RandomSource(seed: 5)
    let before = random.state
    let source = ParameterSource.tensors(
      ["a.weight": .ones([2, 3]), "norm.running_mean": .ones([4]), "extra": .ones([1])],
      random: random)
    let linear = Linear(inputs: 3, outputs: 2, source["a"])
    _ = BatchNorm(channels: 5, source["norm"])
    #expect(random.state == before && linear.weight.value.values == [1, 1, 1, 1, 1, 1])
    #expect(linear.weight.name == "a.weight")
    let mismatch = try #require(source.mismatch())
    #expect(mismatch.missing == ["a.bias", "norm.bias", "norm.running_var", "norm.weight"])
    #expect(
      mismatch.unexpected == ["extra"] && mismatch.misshapen.map(\.name) == ["norm.running_mean"])
  }

  @Test func tracesNameWhatWasCalled() {
    let network = Sequential([
      Conv2d(inputChannels: 1, outputChannels: 2, kernelSize: 3, .random(seed: 0)),
      Activation(.relu), Flatten(), Linear(inputs: 8, outputs: 3, .random(seed: 0)),
      Activation(.tanh),
    ])
    let steps = network.tracing { _ = network(.ones([1, 4, 4, 1])) }
    #expect(steps.map(\.name) == ["0", "3"])
    #expect(steps.map(\.summary) == ["2 filters 3x3, relu", "8 to 3, tanh"])
    #expect(steps.map(\.output.shape) == [[1, 2, 2, 2], [1, 3]])
  }
}
