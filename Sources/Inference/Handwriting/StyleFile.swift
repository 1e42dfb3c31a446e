import Safetensors
import TensorCore

extension WritingStyle {
  private static let format = "handwriting-style"

  /// Writes the hand as a safetensors file.
  ///
  /// - Throws: `FileError` where it cannot be written.
  public func write(to path: String) throws {
    var tensors = ["style": Tensor(vector)]
    var metadata = ["architecture": Self.format]
    if let primer {
      tensors["primer"] = Tensor(primer.offsets, shape: [primer.offsets.count / 3, 3])
      metadata["primer"] = try ModelMetadata.encoded(primer.text)
    }
    try WeightFile(tensors: tensors, metadata: metadata).write(to: path)
  }

  /// Reads a hand.
  ///
  /// - Parameter width: numbers that stand for a hand.
  /// - Throws: `FileError`, `SafetensorsError` or `PretrainedError`, each one sentence naming the file.
  public init(contentsOf path: String, width: Int) throws {
    let file = try WeightFile(contentsOf: path)
    let metadata = ModelMetadata(file.metadata, path: path)
    guard metadata["architecture"] == Self.format, let style = file.tensors["style"],
      style.shape == [width]
    else {
      throw PretrainedError.wrongArchitecture(
        file: path, found: metadata["architecture"], expected: Self.format)
    }
    for (name, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) where !tensor.isFinite {
      throw PretrainedError.notFinite(file: path, name: name)
    }
    vector = style.values
    primer = nil
    guard let numbers = try metadata.numbers("primer"), let offsets = file.tensors["primer"] else {
      return
    }
    guard offsets.shape.rank == 2, offsets.shape[1] == 3, (1...1000).contains(offsets.shape[0]),
      numbers.count <= 100, numbers.allSatisfy({ (1...10_000).contains($0) })
    else {
      throw PretrainedError.badMetadata(file: path, key: "primer", found: metadata["primer"])
    }
    primer = PenSampler.Primer(text: numbers.map(Int32.init), offsets: offsets.values)
  }
}
