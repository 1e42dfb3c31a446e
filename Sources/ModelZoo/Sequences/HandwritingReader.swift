import NeuralNet
import TensorCore

/// Reads handwriting: LSTM layers in both directions over the points of the pen, and logits of the characters and the blank for
/// connectionist temporal classification (Graves et al. 2009, "A Novel Connectionist System for Unconstrained Handwriting
/// Recognition").
///
/// - Input: features of the points, [N, T, F]. Output: logits [N, ⌈T / 2⌉, characters + 1]; 0 is the blank.
///
/// Difference from the paper: above the lowest layer two points are one step (as in Chan et al. 2016, arXiv:1508.01211), which
/// halves the work and leaves some six steps a character.
public final class HandwritingReader: Module, Network {
  /// What can be chosen.
  public struct Configuration: NetworkConfiguration {
    /// The characters that can be read, each once.
    public var alphabet: String
    /// Numbers that describe a point.
    public var features: Int
    /// Units of each layer in each direction.
    public var units = 128
    /// Layers, the lowest included.
    public var layers = 3
    /// The chance of a unit to be dropped between layers while training.
    public var dropout: Float = 0.2

    /// The usual sizes.
    public init(alphabet: String, features: Int) {
      (self.alphabet, self.features) = (alphabet, features)
    }

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...10_000).contains(alphabet.count), "\(alphabet.count) characters"),
        (Set(alphabet).count == alphabet.count, "a character that stands twice"),
        ((1...4096).contains(features), "features \(features)"),
        ((1...1 << 14).contains(units), "units \(units)"),
        ((2...16).contains(layers), "layers \(layers)"),
        ((0..<1).contains(dropout), "dropout \(dropout)"),
      ])
    }
  }

  /// Points that become one step above the lowest layer.
  public static let pointsPerStep = 2
  /// `handwriting-reader`.
  public static let architecture = "handwriting-reader"
  /// What was chosen.
  public let configuration: Configuration
  /// The lowest layer, point by point.
  public let lowest: Recurrent
  /// The layers above.
  public let upper: Recurrent
  /// The highest layer → characters and blank.
  public let out: Linear
  private let random: RandomSource

  /// A network with random weights, or those of a file; dropout draws from the same source.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    random = source.random
    let units = configuration.units
    lowest = Recurrent(
      .lstm, inputs: configuration.features, units: units, isBidirectional: true, source["lowest"])
    upper = Recurrent(
      .lstm, inputs: 2 * units * Self.pointsPerStep, units: units,
      layerCount: configuration.layers - 1, isBidirectional: true, dropout: configuration.dropout,
      source["upper"])
    out = Linear(
      inputs: 2 * units, outputs: configuration.alphabet.count + 1, source["out"])
  }

  /// The steps that so many points make.
  public static func stepCount(points: Int) -> Int { (points + pointsPerStep - 1) / pointsPerStep }

  /// Logits of the characters, which are numbered from 1 in the alphabet's order, and of the blank, 0.
  ///
  /// - Parameters:
  ///   - x: features [N, T, F], T even.
  ///   - lengths: the points of each sample that count; the logits that count are `stepCount(points:)` of them.
  public func callAsFunction(_ x: Tensor, lengths: [Int]) -> Tensor {
    let (rows, points) = (x.shape[0], x.shape[1])
    precondition(points % Self.pointsPerStep == 0, "HandwritingReader: an odd number of points")
    let low = dropping(lowest(x, lengths: lengths).outputs)  // [N, T, 2 units]
    let joined = low.reshaped([
      rows, points / Self.pointsPerStep, low.shape[2] * Self.pointsPerStep,
    ])
    let high = upper(joined, lengths: lengths.map(Self.stepCount)).outputs
    return out(dropping(high))
  }

  private func dropping(_ x: Tensor) -> Tensor {
    isTraining ? x.dropout(probability: configuration.dropout, using: random) : x
  }
}
