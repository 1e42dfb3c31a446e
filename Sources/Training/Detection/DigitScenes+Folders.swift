import Datasets
import Imaging

extension DigitScenes {
  /// Scenes of the digits that MNIST has to learn from: all but the last 5,000, which are for validation.
  ///
  /// - Parameters:
  ///   - mnist: the folder of MNIST's files.
  ///   - photos: a folder of photographs to write on, at any depth; nil for paper and boards alone.
  /// - Throws: `DatasetError` naming the folder or file and the cause.
  public static func parts(mnist: String, photos: String?, _ options: Options = Options()) throws
    -> (training: DigitScenes, validation: DigitScenes)
  {
    let digits = try MNIST(directory: mnist, split: .train)
    let grounds = try photos.map(grounds) ?? []
    let kept = min(5000, digits.count / 2)
    // Every fifth photograph is for validation.
    func some(_ isValidation: Bool) -> [Image] {
      grounds.indices.filter { ($0 % 5 == 4) == isValidation }.map { grounds[$0] }
    }
    return (
      DigitScenes(digits, 0..<digits.count - kept, photos: some(false), options),
      DigitScenes(digits, digits.count - kept..<digits.count, photos: some(true), options)
    )
  }

  /// Scenes of MNIST's test digits, on all photographs of a folder.
  ///
  /// - Throws: `DatasetError` naming the folder or file and the cause.
  public static func test(mnist: String, photos: String?, _ options: Options = Options()) throws
    -> DigitScenes
  {
    let digits = try MNIST(directory: mnist, split: .test)
    return DigitScenes(
      digits, 0..<digits.count, photos: try photos.map(grounds) ?? [], options)
  }

  private static let photoLimit = 2000
  private static let photoSide = 384

  /// The photographs below a folder that can be read, RGB, reduced.
  private static func grounds(in folder: String) throws -> [Image] {
    let tree = try PictureTree(directory: folder)
    let step = (tree.count + photoLimit - 1) / photoLimit
    return inParallel(Array(stride(from: 0, to: tree.count, by: step))) { index in
      try Image(contentsOf: tree.items[index].path, reducedTo: photoSide).rgb()
    }.compactMap { try? $0.get() }
  }
}
