import NeuralNet
import TensorCore

/// A U-Net (Ronneberger et al. 2015) that gives each 2x2 block of a grey picture a distribution over colours,
/// after Zhang, Isola & Efros 2016 (arXiv:1603.08511).
///
/// - Input: lightness [N, H, W, 1], H and W multiples of 8. Output: logits [N, H / 2, W / 2, colours].
public final class ColorizerNetwork: Module, Network, UnaryLayer {
  /// What can be chosen.
  public struct Configuration: DefaultNetworkConfiguration {
    /// How many colours are told apart; 313 in the paper.
    public var colorCount = 313

    /// The paper's colours unless said otherwise.
    public init(colorCount: Int = 313) { self.colorCount = colorCount }

    /// The usual choices.
    public static let standard = Configuration()

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([((1...1 << 16).contains(colorCount), "colorCount \(colorCount)")])
    }
  }

  /// `colorizer-unet`.
  public static let architecture = "colorizer-unet"
  /// What was chosen.
  public let configuration: Configuration
  /// Full size, 32 channels.
  public let d1: Sequential
  /// Half size, 64 channels.
  public let d2: Sequential
  /// Quarter size, 128 channels.
  public let d3: Sequential
  /// An eighth of the size, 256 channels.
  public let d4: Sequential
  /// Back at a quarter, with `d3`'s output.
  public let u3: Sequential
  /// Back at half, with `d2`'s output.
  public let u2: Sequential
  /// 1x1, channels → colours.
  public let out: Conv2d

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    func block(_ inputs: Int, _ outputs: Int, stride: Extent2d = 1, _ source: ParameterSource)
      -> Sequential
    {
      Sequential([
        Conv2d(
          inputChannels: inputs, outputChannels: outputs, kernelSize: 3, stride: stride, padding: 1,
          hasBias: false, source[0]), BatchNorm(channels: outputs, source[1]), Activation(.relu),
      ])
    }
    func pair(_ inputs: Int, _ outputs: Int, _ stride: Extent2d, _ source: ParameterSource)
      -> Sequential
    {
      Sequential([
        block(inputs, outputs, stride: stride, source[0]), block(outputs, outputs, source[1]),
      ])
    }
    d1 = pair(1, 32, 1, source["d1"])
    d2 = pair(32, 64, 2, source["d2"])
    d3 = pair(64, 128, 2, source["d3"])
    d4 = pair(128, 256, 2, source["d4"])
    u3 = block(256 + 128, 128, source["u3"])
    u2 = block(128 + 64, 64, source["u2"])
    out = Conv2d(
      inputChannels: 64, outputChannels: configuration.colorCount, kernelSize: 1, source["out"])
  }

  /// The logits.
  public func forward(_ x: Tensor) -> Tensor {
    let half = d2(d1(x))
    let quarter = d3(half)
    let eighth = d4(quarter)
    let up3 = u3(.concatenated([eighth.upsampledNearest(factor: 2), quarter]))
    return out(u2(.concatenated([up3.upsampledNearest(factor: 2), half])))
  }
}
