import TensorCore

/// A function of each element, or of each vector for the softmax pair.
public final class Activation: Module, UnaryLayer {
  /// Which function.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// max(x, 0).
    case relu
    /// x where positive, else x / 100.
    case leakyReLU
    /// 1 / (1 + e^-x).
    case sigmoid
    /// The hyperbolic tangent.
    case tanh
    /// x Φ(x).
    case gelu
    /// Probabilities over the last dimension.
    case softmax
    /// Their logarithms.
    case logSoftmax

    /// The function itself.
    public func callAsFunction(_ x: Tensor) -> Tensor {
      switch self {
      case .relu: x.relu()
      case .leakyReLU: x.leakyReLU()
      case .sigmoid: x.sigmoid()
      case .tanh: x.tanh()
      case .gelu: x.gelu()
      case .softmax: x.softmax()
      case .logSoftmax: x.logSoftmax()
      }
    }
  }
  /// Which function.
  public let kind: Kind

  /// A layer that applies this function.
  public init(_ kind: Kind) { self.kind = kind }

  /// The function's name.
  public override var summary: String { kind.rawValue }

  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor { kind(x) }
}

/// Zeroes random elements while training (Srivastava et al. 2014).
public final class Dropout: Module, UnaryLayer {
  /// The chance of each element to be zeroed.
  public let probability: Float
  private let random: RandomSource

  /// A layer that draws from the given source.
  public init(probability: Float, random: RandomSource) {
    self.probability = probability
    self.random = random
  }

  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor {
    isTraining ? x.dropout(probability: probability, using: random) : x
  }
}
