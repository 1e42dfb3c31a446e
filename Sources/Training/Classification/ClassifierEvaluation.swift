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

  /// Runs a network over all pictures, which `check(_:from:)` has found to fit it.
  public init(of model: any ImageClassifier, on images: LabeledImages, batchSize: Int = 250) {
    let classCount = model.classCount
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    var loss = 0.0
    withoutGradient {
      for start in stride(from: 0, to: images.count, by: batchSize) {
        let indices = Array(start..<min(start + batchSize, images.count))
        let logits = model(DigitInput.normalized(images.images(indices)))
        let targets = images.targets(indices)
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
