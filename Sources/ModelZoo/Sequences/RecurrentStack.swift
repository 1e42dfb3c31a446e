import NeuralNet
import TensorCore

/// LSTM layers that each see the layer below and what lies beside all of them, and whose outputs all count (Graves 2013,
/// arXiv:1308.0850, figure 1).
final class RecurrentStack: Module {
  /// The layers, lowest first.
  let layers: [Recurrent]

  /// So many layers; the lowest has nothing below it where `belowWidth` is 0.
  init(sideWidth: Int, belowWidth: Int = 0, units: Int, count: Int, _ source: ParameterSource) {
    layers = (0..<count).map { index in
      Recurrent(
        .lstm, inputs: sideWidth + (index == 0 ? belowWidth : units), units: units,
        source["layers"][index])
    }
  }

  /// The outputs of each layer, [N, T, H].
  ///
  /// - Parameter states: those after the last step, moved on; empty for zeros.
  func callAsFunction(side: Tensor, below: Tensor? = nil, _ states: inout [RecurrentState])
    -> [Tensor]
  {
    let start = states
    states = []
    var (lower, outputs) = (below, [Tensor]())
    for (index, layer) in layers.enumerated() {
      let input = lower.map { Tensor.concatenated([side, $0]) } ?? side
      let result = layer(input, initial: start.isEmpty ? nil : [start[index]])
      states += result.final
      outputs.append(result.outputs)
      lower = result.outputs
    }
    return outputs
  }
}
