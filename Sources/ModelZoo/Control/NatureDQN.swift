import NeuralNet
import TensorCore

/// The network of Mnih et al. 2015 ("Human-level control through deep reinforcement learning").
///
/// - Input: four grey frames as channels [N, 84, 84, 4], 0...1. Output: action values [N, actions].
public final class NatureDQN: Module, Network, UnaryLayer {
  /// What can be chosen.
  public struct Configuration: NetworkConfiguration {
    /// How many actions there are.
    public var actionCount: Int
    /// How many frames are seen at once.
    public var frameCount: Int

    /// A network for so many actions.
    public init(actionCount: Int, frameCount: Int = 4) {
      self.actionCount = actionCount
      self.frameCount = frameCount
    }

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1 << 10).contains(actionCount), "actionCount \(actionCount)"),
        ((1...1 << 10).contains(frameCount), "frameCount \(frameCount)"),
      ])
    }
  }

  /// `nature-dqn`.
  public static let architecture = "nature-dqn"
  /// What was chosen.
  public let configuration: Configuration
  /// All layers.
  public let n: Sequential

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let relu = Activation(.relu)
    let source = source["n"]
    n = Sequential(
      (0..<3).flatMap { index -> [any UnaryLayer] in
        [
          NatureDQN.convolution(
            index, frameCount: configuration.frameCount, source[2 * index]), relu,
        ]
      } + [
        Flatten(), Linear(inputs: 3136, outputs: 512, source[7]), relu,
        Linear(inputs: 512, outputs: configuration.actionCount, source[9]),
      ])
  }

  /// One of the three convolutions: [N, 84, 84, frames] → [N, 7, 7, 64].
  static func convolution(_ index: Int, frameCount: Int, _ source: ParameterSource) -> Conv2d {
    let plan: [(inputs: Int, outputs: Int, size: Extent2d, stride: Extent2d)] = [
      (frameCount, 32, 8, 4), (32, 64, 4, 2), (64, 64, 3, 1),
    ]
    let layer = plan[index]
    return Conv2d(
      inputChannels: layer.inputs, outputChannels: layer.outputs, kernelSize: layer.size,
      stride: layer.stride, source)
  }

  /// The value of each action.
  public func forward(_ x: Tensor) -> Tensor { n(x) }
}
