import Datasets
import ModelZoo
import TensorCore

/// How a classifier does on pictures it has not seen.
public struct ClassifierEvaluation {
  /// The number of pictures.
  public let count: Int
  /// The share that it names rightly.
  public let accuracy: Double
  /// The mean cross-entropy, in nats.
  public let loss: Double
  /// How often a picture of one class (row) was taken for another (column).
  public let confusion: [[Int]]

  /// Runs a network over all pictures, which `check` has found to fit it.
  ///
  /// - Throws: what reading a picture throws.
  public init(
    of model: any ImageClassifier, on images: some ImageDataset, _ transforms: ImagePipeline,
    batchSize: Int = 250
  ) throws {
    let classCount = model.classCount
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    var loss = 0.0
    let loader = DataLoader(images, batchSize: batchSize, shuffles: false) { sample, draw in
      (input: transforms(sample.image, draw), label: sample.label)
    }
    try withoutGradient {
      for step in 0..<loader.batchCount {
        let batch = try loader.batch(step, epoch: 0)
        let logits = model(Tensor(batch.map(\.input)))
        let targets = IndexTensor(batch.map(\.label))
        loss += Double(logits.crossEntropy(targets: targets, reduction: .sum).item)
        for (target, found) in zip(targets.values, logits.argmax().values) {
          confusion[Int(target)][Int(found)] += 1
        }
      }
    }
    let correct = (0..<classCount).reduce(0) { $0 + confusion[$1][$1] }
    count = images.count
    accuracy = Double(correct) / Double(max(images.count, 1))
    self.loss = loss / Double(max(images.count, 1))
    self.confusion = confusion
  }
}
