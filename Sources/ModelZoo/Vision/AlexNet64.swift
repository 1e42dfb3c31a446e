import NeuralNet
import TensorCore

/// The family of AlexNet (Krizhevsky, Sutskever & Hinton 2012) for colour pictures of 64x64: five convolutions, three fully
/// connected layers.
///
/// - Input: [N, H, W, 3], normalised, H and W at least 32. Output: logits [N, classes].
///
/// Differences from the paper:
/// 1. A 7x7 first filter at stride 2 for the smaller pictures.
/// 2. One tower.
/// 3. Batch normalisation in place of local response normalisation; none in the benchmark's network.
/// 4. 1,024 units in place of 4,096, so that the weights take 16 MB; 2,048 in the benchmark's network.
/// 5. Pictures of another size than 64x64 have their last maps averaged to 4x4, as torchvision's AlexNet does.
public final class AlexNet64: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: ClassifierConfiguration {
    /// The number of classes.
    public var classCount: Int
    /// The chance of each unit to be dropped while training.
    public var dropout: Float
    /// Whether batch normalisation follows each convolution.
    public var hasBatchNorm: Bool
    /// The units of each hidden layer.
    public var hiddenUnits: Int

    /// For the 200 classes of Tiny ImageNet unless said otherwise.
    public init(
      classCount: Int = 200, dropout: Float = 0.5, hasBatchNorm: Bool = true,
      hiddenUnits: Int = 1024
    ) {
      self.classCount = classCount
      self.dropout = dropout
      self.hasBatchNorm = hasBatchNorm
      self.hiddenUnits = hiddenUnits
    }

    /// The usual choices.
    public static let standard = Configuration()
    /// The benchmark's network.
    public static let plain = Configuration(hasBatchNorm: false, hiddenUnits: 2048)

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1 << 20).contains(classCount), "classCount \(classCount)"),
        ((0..<1).contains(dropout), "dropout \(dropout)"),
        ((1...1 << 14).contains(hiddenUnits), "hiddenUnits \(hiddenUnits)"),
      ])
    }
  }

  /// `alexnet64`.
  public static let architecture = "alexnet64"
  /// What was chosen.
  public let configuration: Configuration
  /// Convolutions and pooling.
  public let features: Sequential
  /// Averages the maps of pictures of another size.
  public let avgpool = AdaptiveAveragePool2d(to: 4)
  /// Fully connected layers.
  public let classifier: Sequential
  /// The last of them.
  public let head: Linear

  /// A network with random weights, or those of a file; dropout draws from the same source.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let features = source["features"]
    var layers: [any UnaryLayer] = []
    func convolution(_ inputs: Int, _ outputs: Int, _ size: Int, stride: Extent2d = 1) {
      layers.append(
        Conv2d(
          inputChannels: inputs, outputChannels: outputs, kernelSize: Extent2d(size),
          stride: stride, padding: Extent2d(size / 2), hasBias: !configuration.hasBatchNorm,
          features[layers.count]))
      if configuration.hasBatchNorm {
        layers.append(BatchNorm(channels: outputs, features[layers.count]))
      }
      layers.append(Activation(.relu))
    }
    func pool() { layers.append(Pool2d(.maximum, window: 3, stride: 2, padding: 1)) }
    convolution(3, 64, 7, stride: 2)
    pool()
    convolution(64, 192, 5)
    pool()
    convolution(192, 384, 3)
    convolution(384, 256, 3)
    convolution(256, 256, 3)
    pool()
    self.features = Sequential(layers)
    let drop = Dropout(probability: configuration.dropout, random: source.random)
    let classifier = source["classifier"]
    let units = configuration.hiddenUnits
    head = Linear(inputs: units, outputs: configuration.classCount, classifier[7])
    self.classifier = Sequential([
      Flatten(), drop, Linear(inputs: 256 * 16, outputs: units, classifier[2]), Activation(.relu),
      drop, Linear(inputs: units, outputs: units, classifier[5]), Activation(.relu), head,
    ])
  }

  /// [64, 64, 3].
  public var inputShape: Shape { [64, 64, 3] }
  /// As configured.
  public var classCount: Int { configuration.classCount }
}

extension AlexNet64: FeatureClassifier {
  /// [N, H, W, 3] → [N, H / 16, W / 16, 256].
  public func maps(_ x: Tensor) -> Tensor { features(x) }
  /// What comes out of the last hidden layer.
  public func features(maps: Tensor) -> Tensor {
    Sequential(Array(classifier.layers.dropLast()))(avgpool(maps))
  }
  /// The fully connected layers.
  public var upperLayers: [Module] { [classifier] }
}
