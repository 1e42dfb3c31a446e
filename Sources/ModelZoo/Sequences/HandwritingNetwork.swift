import NeuralNet
import TensorCore

/// Predicts the next movement of a pen: two LSTM layers, the second of which sees the input again, and a
/// mixture of Gaussians (Graves 2013, arXiv:1308.0850, prediction network).
///
/// - Input: [N, T, 3] of dx, dy and pen lifted. Output: [N, T, 1 + 6 K]: the pen's logit, then the mixture.
public final class HandwritingNetwork: Module, Network {
  /// What can be chosen.
  public struct Configuration: DefaultNetworkConfiguration {
    /// Units of each LSTM layer.
    public var units: Int
    /// Gaussians of the mixture.
    public var componentCount: Int

    /// 256 units and 20 Gaussians unless said otherwise.
    public init(units: Int = 256, componentCount: Int = 20) {
      self.units = units
      self.componentCount = componentCount
    }

    /// The usual choices.
    public static let standard = Configuration()

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1 << 16).contains(units), "units \(units)"),
        ((1...1 << 10).contains(componentCount), "componentCount \(componentCount)"),
      ])
    }
  }

  /// `handwriting-prediction`.
  public static let architecture = "handwriting-prediction"
  /// What was chosen.
  public let configuration: Configuration
  /// Reads the strokes.
  public let l1: Recurrent
  /// Reads the strokes and the first layer.
  public let l2: Recurrent
  /// Both layers → mixture.
  public let out: Linear

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let units = configuration.units
    l1 = Recurrent(.lstm, inputs: 3, units: units, source["l1"])
    l2 = Recurrent(.lstm, inputs: 3 + units, units: units, source["l2"])
    out = Linear(
      inputs: 2 * units, outputs: 1 + 6 * configuration.componentCount, source["out"])
  }

  /// The parameters of the next point's distribution.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let first = l1(x).outputs
    let second = l2(.concatenated([x, first])).outputs
    return out(.concatenated([first, second]))
  }

  /// Mean negative log-likelihood of points [N, T, 3] under predictions [N, T, 1 + 6 K].
  public static func loss(_ predictions: Tensor, points: Tensor) -> Tensor {
    let parts = predictions.split([1, predictions.shape[-1] - 1])
    let movement = points.sliced(0..<2, alongDimension: -1)
    let pen = points.sliced(2..<3, alongDimension: -1)
    return parts[0].binaryCrossEntropy(targets: pen)
      + parts[1].gaussianMixtureLoss(points: movement)
  }
}
