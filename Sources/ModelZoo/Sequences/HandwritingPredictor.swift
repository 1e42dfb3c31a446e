import NeuralNet
import TensorCore

/// Writes like the ink it has learnt from, without a text: LSTM layers that all see the pen, and a mixture of Gaussians over its
/// next step (Graves 2013, arXiv:1308.0850, section 4, prediction network).
///
/// - Input: steps [N, T, 3]. Output: the distribution of the next step, [N, T, 3 + 6K].
///
/// Difference from the paper: the end of a sample is a third event of the pen, beside drawing on and leaving the paper (as in Ha &
/// Eck 2017, arXiv:1704.03477).
public final class HandwritingPredictor: Module, Network {
  /// What can be chosen.
  public struct Configuration: DefaultNetworkConfiguration {
    /// Units of each LSTM layer.
    public var units: Int
    /// LSTM layers.
    public var layers: Int
    /// Gaussians of the mixture.
    public var componentCount: Int

    /// The paper's network of three layers with 400 units unless said otherwise.
    public init(units: Int = 400, layers: Int = 3, componentCount: Int = 20) {
      (self.units, self.layers, self.componentCount) = (units, layers, componentCount)
    }

    /// The usual choices.
    public static let standard = Configuration()

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1 << 14).contains(units), "units \(units)"),
        ((1...16).contains(layers), "layers \(layers)"),
        ((1...128).contains(componentCount), "componentCount \(componentCount)"),
      ])
    }
  }

  /// What the layers remember.
  public struct State {
    var layers: [RecurrentState] = []
    /// Before the first step.
    public init() {}
  }

  /// `handwriting-predictor`.
  public static let architecture = "handwriting-predictor"
  /// What was chosen.
  public let configuration: Configuration
  /// The LSTM layers.
  let stack: RecurrentStack
  /// All layers → distribution.
  public let out: Linear

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let units = configuration.units
    stack = RecurrentStack(
      sideWidth: 3, units: units, count: configuration.layers, source["stack"])
    out = Linear(
      inputs: configuration.layers * units,
      outputs: PenBatch.width(components: configuration.componentCount), source["out"])
  }

  /// The distribution of the step after each of these, [N, T, 3 + 6K], and what the layers remember then.
  public func callAsFunction(_ inputs: Tensor, _ state: inout State) -> Tensor {
    out(.concatenated(stack(side: inputs, &state.layers)))
  }

  /// Mean negative log-likelihood of a step, in nats.
  public func loss(_ batch: PenBatch) -> Tensor {
    var state = State()
    let outputs = stack(side: batch.inputs, &state.layers)
    return batch.loss(out(batch.selecting(.concatenated(outputs))))
  }
}
