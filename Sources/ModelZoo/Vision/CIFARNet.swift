import NeuralNet
import TensorCore

/// A small fast network for pictures of 32x32, after Jordan 2024 ("94% on CIFAR-10 in 3.29 seconds on a single GPU",
/// arXiv:2404.00498): a whitening layer, three blocks of two convolutions, a linear layer.
///
/// - Input: [N, 32, 32, 3], normalised. Output: logits [N, classes].
///
/// Differences from the paper: the whitening layer sees patches of 3x3 and keeps the sixteen directions in which they vary
/// most, so that all maps are 32, 16, 8 and 4 pixels wide, which Winograd's convolutions take.
public final class CIFARNet: Module, ImageClassifier {
  /// What can be chosen.
  public struct Configuration: ClassifierConfiguration {
    /// The channels of the three blocks.
    public var widths: [Int]
    /// The number of classes.
    public var classCount: Int

    /// For the ten classes of CIFAR-10 unless said otherwise.
    public init(widths: [Int] = [64, 256, 256], classCount: Int = 10) {
      self.widths = widths
      self.classCount = classCount
    }

    /// The usual choices.
    public static let standard = Configuration()

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        (widths.count == 3 && widths.allSatisfy((1...4096).contains), "widths \(widths)"),
        ((1...1 << 20).contains(classCount), "classCount \(classCount)"),
      ])
    }
  }

  /// Two convolutions, each with batch normalisation and GELU; the first is pooled to half the size.
  public final class Block: Module, UnaryLayer {
    /// 3x3, inputs → outputs.
    public let conv1: Conv2d
    /// Halves the size.
    public let pool = Pool2d(.maximum, window: 2)
    /// Normalises the pooled maps.
    public let norm1: BatchNorm
    /// 3x3, outputs → outputs.
    public let conv2: Conv2d
    /// Normalises the second convolution's maps.
    public let norm2: BatchNorm

    init(_ inputs: Int, _ outputs: Int, _ source: ParameterSource) {
      func convolution(_ inputs: Int, _ name: String) -> Conv2d {
        Conv2d(
          inputChannels: inputs, outputChannels: outputs, kernelSize: 3, padding: 1,
          hasBias: false, initializer: .partialIdentity, source[name])
      }
      func norm(_ name: String) -> BatchNorm {
        let norm = BatchNorm(channels: outputs, momentum: 0.4, source[name])
        norm.weight.isTrainable = false
        return norm
      }
      (conv1, conv2) = (convolution(inputs, "conv1"), convolution(outputs, "conv2"))
      (norm1, norm2) = (norm("norm1"), norm("norm2"))
    }

    /// Channels.
    public override var summary: String {
      "block, \(conv1.weight.shape[1]) to \(conv1.weight.shape[0]) channels"
    }

    /// The block's output.
    public func forward(_ x: Tensor) -> Tensor {
      norm2(conv2(norm1(pool(conv1(x)), .gelu)), .gelu)
    }
  }

  /// `cifarnet`.
  public static let architecture = "cifarnet"
  /// What was chosen.
  public let configuration: Configuration
  /// 3x3, 3 → 32: directions in which patches of pictures vary, and their negatives. Only its bias is learnt.
  public let whitening: Conv2d
  /// Three blocks.
  public let blocks: [Block]
  /// What is left of the size.
  public let pool = Pool2d(.maximum, window: 4)
  /// Features → classes.
  public let head: Linear

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    whitening = Conv2d(
      inputChannels: 3, outputChannels: 32, kernelSize: 3, padding: 1, source["whitening"])
    whitening.weight.isTrainable = false
    let inputs = [32] + configuration.widths
    blocks = configuration.widths.enumerated().map { index, width in
      Block(inputs[index], width, source["blocks"][index])
    }
    head = Linear(
      inputs: configuration.widths[2], outputs: configuration.classCount, hasBias: false,
      source["head"])
  }

  /// [32, 32, 3].
  public var inputShape: Shape { [32, 32, 3] }
  /// As configured.
  public var classCount: Int { configuration.classCount }

  /// Gives the whitening layer the directions of patches of such pictures: each is scaled to variance 1.
  ///
  /// - Parameter pictures: normalised, [N, H, W, 3]; some thousands are enough.
  public func whiten(_ pictures: Tensor) {
    let (height, width) = (pictures.shape[1], pictures.shape[2])
    // All 3x3 patches with PyTorch's order of weights: channel, row, column. [N (H - 2) (W - 2), 27]
    let places = (0..<9).map { place in
      pictures.sliced(place / 3..<place / 3 + height - 2, alongDimension: 1)
        .sliced(place % 3..<place % 3 + width - 2, alongDimension: 2)
    }
    let patches = Tensor.stacked(places, alongDimension: 4).reshaped([-1, 27])
    let covariance =
      patches.matmul(patches, transposingSelf: true) / Float(max(patches.shape[0], 1))
    let (values, vectors) = covariance.symmetricEigen()
    let scaled = (vectors / (values + 5e-4).squareRoot().reshaped([27, 1])).sliced(11..<27)
    whitening.weight.assign(
      Tensor.concatenated([scaled, -scaled], alongDimension: 0).reshaped([32, 3, 3, 3]))
    whitening.bias?.assign(.zeros([32]))
  }
}

extension CIFARNet: FeatureClassifier {
  /// [N, 32, 32, 3] → [N, 4, 4, 256].
  public func maps(_ x: Tensor) -> Tensor { blocks.reduce(whitening(x, .gelu)) { $1($0) } }
  /// The maps' largest values, [N, 256]; a ninth of them, since they are large at first.
  public func features(maps: Tensor) -> Tensor { pool(maps).flattened() / 9 }
  /// The last block.
  public var upperLayers: [Module] { [blocks[2]] }
}
