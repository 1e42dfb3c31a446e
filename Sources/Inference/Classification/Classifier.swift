import Datasets
import Dispatch
import Imaging
import ModelZoo
import NeuralNet
import Synchronization
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

/// Names what is in pictures. Any number of threads may ask one classifier at once.
public final class Classifier: Sendable {
  /// What is asked: pictures by their files.
  public struct Request: Sendable, Codable {
    /// PNG and JPEG files; `-` is standard input.
    public var files: [String]
    /// How many classes each answer lists.
    public var top = 1

    /// A question about these files.
    public init(files: [String], top: Int = 1) {
      self.files = files
      self.top = top
    }
  }

  /// What a picture shows.
  public struct Answer: Sendable, Codable, Equatable {
    /// The picture's file.
    public let file: String
    /// The network that answers.
    public let model: String
    /// Whether the picture shows what the network knows; a picture without a digit has no predictions.
    public let found: Bool
    /// The likeliest classes, the likeliest first.
    public let predictions: [Prediction]
  }

  /// Which network answers.
  public let architecture: ClassifierArchitecture
  /// The names of the classes.
  public let labels: [String]
  /// How a picture becomes the network's input.
  public let transforms: ImagePipeline
  private let frozen: Frozen<any ImageClassifier>
  /// Pictures that go through the network together.
  private static let batchSize = 64

  /// A classifier with the weights of a file.
  ///
  /// - Throws: what `ClassifierModel` throws, and `ClassifierError.wrongInput`.
  public init(contentsOf path: String, expected: ClassifierArchitecture? = nil) throws {
    let model = try ClassifierModel(contentsOf: path, expected: expected)
    let probe = Tensor([model.transforms(Image(size: .init(height: 1, width: 1), format: .gray))])
    let found = Shape(Array(probe.shape.dimensions.dropFirst()))
    guard found == model.network.inputShape else {
      throw ClassifierError.wrongInput(
        file: path, found: found, expected: model.network.inputShape)
    }
    frozen = Frozen(model.network, as: model.network)
    (architecture, labels, transforms) = (model.architecture, model.labels, model.transforms)
  }

  /// A classifier with the weights that ship.
  public convenience init(_ architecture: ClassifierArchitecture = .lenet5) throws {
    try self.init(contentsOf: ShippedData.weights(of: architecture.rawValue))
  }

  /// The network, which nobody may change.
  public var network: any ImageClassifier { frozen.network }

  /// The network's input for a picture, [1, H, W, C].
  public func input(_ image: Image) -> Tensor { Tensor([transforms(image)]) }

  /// All classes of a picture, the likeliest first; none where it shows nothing that the network knows.
  public func classify(_ image: Image) -> [Prediction] { classify([image])[0] }

  /// All classes of each picture, the likeliest first; none where it shows nothing that the network knows.
  public func classify(_ images: [Image]) -> [[Prediction]] {
    classify(images.map { transforms($0) })
  }

  private func classify(_ inputs: [ImageInput]) -> [[Prediction]] {
    let seen = inputs.filter(\.isFound)
    var rest =
      seen.isEmpty ? [][...] : predictions(withoutGradient { network(Tensor(seen)) })[...]
    return inputs.map { $0.isFound ? rest.removeFirst() : [] }
  }

  /// Answers for each file in order, in batches that are read by all cores; what cannot be read fails alone.
  public func answers(
    to request: Request, _ give: (Result<Answer, any Error>) throws -> Void
  ) rethrows {
    let files = request.files
    for start in stride(from: 0, to: files.count, by: Self.batchSize) {
      let part = Array(files[start..<min(start + Self.batchSize, files.count)])
      let inputs = inParallel(part) { file in
        self.transforms(
          try Image(
            contentsOf: file == "-" ? "/dev/stdin" : file,
            reducedTo: self.transforms.sufficientSide))
      }
      var rest = classify(inputs.compactMap { try? $0.get() })[...]
      for (file, input) in zip(part, inputs) {
        try give(
          input.map {
            Answer(
              file: file, model: architecture.rawValue, found: $0.isFound,
              predictions: Array(rest.removeFirst().prefix(request.top)))
          })
      }
    }
  }

  /// All classes for each row of logits, the likeliest first.
  func predictions(_ logits: Tensor) -> [[Prediction]] {
    let probabilities = withoutGradient { logits.softmax().values }
    let width = labels.count
    return stride(from: 0, to: probabilities.count, by: width).map { start in
      zip(labels, probabilities[start..<start + width]).map {
        Prediction(label: $0, probability: Double($1))
      }.sorted { $0.probability > $1.probability }
    }
  }
}

/// The results of some work on each element, done by all cores, in order.
package func inParallel<Element: Sendable, Value: Sendable>(
  _ elements: [Element], _ work: @Sendable (Element) throws -> Value
) -> [Result<Value, any Error>] {
  let results = Mutex([Result<Value, any Error>?](repeating: nil, count: elements.count))
  DispatchQueue.concurrentPerform(iterations: elements.count) { index in
    let result = Result { try work(elements[index]) }
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0 }.compactMap { $0 }
}
