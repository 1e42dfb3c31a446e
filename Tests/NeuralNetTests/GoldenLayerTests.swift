import NeuralNet
import TensorCore
import TestSupport
import Testing

/// Whole layers against PyTorch, with its names for their parameters.
///
/// `python Tests/golden/make_golden.py` regenerates the numbers; the cases stand in its layers.py.
@Suite struct GoldenLayerTests {
  let random = RandomSource(seed: 1)

  /// Gives a module the recorded parameters, and the gradients of all of them to the check.
  func check(
    _ golden: GoldenCase, _ module: Module, tolerance: Float = 5e-6,
    _ operation: (GoldenInputs) throws -> [String: Tensor]
  ) throws {
    var state = module.state
    for name in module.namedParameters.map(\.name) {
      state[name] = try golden.array("in.\(name)").tensor
    }
    try module.load(state: state)
    let parameters = Dictionary(
      uniqueKeysWithValues: module.namedParameters.map { ($0.name, $0.parameter) })
    try golden.check(tolerance: tolerance, parameters: parameters, operation)
  }

  @Test(arguments: try GoldenFile.cases("recurrent_layers"))
  func recurrent(_ golden: GoldenCase) throws {
    let cell = try #require(RecurrentCell(rawValue: golden.op))
    let x = try golden.array("in.x")
    let units = try golden.array("out.hn").shape[2]
    let module = Recurrent(
      cell, inputs: x.shape[2], units: units, layerCount: try golden.count("layers"),
      isBidirectional: try golden.flag("bidirectional"), .random(random))
    let lengths = golden.has("lengths") ? try golden.counts("lengths") : nil
    try check(golden, module) { inputs in
      let initial = inputs.optional("h0").map { hidden in
        (0..<hidden.shape[0]).map { index in
          RecurrentState(
            hidden: hidden.selected(index), cell: inputs.optional("c0")?.selected(index))
        }
      }
      let (outputs, final) = module(try inputs["x"], initial: initial, lengths: lengths)
      var results = ["y": outputs, "hn": Tensor.stacked(final.map(\.hidden))]
      if cell == .lstm { results["cn"] = .stacked(final.compactMap(\.cell)) }
      return results
    }
  }

  @Test(arguments: try GoldenFile.cases("attention"))
  func attention(_ golden: GoldenCase) throws {
    let score = try #require(Attention.Score(rawValue: golden.op))
    let (queries, memory) = (try golden.array("in.queries"), try golden.array("in.memory"))
    let units = score == .additive ? try golden.array("in.energy.weight").shape[1] : nil
    let module = Attention(
      score, queryWidth: queries.shape[2], memoryWidth: memory.shape[2], units: units,
      .random(random))
    let lengths = golden.has("lengths") ? try golden.counts("lengths") : nil
    try check(golden, module) { inputs in
      let (context, weights) = module(
        try inputs["queries"], memory: try inputs["memory"], lengths: lengths)
      return ["y": context, "weights": weights]
    }
  }

  func chain(_ name: String) throws -> Sequential {
    switch name {
    case "network":
      return Sequential([
        Conv2d(
          inputChannels: 3, outputChannels: 4, kernelSize: 3, stride: 2, padding: 1, .random(random)
        ),
        BatchNorm(channels: 4, .random(seed: 0)), Activation(.relu),
        Pool2d(.maximum, window: Extent2d(height: 1, width: 2)), Flatten(),
        Linear(inputs: 24, outputs: 5, .random(random)),
      ])
    case "decoder":
      return Sequential([
        ConvTranspose2d(
          inputChannels: 6, outputChannels: 4, kernelSize: 4, stride: 2, padding: 1, .random(random)
        ),
        Activation(.relu),
        Conv2d(
          inputChannels: 4, outputChannels: 2, kernelSize: Extent2d(height: 3, width: 1),
          padding: Extent2d(height: 1, width: 0), hasBias: false, .random(random)),
        Pool2d(.average, window: 2), Activation(.sigmoid),
      ])
    default: throw Mismatch("unknown chain \(name)")
    }
  }

  @Test(arguments: try GoldenFile.cases("chains"))
  func chains(_ golden: GoldenCase) throws {
    let module = try chain(golden.op)
    try check(golden, module, tolerance: 2e-5) { ["y": module(try $0["x"])] }
  }

  @Test func batchNormKeepsRunningStatistics() throws {
    let golden = try #require(try GoldenFile.cases("batch_norm").first)
    let module = BatchNorm(channels: 4, .random(seed: 0))
    module.weight.assign(try golden.array("in.weight").tensor)
    module.bias.assign(try golden.array("in.bias").tensor)
    try golden.check(tolerance: 1e-5) { inputs in
      var results: [String: Tensor] = [:]
      for step in 0..<3 { results["y\(step)"] = module(try inputs["x\(step)"]) }
      module.eval()
      results["y3"] = module(try inputs["x3"])
      results["running_mean"] = module.runningMean.tensor
      results["running_var"] = module.runningVar.tensor
      return results
    }
  }
}
