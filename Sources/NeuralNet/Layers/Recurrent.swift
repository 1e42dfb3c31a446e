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

    init(gates: Int, inputs: Int, units: Int, random: RandomSource) {
      let bound = 1 / Float(units).squareRoot()
      func parameter(_ shape: Shape) -> Parameter {
        Parameter(.uniform(shape, in: -bound..<bound, using: random))
      }
      input = parameter([gates, inputs])
      hidden = parameter([gates, units])
      inputBias = parameter([gates])
      hiddenBias = parameter([gates])
    }

    var weights: RecurrentWeights {
      RecurrentWeights(
        input: input.value, hidden: hidden.value, inputBias: inputBias.value,
        hiddenBias: hiddenBias.value)
    }
  }

  /// A network with PyTorch's random weights.
  ///
  /// - Parameter dropout: the chance of each output of a layer to be zeroed on its way to the next.
  public init(
    _ cell: RecurrentCell, inputs: Int, units: Int, layerCount: Int = 1,
    isBidirectional: Bool = false, dropout: Float = 0, random: RandomSource
  ) {
    self.cell = cell
    self.layerCount = layerCount
    self.isBidirectional = isBidirectional
    self.dropout = dropout
    self.random = random
    let directionCount = isBidirectional ? 2 : 1
    directions = (0..<layerCount).map { layer in
      (0..<directionCount).map { _ in
        Direction(
          gates: cell.gateCount * units, inputs: layer == 0 ? inputs : units * directionCount,
          units: units, random: random)
      }
    }
  }

  /// The parameters under PyTorch's names.
  public override var parts: [(name: String, part: ModulePart)] {
    directions.enumerated().flatMap { layer, pair in
      pair.enumerated().flatMap { index, direction -> [(name: String, part: ModulePart)] in
        let suffix = "l\(layer)" + (index == 1 ? "_reverse" : "")
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
