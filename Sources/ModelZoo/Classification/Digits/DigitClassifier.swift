import Imaging
import TensorCore

/// A class and how sure a network is of it.
public struct Prediction: Sendable, Equatable, Codable {
  /// The class's name.
  public let label: String
  /// 0...1; those of all classes add up to 1.
  public let probability: Double

  /// A class and its probability.
  public init(label: String, probability: Double) {
    self.label = label
    self.probability = probability
  }
}

/// Names the digit in any picture.
public struct DigitClassifier {
  /// The network and what its file says.
  public let file: ClassifierFile

  /// A classifier with the weights of a file.
  ///
  /// - Throws: what `ClassifierFile` throws, and `ClassifierFileError.wrongInput` for a network that does not
  ///   look at a digit reader's pictures.
  public init(contentsOf path: String, expected: ClassifierArchitecture? = nil) throws {
    file = try ClassifierFile(contentsOf: path, expected: expected)
    let inputShape: Shape = [DigitInput.size, DigitInput.size, 1]
    guard file.model.inputShape == inputShape else {
      throw ClassifierFileError.wrongInput(
        file: path, found: file.model.inputShape, expected: inputShape)
    }
  }

  /// The network's input for a picture, [1, 28, 28, 1].
  public func input(_ image: Image) -> Tensor {
    DigitInput.normalized(Tensor(DigitReader.read(image), shape: [1, 28, 28, 1]))
  }

  /// All classes, the likeliest first; none where the picture holds no digit.
  public func classify(_ image: Image) -> [Prediction] {
    guard let pixels = DigitReader.find(image) else { return [] }
    let input = DigitInput.normalized(Tensor(pixels, shape: [1, 28, 28, 1]))
    return predictions(withoutGradient { file.model(input) })
  }

  /// All classes for one row of logits, the likeliest first.
  func predictions(_ logits: Tensor) -> [Prediction] {
    let probabilities = withoutGradient { logits.softmax().values }
    return probabilities.enumerated().map { index, probability in
      let label = file.labels.indices.contains(index) ? file.labels[index] : String(index)
      return Prediction(label: label, probability: Double(probability))
    }.sorted { $0.probability > $1.probability }
  }
}
