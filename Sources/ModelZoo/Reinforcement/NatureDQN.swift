import NeuralNet
import TensorCore

/// The network of Mnih et al. 2015 ("Human-level control through deep reinforcement learning").
///
/// - Input: four grey frames as channels [N, 84, 84, 4], 0...1. Output: action values [N, actions].
public final class NatureDQN: Module, UnaryLayer {
  /// All layers; the numbers are PyTorch's.
  public let n: Sequential

  /// A network with random weights.
  public init(actionCount: Int, frameCount: Int = 4, random: RandomSource) {
    let convolutions = NatureDQN.convolutions(frameCount: frameCount, random: random)
    n = Sequential(
      numbered: convolutions.enumerated().map { (2 * $0, $1) } + [
        (6, Flatten()), (7, Linear(inputs: 3136, outputs: 512, random: random)),
        (8, Activation(.relu)), (9, Linear(inputs: 512, outputs: actionCount, random: random)),
      ])
  }

  /// The three convolutions: [N, 84, 84, frames] → [N, 7, 7, 64].
  static func convolutions(frameCount: Int, fusesReLU: Bool = true, random: RandomSource)
    -> [Conv2d]
  {
    func convolution(_ inputs: Int, _ outputs: Int, _ size: Extent2d, _ stride: Extent2d) -> Conv2d
    {
      Conv2d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: size, stride: stride,
        fusesReLU: fusesReLU, random: random)
    }
    return [
      convolution(frameCount, 32, 8, 4), convolution(32, 64, 4, 2), convolution(64, 64, 3, 1),
    ]
  }

  /// The value of each action.
  public func callAsFunction(_ x: Tensor) -> Tensor { n(x) }
}
