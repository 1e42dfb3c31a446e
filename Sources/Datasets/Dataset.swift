import Imaging

/// Samples that can be asked for by number; reading one may fail.
public protocol Dataset<Sample>: Sendable {
  /// What it holds.
  associatedtype Sample
  /// How many samples there are.
  var count: Int { get }
  /// One sample; files are read when it is asked for.
  subscript(index: Int) -> Sample { get throws }
}

/// A picture and its class.
public struct LabeledImage: Sendable {
  /// The picture as its file has it.
  public var image: Image
  /// Its class.
  public var label: Int32

  /// A picture of a class.
  public init(image: Image, label: Int32) {
    self.image = image
    self.label = label
  }
}

/// Pictures with classes.
public protocol ImageDataset: Dataset where Sample == LabeledImage {
  /// The names of the classes, in the order of the labels.
  var classNames: [String] { get }
  /// What errors call it: its folder or file.
  var name: String { get }
  /// The class of a sample, without reading its picture.
  func label(at index: Int) -> Int32
}

/// Some of the samples of a data set.
public struct Subset<Base: Dataset>: Dataset {
  private let base: Base
  private let indices: [Int]

  /// The samples with these numbers, in this order.
  public init(_ base: Base, _ indices: some Sequence<Int>) {
    self.base = base
    self.indices = Array(indices)
  }

  /// How many there are.
  public var count: Int { indices.count }

  /// One of them.
  public subscript(index: Int) -> Base.Sample { get throws { try base[indices[index]] } }
}

extension Subset: ImageDataset where Base: ImageDataset {
  /// The names of the whole set's classes.
  public var classNames: [String] { base.classNames }
  /// The whole set's name.
  public var name: String { base.name }
  /// The class of a sample.
  public func label(at index: Int) -> Int32 { base.label(at: indices[index]) }
}
