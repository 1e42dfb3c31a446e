import NeuralNet
import TensorCore

/// A U-Net (Ronneberger et al. 2015) that gives each 2x2 block of a grey picture a distribution over colours,
/// after Zhang, Isola & Efros 2016 (arXiv:1603.08511).
///
/// - Input: lightness [N, H, W, 1], H and W multiples of 8. Output: logits [N, H / 2, W / 2, colours].
public final class ColorizerNetwork: Module, UnaryLayer {
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

  /// A network with random weights; 313 colours as in the paper.
  public init(colorCount: Int = 313, random: RandomSource) {
    func block(_ inputs: Int, _ outputs: Int, _ stride: Extent2d = 1) -> Sequential {
      Sequential([
        Conv2d(
          inputChannels: inputs, outputChannels: outputs, kernelSize: 3, stride: stride, padding: 1,
          hasBias: false, random: random), BatchNorm(channels: outputs, fusesReLU: true),
      ])
    }
    d1 = Sequential([block(1, 32), block(32, 32)])
    d2 = Sequential([block(32, 64, 2), block(64, 64)])
    d3 = Sequential([block(64, 128, 2), block(128, 128)])
    d4 = Sequential([block(128, 256, 2), block(256, 256)])
    u3 = block(256 + 128, 128)
    u2 = block(128 + 64, 64)
    out = Conv2d(inputChannels: 64, outputChannels: colorCount, kernelSize: 1, random: random)
  }

  /// The logits.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let half = d2(d1(x))
    let quarter = d3(half)
    let eighth = d4(quarter)
    let up3 = u3(.concatenated([eighth.upsampledNearest(factor: 2), quarter]))
    return out(u2(.concatenated([up3.upsampledNearest(factor: 2), half])))
  }
}
