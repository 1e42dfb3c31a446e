import Datasets
import ModelZoo
import TensorCore

extension ImageClassifier {
  /// Sees to it that pictures and their classes are such as this network takes.
  ///
  /// - Parameter source: what errors call the pictures.
  /// - Throws: `DatasetError` where they are not.
  public func check(_ images: LabeledImages, from source: String) throws(DatasetError) {
    let found: Shape = [images.rows, images.columns, images.channels]
    guard found == inputShape else {
      throw .malformed(
        file: source, what: "the pictures' shape", expected: "\(inputShape)", found: "\(found)")
    }
    if let index = images.labels.firstIndex(where: { $0 >= classCount }) {
      throw .labelOutOfRange(
        file: source, index: index, label: Int(images.labels[index]), classCount: classCount)
    }
  }
}
