import Files
import Imaging

/// Small colour photographs of ten classes, in the binary version of CIFAR-10.
///
/// Each record of a file is one label byte and 32 x 32 samples of red, then green, then blue.
/// A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
public struct CIFAR10: ImageDataset {
  /// Height and width of every picture.
  public static let imageSize = ImageSize(height: 32, width: 32)
  /// Names of the classes, in the order of the labels.
  public var classNames: [String] { CIFAR10.names }

  private static let names = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  /// Number of pictures.
  public let count: Int
  /// All pictures, [count, 32, 32, 3], RGB of 0...255.
  public let pixels: [UInt8]
  /// The class of each picture, [count], 0...9.
  public let labels: [Int32]
  /// The folder or the file.
  public let name: String

  private static let recordSize = 1 + 3 * imageSize.pixelCount
  private static let sizeLimit = 1 << 30

  /// Reads one part of the set: all `data_batch*.bin` or `test_batch*.bin` of a folder, or of
  /// `cifar-10-batches-bin` in it.
  ///
  /// - Throws: `DatasetError` naming the folder or file and the cause.
  public init(directory: String, split: Split) throws(DatasetError) {
    let nested = joinPath(directory, "cifar-10-batches-bin")
    let folder = InputFile.isDirectory(nested) ? nested : directory
    let prefix = split == .train ? "data_batch" : "test_batch"
    let names = try listFolder(folder).filter { $0.hasPrefix(prefix) && $0.hasSuffix(".bin") }
    guard !names.isEmpty else { throw .noFiles(directory: folder, expected: "\(prefix)*.bin") }
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for name in names {
      let path = joinPath(folder, name)
      let bytes = try readFile(path, limit: CIFAR10.sizeLimit)
      try CIFAR10.append(bytes, name: path, to: &pixels, &labels)
    }
    self.init(pixels: pixels, labels: labels, name: folder)
  }

  /// Reads the bytes of one file.
  ///
  /// - Throws: `DatasetError` for a wrong length or a label above 9.
  public init(data: [UInt8], name: String) throws(DatasetError) {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    try CIFAR10.append(data, name: name, to: &pixels, &labels)
    self.init(pixels: pixels, labels: labels, name: name)
  }

  private init(pixels: [UInt8], labels: [UInt8], name: String) {
    count = labels.count
    self.pixels = pixels
    self.labels = labels.map(Int32.init)
    self.name = name
  }

  /// The class of a picture.
  public func label(at index: Int) -> Int32 { labels[index] }

  /// One picture in RGB and its class.
  public subscript(index: Int) -> LabeledImage {
    precondition(index >= 0 && index < count, "CIFAR10[\(index)] of \(count) pictures")
    let length = 3 * CIFAR10.imageSize.pixelCount
    let image = Image(
      size: CIFAR10.imageSize, format: .rgb,
      pixels: Array(pixels[index * length..<(index + 1) * length]))
    return LabeledImage(image: image, label: labels[index])
  }

  private static func append(
    _ bytes: [UInt8], name: String, to pixels: inout [UInt8], _ labels: inout [UInt8]
  ) throws(DatasetError) {
    guard !bytes.isEmpty && bytes.count % recordSize == 0 else {
      throw .malformed(
        file: name, what: "the length", expected: "a multiple of \(recordSize) bytes",
        found: "\(bytes.count) bytes")
    }
    let starts = stride(from: 0, to: bytes.count, by: recordSize)
    let newLabels = starts.map { bytes[$0] }
    try checkLabels(newLabels, classCount: names.count, file: name)
    labels += newLabels
    pixels.reserveCapacity(pixels.count + bytes.count)
    let plane = imageSize.pixelCount
    for start in starts {
      for pixel in start + 1..<start + 1 + plane {
        pixels.append(bytes[pixel])
        pixels.append(bytes[pixel + plane])
        pixels.append(bytes[pixel + 2 * plane])
      }
    }
  }
}
