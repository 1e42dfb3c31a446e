import CKernels

/// The weights of an LSTM that reads a memory through a soft window.
public struct WindowedWeights {
  /// [4H, I], gates i, f, g, o.
  public var input: Tensor
  /// [4H, H].
  public var hidden: Tensor
  /// [4H, D]: of what the window read in the step before.
  public var window: Tensor
  /// [4H].
  public var bias: Tensor
  /// [3K, H]: from the hidden state to the logarithms of the Gaussians' importance, sharpness and movement.
  public var parameters: Tensor
  /// [3K].
  public var parameterBias: Tensor

  /// The weights of a layer.
  public init(
    input: Tensor, hidden: Tensor, window: Tensor, bias: Tensor, parameters: Tensor,
    parameterBias: Tensor
  ) {
    (self.input, self.hidden, self.window, self.bias) = (input, hidden, window, bias)
    (self.parameters, self.parameterBias) = (parameters, parameterBias)
  }

  var all: [Tensor] { [input, hidden, window, bias, parameters, parameterBias] }
}

/// What a windowed layer hands from one step to the next.
public struct WindowedState {
  /// The hidden state [N, H].
  public var hidden: Tensor
  /// The cell [N, H].
  public var cell: Tensor
  /// What the window read, [N, D].
  public var window: Tensor
  /// Where the Gaussians are, in items from 0, [N, K].
  public var positions: Tensor

  /// A state to start from.
  public init(hidden: Tensor, cell: Tensor, window: Tensor, positions: Tensor) {
    (self.hidden, self.cell, self.window, self.positions) = (hidden, cell, window, positions)
  }
}

extension Tensor {
  /// Runs an LSTM over whole sequences whose gates see, besides input and hidden state, what a soft window of K Gaussians read
  /// of a memory in the step before; each hidden state moves the window on (Graves 2013, arXiv:1308.0850, equations 46 to 52).
  ///
  /// The window is φ(u) = Σ αₖ exp(-βₖ (κₖ - u)²), with κ growing by e^κ̂ a step; the logarithms of α, β and that growth are
  /// held within ±6. No gradient goes to the initial state or comes from the final one.
  ///
  /// - Parameters:
  ///   - memory: what is read, [N, U, D].
  ///   - itemCounts: the items of each memory that count; the others are read with weight 0.
  /// - Shapes: self [N, T, I], state [N, …] → hidden states [N, T, H], what was read [N, T, D], φ [N, T, U] without a gradient,
  ///   and the state after the last step.
  public func windowedLSTM(
    memory: Tensor, itemCounts: [Int], weights: WindowedWeights, initial: WindowedState? = nil
  ) -> (outputs: Tensor, windows: Tensor, shares: Tensor, final: WindowedState) {
    let (units, width) = (weights.hidden.shape[1], memory.shape[-1])
    let components = weights.parameters.shape[0] / 3
    precondition(
      shape.rank == 3 && memory.shape.rank == 3 && memory.shape[0] == shape[0]
        && weights.input.shape == [4 * units, shape[2]]
        && weights.hidden.shape == [4 * units, units]
        && weights.window.shape == [4 * units, width] && weights.bias.shape == [4 * units]
        && weights.parameters.shape == [3 * components, units]
        && weights.parameterBias.shape == [3 * components],
      "windowedLSTM: input \(shape) and memory \(memory.shape) do not fit weights "
        + "\(weights.all.map(\.shape))")
    precondition(
      itemCounts.count == shape[0] && itemCounts.allSatisfy { (0...memory.shape[1]).contains($0) },
      "windowedLSTM: item counts do not fit memory \(memory.shape)")
    let rows = shape[0]
    let start =
      initial
      ?? WindowedState(
        hidden: .zeros([rows, units]), cell: .zeros([rows, units]), window: .zeros([rows, width]),
        positions: .zeros([rows, components]))
    precondition(
      start.hidden.shape == [rows, units] && start.cell.shape == [rows, units]
        && start.window.shape == [rows, width] && start.positions.shape == [rows, components],
      "windowedLSTM: the state does not fit \(shape), memory \(memory.shape) and \(units) units")
    let run = WindowedRun(
      input: detached, memory: memory.detached, itemCounts: itemCounts, weights: weights)
    run.forward(from: start)
    let needsInput = requiresGradient
    let results = Tensor.recorded(
      [run.outputs, run.readings], from: [self, memory] + weights.all
    ) { run.backward(outputs: $0[0], readings: $0[1], needsInput: needsInput) }
    return (results[0], results[1], run.shares, run.final)
  }
}
