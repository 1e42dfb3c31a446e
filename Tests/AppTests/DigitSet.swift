import Datasets
import Files
import Imaging
import TestSupport

/// The sample digits, and small sets in MNIST's files made of them.
enum DigitSet {
  static let folder = "\(Program.package)/Data/Samples/digits"

  /// The names of the sample pictures; the first character is the digit.
  static var names: [String] {
    get throws { try InputFile.list(folder).filter { $0.first?.isNumber == true } }
  }

  /// So many pictures, the samples over and over again, and their labels.
  static func pictures(_ count: Int) throws -> (pixels: [UInt8], labels: [UInt8]) {
    let samples = try names.map { name in
      let pixels = DigitReader.read(try Image(contentsOf: "\(folder)/\(name)"))
      return (pixels.map { UInt8($0 * 255) }, UInt8(name.first?.wholeNumberValue ?? 0))
    }
    let chosen = (0..<count).map { samples[$0 * 5 % samples.count] }
    return (chosen.flatMap(\.0), chosen.map(\.1))
  }

  /// Writes a set as MNIST's two files; `part` is `train` or `t10k`.
  @discardableResult
  static func write(_ count: Int, part: String, to folder: TemporaryFolder) throws -> String {
    let (pixels, labels) = try pictures(count)
    try folder.write(idx([UInt32(count), 28, 28], pixels), to: "\(part)-images-idx3-ubyte")
    try folder.write(idx([UInt32(count)], labels), to: "\(part)-labels-idx1-ubyte")
    return folder.path
  }
}
