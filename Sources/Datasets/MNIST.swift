import Imaging

/// Handwritten digits in the MNIST files, or another set in the same files (Fashion-MNIST, KMNIST).
///
/// Counts and sizes come from the headers. LeCun et al., "Gradient-based learning applied to
/// document recognition", Proc. IEEE 86(11), 1998.
public struct MNIST: ImageDataset {
  /// Number of classes: the digits 0 to 9.
  public static let classCount = 10

  /// Number of pictures.
  public let count: Int
  /// Height of each picture in pixels, 28 in the original.
  public let rows: Int
  /// Width of each picture in pixels, 28 in the original.
  public let columns: Int
  /// All pictures, [count, rows, columns], 0 (paper) ... 255 (ink).
  public let pixels: [UInt8]
  /// The digit of each picture, [count], 0...9.
  public let labels: [Int32]
  /// The folder or the file of pictures.
  public let name: String

  /// Whether a folder holds one part of the set.
  public static func isPresent(_ split: Split, in directory: String) -> Bool {
    let names = (try? listFolder(directory)) ?? []
    return names.contains { $0.hasPrefix(split == .train ? "train-images" : "t10k-images") }
  }

  /// Reads one part of the set from a folder.
  ///
  /// Expected are `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, or the same with `t10k`
  /// for the test part, each plain or with `.gz`.
  ///
  /// - Throws: `DatasetError` naming the folder or file and the cause.
  public init(directory: String, split: Split) throws(DatasetError) {
    let names = try listFolder(directory)
    let part = split == .train ? "train" : "t10k"
    let imageFile = try MNIST.find("\(part)-images", "idx3-ubyte", in: directory, names)
    let labelFile = try MNIST.find("\(part)-labels", "idx1-ubyte", in: directory, names)
    try self.init(images: imageFile, labels: labelFile, name: directory)
  }

  /// Reads a file of pictures and the file of their labels.
  ///
  /// - Throws: `DatasetError` naming the file and the cause.
  public init(images imageFile: String, labels labelFile: String, name: String? = nil)
    throws(DatasetError)
  {
    self.name = name ?? imageFile
    let images = try IDX(contentsOf: imageFile, dimensionCount: 3)
    let labels = try IDX(contentsOf: labelFile, dimensionCount: 1)
    guard images.dimensions[0] == labels.dimensions[0] else {
      throw .countMismatch(
        images: imageFile, imageCount: images.dimensions[0], labels: labelFile,
        labelCount: labels.dimensions[0])
    }
    try checkLabels(labels.elements, classCount: MNIST.classCount, file: labelFile)
    count = images.dimensions[0]
    rows = images.dimensions[1]
    columns = images.dimensions[2]
    pixels = images.elements
    self.labels = labels.elements.map(Int32.init)
  }

  /// `0` to `9`.
  public var classNames: [String] { (0..<MNIST.classCount).map(String.init) }

  /// The digit of a picture.
  public func label(at index: Int) -> Int32 { labels[index] }

  /// One picture, white ink on black as in the files, and its digit.
  public subscript(index: Int) -> LabeledImage {
    precondition(index >= 0 && index < count, "MNIST[\(index)] of \(count) pictures")
    let size = ImageSize(height: rows, width: columns)
    let start = index * size.pixelCount
    let image = Image(
      size: size, format: .gray, pixels: Array(pixels[start..<start + size.pixelCount]))
    return LabeledImage(image: image, label: labels[index])
  }

  /// The path of a file by the names it has in the wild: `-` or `.` before the type, `.gz` or not.
  private static func find(
    _ stem: String, _ type: String, in directory: String, _ names: [String]
  ) throws(DatasetError) -> String {
    for candidate in ["\(stem)-\(type)", "\(stem).\(type)"] {
      for name in [candidate, candidate + ".gz"] where names.contains(name) {
        return joinPath(directory, name)
      }
    }
    throw .noFiles(directory: directory, expected: "\(stem)-\(type) or \(stem)-\(type).gz")
  }
}

/// Sees to it that every label names a class.
///
/// - Throws: `DatasetError.labelOutOfRange` for the first that does not.
func checkLabels(_ labels: [UInt8], classCount: Int, file: String) throws(DatasetError) {
  if let index = labels.firstIndex(where: { $0 >= classCount }) {
    throw .labelOutOfRange(
      file: file, index: index, label: Int(labels[index]), classCount: classCount)
  }
}

/// A folder and a name in it as one path.
func joinPath(_ directory: String, _ name: String) -> String {
  directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
}
