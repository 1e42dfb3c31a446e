import TensorCore

/// An LSTM that reads a memory through a soft window, which each hidden state moves on (Graves 2013, arXiv:1308.0850, section
/// 5.1).
///
/// - Input: [N, T, I] and a memory [N, U, D]. Output: hidden states [N, T, H] and what was read, [N, T, D].
public final class WindowedRecurrent: Module {
  /// [4H, I], gates i, f, g, o.
  public let weightInput: Parameter
  /// [4H, H].
  public let weightHidden: Parameter
  /// [4H, D]: of what the window read in the step before.
  public let weightWindow: Parameter
  /// [4H].
  public let bias: Parameter
  /// Hidden state → logarithms of the K Gaussians' importance, sharpness and movement.
  public let window: Linear

  /// A layer with weights from a source; random ones have the distribution of PyTorch's LSTM, and the window begins with Gaussians
  /// of importance 0.14 and sharpness 1 that move by so many items a step.
  public init(
    inputs: Int, units: Int, memoryWidth: Int, components: Int, movement: Float,
    _ source: ParameterSource
  ) {
    let initializer = Initializer.uniform(fanIn: units)
    weightInput = source.parameter("weight_input", [4 * units, inputs], initializer)
    weightHidden = source.parameter("weight_hidden", [4 * units, units], initializer)
    weightWindow = source.parameter("weight_window", [4 * units, memoryWidth], initializer)
    bias = source.parameter("bias", [4 * units], initializer)
    window = Linear(
      inputs: units, outputs: 3 * components, biasInitializer: .parts([-2, 0, movement]),
      source["window"])
  }

  /// Inputs, units and Gaussians.
  public override var summary: String {
    "LSTM, \(weightInput.shape[1]) to \(weightHidden.shape[1]), "
      + "window of \(window.weight.shape[0] / 3) Gaussians"
  }

  /// Runs over whole sequences.
  ///
  /// - Parameters:
  ///   - itemCounts: the items of each memory that count.
  ///   - initial: a state to go on from; zeros where nil.
  /// - Returns: hidden states, what was read, how much of each item, [N, T, U], and the state after the last step.
  public func callAsFunction(
    _ x: Tensor, memory: Tensor, itemCounts: [Int], initial: WindowedState? = nil
  ) -> (outputs: Tensor, windows: Tensor, shares: Tensor, final: WindowedState) {
    x.windowedLSTM(
      memory: memory, itemCounts: itemCounts,
      weights: WindowedWeights(
        input: weightInput.value, hidden: weightHidden.value, window: weightWindow.value,
        bias: bias.value, parameters: window.weight.value,
        parameterBias: window.bias?.value ?? .zeros([window.weight.shape[0]])),
      initial: initial)
  }
}
