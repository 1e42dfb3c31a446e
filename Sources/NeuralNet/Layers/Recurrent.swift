import TensorCore

/// A plain RNN, LSTM or GRU of one or more layers, in one or both directions.
///
/// - Input: [N, T, I]. Output: [N, T, D·H], D = 2 where bidirectional: forward units, then backward units.
/// Parameters are named as PyTorch's: `weight_ih_l0`, `weight_hh_l0_reverse`, …
public final class Recurrent: Module {
  /// The states after the last step, one for each layer and direction in PyTorch's order: layer 0 forward,
  /// layer 0 backward, layer 1 forward, …
  public typealias State = [RecurrentState]

  /// The kind of cell.
  public let cell: RecurrentCell
  /// How many layers stand on one another.
  public let layerCount: Int
  /// Whether each layer reads the sequence in both directions.
  public let isBidirectional: Bool
  private let directions: [[Direction]]
  private let dropout: Float
  private let random: RandomSource

  private struct Direction {
    let input: Parameter
    let hidden: Parameter
    let inputBias: Parameter
    let hiddenBias: Parameter

    init(gates: Int, inputs: Int, units: Int, suffix: String, _ source: ParameterSource) {
      func parameter(_ name: String, _ shape: Shape) -> Parameter {
        source.parameter("\(name)_\(suffix)", shape, .uniform(fanIn: units))
      }
      input = parameter("weight_ih", [gates, inputs])
      hidden = parameter("weight_hh", [gates, units])
      inputBias = parameter("bias_ih", [gates])
      hiddenBias = parameter("bias_hh", [gates])
    }

    var weights: RecurrentWeights {
      RecurrentWeights(
        input: input.value, hidden: hidden.value, inputBias: inputBias.value,
        hiddenBias: hiddenBias.value)
    }
  }

  /// A layer with weights from a source; random ones have PyTorch's distribution.
  ///
  /// - Parameter dropout: the chance of each output of a layer to be zeroed on its way to the next.
  public init(
    _ cell: RecurrentCell, inputs: Int, units: Int, layerCount: Int = 1,
    isBidirectional: Bool = false, dropout: Float = 0, _ source: ParameterSource
  ) {
    self.cell = cell
    self.layerCount = layerCount
    self.isBidirectional = isBidirectional
    self.dropout = dropout
    random = source.random
    let directionCount = isBidirectional ? 2 : 1
    directions = (0..<layerCount).map { layer in
      (0..<directionCount).map { direction in
        Direction(
          gates: cell.gateCount * units, inputs: layer == 0 ? inputs : units * directionCount,
          units: units, suffix: Recurrent.suffix(layer, direction), source)
      }
    }
  }

  /// `l0`, `l0_reverse`, …
  private static func suffix(_ layer: Int, _ direction: Int) -> String {
    "l\(layer)" + (direction == 1 ? "_reverse" : "")
  }

  /// Cell, layers, directions and units.
  public override var summary: String {
    let name = cell == .lstm || cell == .gru ? cell.rawValue.uppercased() : "RNN"
    let units = directions[0][0].hidden.shape[1]
    let kind = layerCount == 1 ? name : "\(layerCount) \(name) layers"
    return isBidirectional
      ? "\(kind) in both directions, \(units) units each"
      : "\(kind), \(directions[0][0].input.shape[1]) to \(units)"
  }

  /// The parameters under PyTorch's names.
  public override var parts: [(name: String, part: ModulePart)] {
    directions.enumerated().flatMap { layer, pair in
      pair.enumerated().flatMap { index, direction -> [(name: String, part: ModulePart)] in
        let suffix = Recurrent.suffix(layer, index)
        return [
          ("weight_ih_\(suffix)", .parameter(direction.input)),
          ("weight_hh_\(suffix)", .parameter(direction.hidden)),
          ("bias_ih_\(suffix)", .parameter(direction.inputBias)),
          ("bias_hh_\(suffix)", .parameter(direction.hiddenBias)),
        ]
      }
    }
  }

  /// Runs over whole sequences.
  ///
  /// - Parameters:
  ///   - initial: a state for each layer and direction; zeros where nil.
  ///   - lengths: the steps that count in each sequence; later outputs are zero.
  public func callAsFunction(_ x: Tensor, initial: State? = nil, lengths: [Int]? = nil)
    -> (outputs: Tensor, final: State)
  {
    let directionCount = isBidirectional ? 2 : 1
    precondition(
      initial.map { $0.count == layerCount * directionCount } ?? true,
      "Recurrent: \(initial?.count ?? 0) states for \(layerCount * directionCount)")
    var outputs = x
    var final: State = []
    for (layer, pair) in directions.enumerated() {
      if layer > 0 && isTraining && dropout > 0 {
        outputs = outputs.dropout(probability: dropout, using: random)
      }
      let results = pair.enumerated().map { index, direction in
        outputs.recurrent(
          cell, weights: direction.weights, initial: initial?[layer * directionCount + index],
          lengths: lengths, isReversed: index == 1)
      }
      outputs = .concatenated(results.map(\.outputs))
      final += results.map(\.final)
    }
    return (outputs, final)
  }
}
