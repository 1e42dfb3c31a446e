import Datasets
import Imaging
import Inference
import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

/// Teaches a network the colours of pictures, after Zhang, Isola & Efros 2016: each place is a distribution over the five bins
/// nearest to its colour, errors count more where colours are rare, and the picture's class is learnt besides. With regression
/// it is a and b themselves, and squared errors.
public final class ColorizationTask<Pictures: ImageDataset>: SupervisedTask {
  /// A picture's lightness as the network takes it, and its colours.
  public struct Sample: Sendable {
    /// [side, side], (L - 50) / 50.
    let light: [Float]
    /// [side / 2 · side / 2], Lab's a and b.
    let colors: [SIMD2<Float>]
    let label: Int32
  }

  /// The weight of the class's cross-entropy.
  private static var classShare: Float { 0.2 }
  /// The unit of squared errors: a bin.
  private static var regressionScale: Float { ColorNet.regressionUnit / ColorBins.step }

  private let network: ColorNet
  private let loader: DataLoader<Subset<Pictures>, Sample>
  private let validation: Subset<Pictures>
  private let bins: ColorBins
  private let weights: [Float]
  private let side: Int
  private let learnsClasses: Bool

  /// The network.
  public var model: Module { network }
  /// AdamW.
  public let optimizer: Optimizer
  /// The average that is evaluated and kept.
  public let average: WeightAverage?
  /// Nothing is random but the samples.
  public let random: RandomSource
  /// How well rare colours are met.
  public let monitor = Monitor.maximum("auc_rebalanced")
  /// The largest joint norm of all gradients.
  public var gradientNormLimit: Float? { 5 }

  /// A task on these pictures.
  ///
  /// - Parameters:
  ///   - side: of the squares that the network sees, a multiple of 8.
  ///   - learnsClasses: whether the pictures' labels are those of the network's classes.
  public init(
    _ network: ColorNet, training: Subset<Pictures>, validation: Subset<Pictures>, side: Int,
    batchSize: Int, learningRate: Float, learnsClasses: Bool, seed: UInt64
  ) {
    self.network = network
    self.validation = validation
    self.side = side
    self.learnsClasses = learnsClasses
    let rarity = ColorRarity(of: network)
    bins = rarity.bins
    weights = network.rebalance.tensor.values
    random = RandomSource(seed: seed)
    average = WeightAverage(network.parameters, decay: 0.998)
    let matrices = network.parameters.filter { $0.shape.rank > 1 }
    let vectors = network.parameters.filter { $0.shape.rank <= 1 }
    optimizer = Adam(
      [
        ParameterGroup(matrices, weightDecay: 0.02), ParameterGroup(vectors, weightDecay: 0),
      ], learningRate: learningRate, betas: (0.9, 0.99), decouplingDecay: true)
    let parts = ImagePipeline([
      .rgb, .randomResizedCrop(height: side, width: side, minimumArea: 0.3),
      .randomFlip(probability: 0.5),
    ])
    loader = DataLoader(training, batchSize: batchSize, seed: seed) { sample, draw in
      let input = parts(sample.image, draw)
      let image = Image(size: input.size, format: .rgb, samples: input.values)
      return Sample(
        light: jittered(image.labSamples(), draw.random),
        colors: chroma(of: image.resized(to: input.size.half, filter: .area)), label: sample.label)
    }
  }

  /// The batches of the training pictures.
  public func stepCount(inEpoch epoch: Int) -> Int { loader.batchCount }

  /// Pictures, cut, mirrored and lit anew each epoch.
  public func batch(_ step: Int, epoch: Int) throws -> [Sample] {
    try loader.batch(step, epoch: epoch)
  }

  /// The loss of the colours, and of the classes where there are any.
  public func loss(_ batch: [Sample]) -> (loss: Tensor, report: StepReport) {
    let count = batch.count
    let outputs = network.outputs(
      Tensor(batch.flatMap(\.light), shape: [count, side, side, 1]))
    let colors =
      network.configuration.objective == .classification
      ? crossEntropy(outputs.colors, batch) : squaredError(outputs.colors, batch)
    var sums = ["colour": Double(colors.item) * Double(count)]
    var loss = colors
    if learnsClasses {
      let labels = outputs.classes.crossEntropy(
        targets: IndexTensor(batch.map(\.label)), labelSmoothing: 0.1)
      loss = loss + labels * Self.classShare
      sums["class"] = Double(labels.item) * Double(count)
    }
    sums["loss"] = Double(loss.item) * Double(count)
    return (loss, StepReport(sampleCount: count, sums: sums))
  }

  /// -Σ w q log p over the places, q the soft-encoded colour and w what its nearest bin counts.
  private func crossEntropy(_ logits: Tensor, _ batch: [Sample]) -> Tensor {
    let (places, width) = (logits.count / bins.centers.count, bins.centers.count)
    let colors = batch.flatMap(\.colors)
    let targets = Tensor(shape: [places, width]) { target in
      target.update(repeating: 0)
      for (place, color) in colors.enumerated() {
        let shares = bins.softEncoded(color)
        let weight = shares.first.map { weights[$0.bin] } ?? 1
        for (bin, share) in shares { target[place * width + bin] = share * weight }
      }
    }
    return (logits.reshaped([places, width]).logSoftmax() * targets).sum() * (-1 / Float(places))
  }

  private func squaredError(_ found: Tensor, _ batch: [Sample]) -> Tensor {
    let truth = Tensor(
      batch.flatMap { $0.colors.flatMap { [$0.x, $0.y] } }, shape: found.shape)
    let scale = Self.regressionScale
    return (found - truth * (1 / ColorNet.regressionUnit)).squared().mean() * (2 * scale * scale)
  }

  /// The figures of `colorize evaluate` on the validation pictures.
  public func evaluate() throws -> [Metric] {
    let result = try ColorizationEvaluation(
      of: Colorizer(borrowing: network, labels: []), on: validation,
      .network(longerSide: 128, temperature: 0.38))
    return [
      Metric("auc", result.auc), Metric("auc_rebalanced", result.auc_rebalanced),
      Metric("psnr", result.psnr), Metric("colourfulness", result.colourfulness),
    ]
  }
}

extension ImageSize {
  fileprivate var half: ImageSize { ImageSize(height: height / 2, width: width / 2) }
}

/// Lightness of Lab coordinates with another contrast, brightness and some noise, as old photographs have, (L - 50) / 50.
private func jittered(_ lab: [Float], _ random: RandomSource) -> [Float] {
  let contrast = random.uniform(0.75..<1.2)
  let brightness = random.uniform(-10..<10)
  let noise = 2 * random.uniform()
  return stride(from: 0, to: lab.count, by: 3).map { place in
    let light = (lab[place] - 50) * contrast + 50 + brightness + noise * random.normal()
    return (min(max(light, 0), 100) - 50) / 50
  }
}

private func chroma(of image: Image) -> [SIMD2<Float>] {
  let lab = image.labSamples()
  return stride(from: 0, to: lab.count, by: 3).map { SIMD2(lab[$0 + 1], lab[$0 + 2]) }
}
