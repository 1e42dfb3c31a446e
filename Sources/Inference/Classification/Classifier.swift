import Datasets
import Imaging
import ModelZoo
import NeuralNet
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
    /// How many classes each answer lists; nil for one digit, or the five likeliest things in a photograph.
    public var top: Int?

    /// A question about these files.
    public init(files: [String], top: Int? = nil) {
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

  /// What answers call it: the name of the weights that ship, or the architecture's.
  public let name: String
  /// Which network answers.
  public let architecture: ClassifierArchitecture
  /// The names of the classes.
  public let labels: [String]
  /// What the data's folders call the classes.
  public let classes: [String]
  /// How a picture becomes the network's input.
  public let transforms: ImagePipeline
  private let frozen: Frozen<any ImageClassifier>

  /// A classifier with the weights of a file.
  ///
  /// - Parameters:
  ///   - names: a file with the names of the classes, one a line, in place of those that the weight file has.
  ///   - inChinese: whether classes are named in Chinese, where the file has such names.
  /// - Throws: what `ClassifierModel` throws, and `ClassifierError.wrongInput`.
  public convenience init(
    contentsOf path: String, expected: ClassifierArchitecture? = nil, names: String? = nil,
    inChinese: Bool = false
  ) throws {
    let model = try ClassifierModel(contentsOf: path, expected: expected, names: names)
    try self.init(model, name: model.architecture.rawValue, path: path, inChinese: inChinese)
  }

  private init(_ model: ClassifierModel, name: String, path: String, inChinese: Bool) throws {
    let probe = Tensor([model.transforms(Image(size: .init(height: 1, width: 1), format: .gray))])
    let found = Shape(Array(probe.shape.dimensions.dropFirst()))
    guard found == model.network.inputShape else {
      throw ClassifierError.wrongInput(
        file: path, found: found, expected: model.network.inputShape)
    }
    frozen = Frozen(model.network, as: model.network)
    (architecture, transforms, self.name) = (model.architecture, model.transforms, name)
    classes = model.classes
    labels = inChinese ? model.chineseLabels ?? model.labels : model.labels
  }

  /// A classifier with the weights that ship.
  public convenience init(_ preset: ClassifierPreset = .lenet5, inChinese: Bool = false) throws {
    let path = try ShippedData.weights(of: preset.rawValue)
    let model = try ClassifierModel(contentsOf: path, expected: preset.architecture)
    try self.init(model, name: preset.rawValue, path: path, inChinese: inChinese)
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

  /// All classes of each input, the likeliest first; none where nothing was found in the picture.
  func classify(_ inputs: [ImageInput]) -> [[Prediction]] {
    let seen = inputs.filter(\.isFound)
    var rest =
      seen.isEmpty ? [][...] : predictions(withoutGradient { network(Tensor(seen)) })[...]
    return inputs.map { $0.isFound ? rest.removeFirst() : [] }
  }

  /// The part of a photograph that the network sees, in colours for people.
  func view(_ image: Image) -> Image {
    let input = ImagePipeline(transforms.steps.dropLast())(image)
    return Image(
      size: input.size, format: input.channels == 1 ? .gray : .rgb, samples: input.values)
  }

  /// The classes' numbers, the likeliest first.
  func order(_ logits: Tensor) -> [Int] {
    let row = logits.values
    return row.indices.sorted { row[$0] > row[$1] }
  }

  /// The number of a class that is called so, by its label or by the folder of its data; capitals and underscores do not
  /// matter.
  public func place(ofClass name: String) -> Int? {
    func plain(_ name: String) -> String { name.lowercased().replacing("_", with: " ") }
    return classes.firstIndex(of: name) ?? labels.firstIndex { plain($0) == plain(name) }
  }

  /// The probability of each class for each input: a row an input.
  ///
  /// - Parameter mirrored: whether each is the mean of the picture's and its mirror image's.
  public func probabilities(_ inputs: [ImageInput], mirrored: Bool = false) -> [[Float]] {
    withoutGradient {
      var rows = network(Tensor(inputs)).softmax()
      if mirrored { rows = (rows + network(Tensor(inputs.map(\.mirrored))).softmax()) / 2 }
      let (values, width) = (rows.values, labels.count)
      return inputs.indices.map { Array(values[$0 * width..<($0 + 1) * width]) }
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
