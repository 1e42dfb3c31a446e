import NeuralNet
import TensorCore

/// The basic block of residual networks (He, Zhang, Ren & Sun 2016, arXiv:1512.03385), with torchvision's names.
///
/// relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x)), where the shortcut is the identity, or a 1x1 convolution with batch
/// normalisation where the shapes differ.
///
/// - Input: [N, H, W, I]. Output: [N, H / stride, W / stride, O].
public final class ResidualBlock: Module, UnaryLayer {
  /// 3x3, I → O, with the stride.
  public let conv1: Conv2d
  /// Normalises `conv1`'s output.
  public let bn1: BatchNorm
  /// 3x3, O → O.
  public let conv2: Conv2d
  /// Normalises `conv2`'s output.
  public let bn2: BatchNorm
  /// The shortcut where the shapes differ.
  public let downsample: Sequential?

  /// A block with random weights, or those of a file.
  public init(_ inputs: Int, _ outputs: Int, stride: Extent2d = 1, _ source: ParameterSource) {
    conv1 = .threeByThree(inputs, outputs, stride: stride, source["conv1"])
    bn1 = BatchNorm(channels: outputs, source["bn1"])
    conv2 = .threeByThree(outputs, outputs, source["conv2"])
    bn2 = BatchNorm(channels: outputs, source["bn2"])
    let shortcut = source["downsample"]
    downsample =
      stride == 1 && inputs == outputs
      ? nil
      : Sequential([
        Conv2d(
          inputChannels: inputs, outputChannels: outputs, kernelSize: 1, stride: stride,
          hasBias: false, initializer: .heNormal, shortcut[0]),
        BatchNorm(channels: outputs, shortcut[1]),
      ])
  }

  /// Blocks one after another, numbered from 0; the first has the stride and changes the channels.
  public static func stage(
    _ inputs: Int, _ outputs: Int, count: Int, stride: Extent2d, _ source: ParameterSource
  ) -> Sequential {
    Sequential(
      (0..<count).map {
        ResidualBlock(
          $0 == 0 ? inputs : outputs, outputs, stride: $0 == 0 ? stride : 1, source[$0])
      })
  }

  /// Channels and stride.
  public override var summary: String {
    "residual block, \(conv1.weight.shape[1]) to \(conv1.weight.shape[0]) channels"
      + (conv1.geometry.stride == 1 ? "" : ", stride \(conv1.geometry.stride.height)")
  }

  /// The block's output.
  public func forward(_ x: Tensor) -> Tensor {
    let residual = bn2(conv2(bn1(conv1(x), .relu)))
    return (residual + (downsample.map { $0(x) } ?? x)).relu()
  }
}

extension Conv2d {
  /// A 3x3 convolution without bias that keeps the size, but for its stride; weights after He et al. 2015.
  static func threeByThree(
    _ inputs: Int, _ outputs: Int, stride: Extent2d = 1, _ source: ParameterSource
  ) -> Conv2d {
    Conv2d(
      inputChannels: inputs, outputChannels: outputs, kernelSize: 3, stride: stride, padding: 1,
      hasBias: false, initializer: .heNormal, source)
  }
}
