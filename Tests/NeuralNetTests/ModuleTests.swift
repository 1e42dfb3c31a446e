import NeuralNet
import TensorCore
import TestSupport
import Testing

/// Names, modes and states of modules.
@Suite struct ModuleTests {
  let random = RandomSource(seed: 61)

  final class Block: Module {
    let firstLayer: Linear
    let normLayers: [BatchNorm]
    let shortcut: Linear?
    init(random: RandomSource, hasShortcut: Bool) {
      firstLayer = Linear(inputs: 2, outputs: 3, .random(random))
      normLayers = [
        BatchNorm(channels: 3, .random(seed: 0)), BatchNorm(channels: 3, .random(seed: 0)),
      ]
      shortcut =
        hasShortcut ? Linear(inputs: 2, outputs: 3, hasBias: false, .random(random)) : nil
    }
  }

  @Test func namesFollowThePath() {
    let names = Block(random: random, hasShortcut: true).state.keys.sorted()
    let norm = ["bias", "running_mean", "running_var", "weight"]
    #expect(
      names == ["first_layer.bias", "first_layer.weight"]
        + norm.map { "norm_layers.0.\($0)" } + norm.map { "norm_layers.1.\($0)" }
        + ["shortcut.weight"])
    #expect(Block(random: random, hasShortcut: false).state.count == 10)
    #expect(Block(random: random, hasShortcut: true).parameterCount == 9 + 12 + 6)
  }

  @Test func modesReachEveryPart() {
    let block = Block(random: random, hasShortcut: true)
    block.eval()
    #expect(block.modules.count == 5 && block.modules.allSatisfy { !$0.isTraining })
    block.train()
    #expect(block.modules.allSatisfy { $0.isTraining })
  }

  @Test func dropoutOnlyWhileTraining() {
    let layer = Dropout(probability: 0.5, random: random)
    let x = Tensor.ones([100])
    #expect(layer(x).values.contains(0))
    layer.eval()
    #expect(layer(x).values == x.values)
  }

  @Test func dropoutBetweenRecurrentLayersOnlyWhileTraining() throws {
    let module = Recurrent(.gru, inputs: 3, units: 4, layerCount: 2, dropout: 0.5, .random(random))
    let x = Tensor.normal([2, 5, 3], using: random)
    #expect(module(x).outputs.values != module(x).outputs.values)
    module.eval()
    #expect(module(x).outputs.values == module(x).outputs.values)
    let single = Recurrent(.gru, inputs: 3, units: 4, dropout: 0.5, .random(random))
    #expect(single(x).outputs.values == single(x).outputs.values)
  }

  @Test func stateGoesFromOneModuleToAnother() throws {
    let (a, b) = (
      Block(random: random, hasShortcut: true), Block(random: random, hasShortcut: true)
    )
    a.normLayers[0].runningMean.tensor = Tensor([1, 2, 3])
    #expect(a.state["first_layer.weight"]?.values != b.state["first_layer.weight"]?.values)
    try b.load(state: a.state)
    for (name, tensor) in a.state { #expect(b.state[name]?.values == tensor.values, "\(name)") }
    // From then on they are independent.
    a.firstLayer.weight.update { $0[0] += 1 }
    #expect(a.state["first_layer.weight"]?.values != b.state["first_layer.weight"]?.values)
  }

  @Test func mismatchesAreAllNamedAndNothingIsLoaded() throws {
    let block = Block(random: random, hasShortcut: true)
    var state = Block(random: random, hasShortcut: true).state
    state["shortcut.weight"] = nil
    state["head.weight"] = .zeros([1])
    state["first_layer.bias"] = .zeros([4])
    state["norm_layers.0.num_batches_tracked"] = Tensor(5)
    let before = block.firstLayer.weight.value.values
    let mismatch = try #require(throws: StateMismatch.self) { try block.load(state: state) }
    #expect(mismatch.missing == ["shortcut.weight"])
    #expect(mismatch.unexpected == ["head.weight"])
    #expect(mismatch.misshapen.map(\.name) == ["first_layer.bias"])
    #expect(mismatch.description.contains("'first_layer.bias' is [4], expected [3]"))
    #expect(block.firstLayer.weight.value.values == before)
  }

  @Test func attentionReadsNothingBehindTheEnd() throws {
    let attention = Attention(.general, queryWidth: 3, memoryWidth: 4, .random(random))
    let (queries, memory) = (
      Tensor.normal([2, 2, 3], using: random), Tensor.normal([2, 5, 4], using: random)
    )
    let (context, weights) = attention(queries, memory: memory, lengths: [2, 5])
    #expect(weights.sliced(0..<1).sliced(2..<5, alongDimension: 2).values.allSatisfy { $0 == 0 })
    let short = attention(
      queries.sliced(0..<1), memory: memory.sliced(0..<1).sliced(0..<2, alongDimension: 1))
    try Mismatch.check(context.sliced(0..<1), short.context)
  }
}
