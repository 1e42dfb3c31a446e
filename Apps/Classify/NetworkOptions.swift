import AppSupport
import ArgumentParser
import Inference

/// Which network, with which weights.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Network: \(ClassifierPreset.names) (default: as the picture asks for).")
  var model: ClassifierPreset?

  @Option(help: "Weight file to use, or a folder with model.safetensors in it.")
  var weights: String?

  @Option(help: "Text file with the names of the classes, one a line, for weights without them.")
  var labels: String?

  @Option(help: "Language of the classes' names: en or zh.")
  var language = Language.en

  enum Language: String, CaseIterable, ExpressibleByArgument { case en, zh }

  func validate() throws {
    if labels != nil && weights == nil {
      throw ValidationError("--labels names the classes of a weight file; give --weights too")
    }
  }

  /// The weight file, where one is chosen.
  var chosen: String? {
    get throws {
      try weights.map(WeightOption.file) ?? model.map { try ShippedData.weights(of: $0.rawValue) }
    }
  }

  /// The weight file; that of LeNet-5 where none is chosen.
  func path() throws -> String {
    try chosen ?? ShippedData.weights(of: ClassifierPreset.lenet5.rawValue)
  }

  /// The network that was chosen; LeNet-5 where none was.
  func loaded() throws -> ClassifierModel {
    try ClassifierModel(contentsOf: path(), expected: model?.architecture, names: labels)
  }

  /// The classifier that was chosen; nil where pictures choose.
  func classifier() throws -> Classifier? {
    let inChinese = language == .zh
    if let weights {
      return try Classifier(
        contentsOf: WeightOption.file(weights), expected: model?.architecture, names: labels,
        inChinese: inChinese)
    }
    return try model.map { try Classifier($0, inChinese: inChinese) }
  }

  typealias Answers = (
    Classifier.Request, (Result<Classifier.Answer, any Error>) throws -> Void
  ) throws -> Void

  /// What answers: the network that was chosen, or the one that suits each picture.
  func answers() throws -> Answers {
    if let classifier = try classifier() { return classifier.answers }
    let pictures = PictureClassifier(inChinese: language == .zh)
    return pictures.answers
  }
}

extension ClassifierPreset: ExpressibleByArgument {}
