import Imaging
import ModelZoo

/// How rare colours are, by the pictures that a network learnt from.
public struct ColorRarity: Sendable {
  /// The bins.
  public let bins: ColorBins
  /// The share of pixels in each bin.
  public let frequencies: [Float]

  /// The share of the uniform distribution that is mixed to the frequencies.
  private static let uniformShare: Float = 0.5

  /// Bins and their frequencies.
  public init(bins: ColorBins, frequencies: [Float]) {
    self.bins = bins
    self.frequencies = frequencies
  }

  /// What a network's rebalancing weights say: with w ∝ 1 / (p / 2 + 1 / 2Q), scaled so that Σ p w = 1.
  public init(of network: ColorNet) {
    let centers = network.ab.tensor.values
    bins = ColorBins(
      centers: stride(from: 0, to: centers.count, by: 2).map {
        SIMD2(centers[$0], centers[$0 + 1])
      })
    let weights = network.rebalance.tensor.values
    let scale = 1 / weights.reduce(0) { $0 + 1 / $1 }
    let uniform = 1 / Float(weights.count)
    frequencies = weights.map { 2 * scale / $0 - uniform }
  }

  /// What an error at each bin counts while training: rare colours more, 1 in the mean.
  public var lossWeights: [Float] {
    let uniform = 1 / Float(frequencies.count)
    let raw = frequencies.map { 1 / ((1 - Self.uniformShare) * $0 + Self.uniformShare * uniform) }
    let mean = zip(raw, frequencies).reduce(0) { $0 + $1.0 * $1.1 }
    return raw.map { $0 / mean }
  }

  /// What each pixel of a picture counts in the rebalanced figures: 1 / p of its nearest bin.
  ///
  /// - Parameter lab: [height, width, 3].
  public func weights(_ lab: [Float]) -> [Float] {
    stride(from: 0, to: lab.count, by: 3).map {
      1 / max(frequencies[bins.nearest(SIMD2(lab[$0 + 1], lab[$0 + 2]))], 1e-6)
    }
  }
}
