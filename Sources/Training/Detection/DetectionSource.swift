import Datasets
import TensorCore

/// Where a detector's training pictures come from: a data set whose pictures are changed anew each time, or a maker of
/// pictures.
public protocol DetectionSource: Sendable {
  /// The names of the classes.
  var classNames: [String] { get }
  /// How many pictures an epoch has.
  var count: Int { get }
  /// A picture of `side` pixels square, and its objects; it follows from the number and the random decisions alone.
  func sample(_ number: Int, side: Int, _ random: RandomSource) -> DetectionSample
}

/// The pictures of a data set, changed by chance.
public struct AugmentedPictures: DetectionSource {
  private let pictures: DetectionSet
  private let augmentation: DetectionAugmentation

  /// These pictures, changed like this.
  public init(_ pictures: DetectionSet, _ augmentation: DetectionAugmentation) {
    (self.pictures, self.augmentation) = (pictures, augmentation)
  }

  /// The data set's.
  public var classNames: [String] { pictures.classNames }
  /// Each picture once.
  public var count: Int { pictures.count }

  /// A picture, changed, perhaps joined with others.
  public func sample(_ number: Int, side: Int, _ random: RandomSource) -> DetectionSample {
    augmentation.sample(pictures[number], side: side, random) {
      pictures[$0.index(below: pictures.count)]
    }
  }
}

/// The numbers of a source's pictures, so that a loader may shuffle them.
struct SampleNumbers: Dataset {
  let count: Int
  subscript(index: Int) -> Int { index }
}
