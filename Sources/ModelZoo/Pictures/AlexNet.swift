import NeuralNet
import TensorCore

/// A network in the style of AlexNet (Krizhevsky, Sutskever & Hinton 2012) for 64x64 colour pictures.
///
/// - Input: [N, 64, 64, 3]. Output: logits [N, classes].
///
/// Differences from the paper: a 7x7 first filter at stride 2 for the smaller pictures, one tower, no local
/// response normalisation, 2,048 units in place of 4,096.
public final class AlexNet: Module, UnaryLayer {
  /// Convolutions and pooling.
  public let features: Sequential
  /// Fully connected layers.
  public let classifier: Sequential

  /// A network with random weights; dropout draws from the same source.
  public init(classCount: Int = 200, dropout: Float = 0.5, random: RandomSource) {
    func convolution(_ inputs: Int, _ outputs: Int, _ size: Extent2d, _ stride: Extent2d = 1)
      -> Conv2d
    {
      Conv2d(
        inputChannels: inputs, outputChannels: outputs, kernelSize: size, stride: stride,
        padding: Extent2d(size.height / 2), fusesReLU: true, random: random)
    }
    let pool = Pool2d(.maximum, window: 3, stride: 2, padding: 1)
    features = Sequential(numbered: [
      (0, convolution(3, 64, 7, 2)), (2, pool), (3, convolution(64, 192, 5)), (5, pool),
      (6, convolution(192, 384, 3)), (8, convolution(384, 256, 3)), (10, convolution(256, 256, 3)),
      (12, pool),
    ])
    let drop = Dropout(probability: dropout, random: random)
    let relu = Activation(.relu)
    classifier = Sequential([
      Flatten(), drop, Linear(inputs: 256 * 16, outputs: 2048, random: random), relu, drop,
      Linear(inputs: 2048, outputs: 2048, random: random), relu,
      Linear(inputs: 2048, outputs: classCount, random: random),
    ])
  }

  /// The logits.
  public func callAsFunction(_ x: Tensor) -> Tensor { classifier(features(x)) }
}
