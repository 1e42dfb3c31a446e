import Datasets
import Files
import Imaging
import Inference
import ModelZoo
import Platform
import TensorCore

/// How a classifier does on photographs in a folder for each class.
public struct PhotoEvaluation {
  /// A photograph that was named badly.
  public struct Mistake: Sendable {
    /// Its file.
    public let path: String
    /// What it shows.
    public let truth: String
    /// What was said, and how surely.
    public let answer: Prediction
    /// Cross-entropy, in nats.
    public let loss: Double
  }

  /// Why a folder cannot be measured on.
  struct UnknownClass: DescribedError {
    let folder: String
    let name: String
    var description: String {
      "\(folder): the network has no class '\(name)'; folders are named as its classes are, or as WordNet numbers them"
    }
  }

  /// The number of photographs.
  public private(set) var count = 0
  /// The mean cross-entropy, in nats.
  public private(set) var loss = 0.0
  /// How often a photograph of one class (row) was taken for another (column).
  public private(set) var confusion: [[Int]]
  /// Those with the largest loss, the worst first.
  public private(set) var worst: [Mistake] = []
  /// What is wrong with the files that could not be read.
  public private(set) var skipped: [String] = []
  private var amongFive = 0
  private let labels: [String]

  /// The share that is named rightly.
  public var accuracy: Double {
    Double(labels.indices.reduce(0) { $0 + confusion[$1][$1] }) / Double(max(count, 1))
  }
  /// The share whose class is among the five likeliest.
  public var top5: Double { Double(amongFive) / Double(max(count, 1)) }
  /// The share that is named rightly, of each class that there are photographs of.
  public var perClass: [String: Double] {
    var shares: [String: Double] = [:]
    for (index, label) in labels.enumerated() {
      let total = confusion[index].reduce(0, +)
      if total > 0 { shares[label] = Double(confusion[index][index]) / Double(total) }
    }
    return shares
  }

  /// The folder that holds the classes: `val`, `valid` or `test` in this one, if there is such a folder beside `train`.
  public static func folder(in directory: String) -> String {
    guard InputFile.isDirectory(directory + "/train") else { return directory }
    return (PartNames.validation + ["test"]).map { "\(directory)/\($0)" }
      .first(where: InputFile.isDirectory) ?? directory
  }

  /// Asks a classifier about all photographs; they are decoded while the network works.
  ///
  /// - Parameter mirrored: whether the probabilities are those of the photograph and its mirror image together.
  /// - Throws: `DatasetError` for a folder without pictures, `UnknownClass`.
  public init(
    of classifier: Classifier, on directory: String, mirrored: Bool = false, batchSize: Int = 100,
    mistakeCount: Int = 24
  ) throws {
    labels = classifier.labels
    let folder = try ImageFolder(directory: directory)
    let places = try folder.classNames.map { name in
      guard let place = classifier.place(ofClass: name) else {
        throw UnknownClass(folder: directory, name: name)
      }
      return place
    }
    confusion = [[Int]](
      repeating: [Int](repeating: 0, count: labels.count), count: labels.count)
    let side = classifier.transforms.sufficientSide
    let loader = DataLoader(Files(items: folder.items), batchSize: batchSize, shuffles: false) {
      item, _ in
      Result {
        let image = try Image(contentsOf: item.path, reducedTo: side)
        return (item, classifier.transforms(image))
      }
    }
    for step in 0..<loader.batchCount {
      var read: [(item: ImageFolder.Item, input: ImageInput)] = []
      for result in try loader.batch(step, epoch: 0) {
        do { read.append(try result.get()) } catch { skipped.append("\(error)") }
      }
      if read.isEmpty { continue }
      let rows = classifier.probabilities(read.map(\.input), mirrored: mirrored)
      for ((item, _), row) in zip(read, rows) {
        note(item.path, truth: places[item.label], row, mistakeCount)
      }
    }
    loss /= Double(max(count, 1))
  }

  private mutating func note(
    _ path: String, truth: Int, _ probabilities: [Float], _ mistakeCount: Int
  ) {
    count += 1
    let own = probabilities[truth]
    let cost = -Double(log(max(own, 1e-30)))
    loss += cost
    let (best, share) = probabilities.enumerated().max { $0.element < $1.element } ?? (truth, own)
    confusion[truth][best] += 1
    if probabilities.count(where: { $0 > own }) < 5 { amongFive += 1 }
    guard best != truth, worst.count < mistakeCount || cost > worst[worst.count - 1].loss else {
      return
    }
    worst.append(
      Mistake(
        path: path, truth: labels[truth],
        answer: Prediction(label: labels[best], probability: Double(share)), loss: cost))
    worst.sort { $0.loss > $1.loss }
    worst.removeLast(max(worst.count - mistakeCount, 0))
  }

  /// Picture files that are decoded where they are prepared.
  private struct Files: Dataset {
    let items: [ImageFolder.Item]
    var count: Int { items.count }
    subscript(index: Int) -> ImageFolder.Item { items[index] }
  }
}
