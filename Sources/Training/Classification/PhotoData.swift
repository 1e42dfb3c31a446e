import Datasets
import Files
import Inference
import ModelZoo
import NeuralNet
import Platform
import Safetensors
import TensorCore

/// Photographs of some classes for training, and others for validation.
public struct PhotoData {
  /// Why a folder cannot be trained on.
  public enum Fault: DescribedError {
    /// One class tells nothing apart.
    case oneClass(folder: String, name: String)
    /// A class of which nothing is left for validation, or for training.
    case tooFew(folder: String, name: String, count: Int)
    /// The teacher knows other classes.
    case otherTeacher(file: String)
    /// The weights to go on from are another network's, or know other classes.
    case otherStart(file: String, model: String)
    /// The validation pictures are of other classes.
    case otherClasses(folder: String, name: String)

    /// One sentence naming folder and class.
    public var description: String {
      switch self {
      case .oneClass(let folder, let name):
        "\(folder): '\(name)' is the only class; a classifier needs two folders of pictures or more"
      case .tooFew(let folder, let name, let count):
        "\(folder): class '\(name)' has \(count == 0 ? "no picture that can be read" : "one picture"), but training "
          + "needs two or more: one to learn from and one to check"
      case .otherTeacher(let file):
        "\(file): knows other classes than the training pictures have; a teacher has the same"
      case .otherStart(let file, let model):
        "\(file): is no \(model), or knows other classes than the training pictures have"
      case .otherClasses(let folder, let name):
        "\(folder): holds a class '\(name)' that the training pictures do not have"
      }
    }
  }

  /// The pictures to learn from.
  public let training: Subset<PhotoSet>
  /// The pictures to check with.
  public let validation: Subset<PhotoSet>
  /// The names of the classes.
  public let classNames: [String]
  /// Files that cannot be used.
  public let skipped: [PhotoSet.Skipped]
  private let names: ClassNames
  private let folder: String

  /// Reads a folder with a sub-folder for each class, or one with such folders named `train` and `val` or `valid`.
  ///
  /// - Parameters:
  ///   - side: the shorter side that the network wants.
  ///   - share: the share of each class that is kept for validation where there is no folder for it: one picture at least.
  /// - Throws: `DatasetError` or `Fault`.
  public init(folder: String, side: Int, validationShare share: Float, seed: UInt64) throws {
    self.folder = folder
    let parts = ImageFolder.parts(of: folder)
    let set = PhotoSet(try ImageFolder(directory: parts.training), side: side)
    let classNames = set.classNames
    self.classNames = classNames
    names = try Self.names(of: classNames, in: folder)
    guard classNames.count > 1 else {
      throw Fault.oneClass(folder: folder, name: classNames.first ?? "")
    }
    var places = [[Int]](repeating: [], count: classNames.count)
    for index in 0..<set.count { places[Int(set.label(at: index))].append(index) }
    for (name, places) in zip(classNames, places) where places.count < 2 {
      throw Fault.tooFew(folder: folder, name: name, count: places.count)
    }
    guard let other = parts.validation else {
      let random = RandomSource(seed: seed)
      var (kept, held) = ([Int](), [Int]())
      for places in places {
        let order = random.permutation(places.count).map { places[$0] }
        let count = min(max(Int(Float(places.count) * share), 1), places.count - 1)
        held += order.prefix(count)
        kept += order.dropFirst(count)
      }
      (training, validation) = (Subset(set, kept.sorted()), Subset(set, held.sorted()))
      skipped = set.skipped
      return
    }
    let listed = try ImageFolder(directory: other)
    if let stranger = listed.classNames.first(where: { !classNames.contains($0) }) {
      throw Fault.otherClasses(folder: other, name: stranger)
    }
    let checks = PhotoSet(listed.labelled(by: classNames), side: side)
    (training, validation) = (Subset(set, 0..<set.count), Subset(checks, 0..<checks.count))
    skipped = set.skipped + checks.skipped
  }

  /// What the classes are called: as `words.txt` in the folder, or beside it, says, if it is there.
  private static func names(of classes: [String], in folder: String) throws -> ClassNames {
    let places = [folder + "/words.txt", folder + "/../words.txt"]
    return try places.first(where: InputFile.exists).map { try ClassNames(classes, namedIn: $0) }
      ?? ClassNames(classes)
  }

  /// How much a picture of each class counts, so that all classes count alike.
  var classWeights: [Float] {
    var counts = [Float](repeating: 0, count: classNames.count)
    for index in 0..<training.count { counts[Int(training.label(at: index))] += 1 }
    return counts.map { Float(training.count) / Float(classNames.count) / max($0, 1) }
  }

  /// What another network says of each training picture: logits [N, classes]. They are kept in the run's folder, since a
  /// large teacher takes an hour; a resumed run finds them there.
  ///
  /// - Throws: what reading or writing a file throws, and `Fault.otherTeacher`.
  func logits(ofTeacher path: String, keptIn directory: String?, resumes: Bool) throws -> Tensor {
    guard let directory else { return try logits(ofTeacher: path) }
    let file = directory + "/teacher.safetensors"
    if resumes, InputFile.exists(file),
      let logits = try WeightFile(contentsOf: file).tensors["logits"],
      logits.shape == [training.count, classNames.count]
    {
      return logits
    }
    let logits = try logits(ofTeacher: path)
    try OutputFolder.create(directory)
    try WeightFile(tensors: ["logits": logits]).write(to: file)
    return logits
  }

  /// The network of a weight file that knows these classes.
  ///
  /// - Throws: what reading the weight file throws, and `Fault.otherStart`.
  func network(_ preset: ClassifierPreset, from path: String) throws -> any ImageClassifier {
    let model = try ClassifierModel(contentsOf: path)
    guard model.classes == classNames, model.architecture == preset.architecture else {
      throw Fault.otherStart(file: path, model: preset.rawValue)
    }
    return model.network
  }

  private func logits(ofTeacher path: String) throws -> Tensor {
    let teacher = try ClassifierModel(contentsOf: path)
    guard teacher.classes == classNames else { throw Fault.otherTeacher(file: path) }
    let transforms = teacher.transforms
    let loader = DataLoader(training, batchSize: 64, shuffles: false) { sample, draw in
      transforms(sample.image, draw)
    }
    return try withoutGradient {
      .concatenated(
        try (0..<loader.batchCount).map { teacher.network(Tensor(try loader.batch($0, epoch: 0))) },
        alongDimension: 0)
    }
  }

  /// The run of a task on these pictures.
  func run(
    _ task: ClassificationTask<PhotoSet>, recipe: some Encodable, options: TrainingOptions,
    of network: any ImageClassifier, _ transforms: ImagePipeline, command: String
  ) throws -> TrainingRun<ClassificationTask<PhotoSet>> {
    let (names, folder) = (names, folder)
    let (count, held) = (training.count, validation.count)
    return try TrainingRun(
      task, recipe: Fingerprint(recipe: recipe, pictures: count), options: options
    ) { result in
      try ClassifierModel.metadata(
        of: network, names: names, transforms: transforms,
        adding: [
          "data": "\(count) pictures of \(names.classes.count) classes in \(folder)",
          "metric": "\(result.metric) \(result.value) on \(held) validation pictures",
          "command": "classify " + command,
        ])
    }
  }

  /// What a resumed run must agree with.
  private struct Fingerprint<Recipe: Encodable>: Encodable {
    let recipe: Recipe
    let pictures: Int
  }
}
