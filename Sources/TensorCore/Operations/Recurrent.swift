import CKernels

/// The cell of a recurrent layer.
public enum RecurrentCell: String, Sendable, Hashable, Codable, CaseIterable {
  /// Elman's network with tanh (1990).
  case tanh
  /// Elman's network with ReLU.
  case relu
  /// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gates after Gers et al. 2000).
  case lstm
  /// Gated recurrent unit (Cho et al. 2014), with the reset gate after the product as in PyTorch.
  case gru

  /// How many blocks of units the weights hold.
  public var gateCount: Int {
    switch self {
    case .tanh, .relu: 1
    case .gru: 3
    case .lstm: 4
    }
  }
}

/// The weights of one direction of one recurrent layer, named as in PyTorch.
public struct RecurrentWeights {
  /// [G·H, I] with the gates in PyTorch's order: i, f, g, o or r, z, n.
  public var input: Tensor
  /// [G·H, H].
  public var hidden: Tensor
  /// [G·H], added to the input's part.
  public var inputBias: Tensor
  /// [G·H], added to the hidden part.
  public var hiddenBias: Tensor

  /// The weights of one direction of one layer.
  public init(input: Tensor, hidden: Tensor, inputBias: Tensor, hiddenBias: Tensor) {
    self.input = input
    self.hidden = hidden
    self.inputBias = inputBias
    self.hiddenBias = hiddenBias
  }
}

/// What a recurrent layer hands from one step to the next.
public struct RecurrentState {
  /// The hidden state [N, H].
  public var hidden: Tensor
  /// The LSTM's cell [N, H]; nil for other cells.
  public var cell: Tensor?

  /// A state to start from.
  public init(hidden: Tensor, cell: Tensor? = nil) {
    self.hidden = hidden
    self.cell = cell
  }
}

extension Tensor {
  /// Runs one direction of one recurrent layer over whole sequences.
  ///
  /// - Parameters:
  ///   - lengths: the steps that count in each sequence; later outputs are zero, and the final state is the
  ///     one after the last step that counts. All steps count where nil.
  ///   - isReversed: from the last step to the first.
  /// - Shapes: self [N, T, I], state [N, H] → outputs [N, T, H], final state [N, H].
  public func recurrent(
    _ cell: RecurrentCell, weights: RecurrentWeights, initial: RecurrentState? = nil,
    lengths: [Int]? = nil, isReversed: Bool = false
  ) -> (outputs: Tensor, final: RecurrentState) {
    let units = weights.hidden.shape[1]
    let gates = cell.gateCount * units
    precondition(
      shape.rank == 3 && weights.input.shape == [gates, shape[2]]
        && weights.hidden.shape == [gates, units] && weights.inputBias.shape == [gates]
        && weights.hiddenBias.shape == [gates],
      "recurrent: input \(shape) does not fit weights \(weights.input.shape), "
        + "\(weights.hidden.shape), \(weights.inputBias.shape), \(weights.hiddenBias.shape)")
    precondition(
      lengths.map { $0.count == shape[0] && $0.allSatisfy { (0...shape[1]).contains($0) } } ?? true,
      "recurrent: lengths do not fit \(shape)")
    let start =
      initial
      ?? RecurrentState(
        hidden: .zeros([shape[0], units]), cell: cell == .lstm ? .zeros([shape[0], units]) : nil)
    let startCell = start.cell ?? start.hidden
    precondition(
      start.hidden.shape == [shape[0], units] && startCell.shape == [shape[0], units],
      "recurrent: state \(start.hidden.shape) does not fit \(shape) and \(units) units")
    let run = RecurrentRun(
      cell: cell, input: detached, weights: weights, lengths: lengths.map { $0.map(Int32.init) },
      isReversed: isReversed)
    run.forward(hidden: start.hidden, cell: startCell)
    let inputs = [
      self, weights.input, weights.hidden, weights.inputBias, weights.hiddenBias, start.hidden,
      startCell,
    ]
    let needsInput = requiresGradient
    let results = Tensor.recorded(
      [run.outputs(), run.finalState(run.hiddens), run.finalState(run.cells)], from: inputs
    ) { run.backward(outputs: $0[0], hidden: $0[1], cell: $0[2], needsInput: needsInput) }
    return (
      results[0], RecurrentState(hidden: results[1], cell: cell == .lstm ? results[2] : nil)
    )
  }
}
