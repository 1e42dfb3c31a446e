import Safetensors
import TensorCore

extension WritingStyle {
  private static let format = "handwriting-style"
  /// Bytes of a file at most.
  private static let byteLimit = 1 << 20
  /// No number that stands for a hand is larger.
  private static let numberLimit: Float = 100

  /// Writes the hand as a safetensors file.
  ///
  /// - Parameter network: the fingerprint of the network whose hand it is.
  /// - Throws: `FileError` where it cannot be written.
  public func write(to path: String, network: String) throws {
    var tensors = ["style": Tensor(vector)]
    var metadata = ["architecture": Self.format, "network": network]
    if let primer {
      tensors["primer"] = Tensor(primer.offsets, shape: [primer.offsets.count / 3, 3])
      metadata["primer"] = try ModelMetadata.encoded(primer.text)
    }
    try WeightFile(tensors: tensors, metadata: metadata).write(to: path)
  }

  /// Reads a hand.
  ///
  /// - Parameters:
  ///   - width: numbers that stand for a hand.
  ///   - network: the fingerprint of the network that is to write in it.
  /// - Throws: `FileError`, `SafetensorsError`, `PretrainedError` or `HandwritingError`, each one sentence naming the file.
  public init(contentsOf path: String, width: Int, network: String) throws {
    let file = try WeightFile(contentsOf: path, limit: Self.byteLimit)
    let metadata = ModelMetadata(file.metadata, path: path)
    guard metadata["architecture"] == Self.format, let style = file.tensors["style"],
      style.shape == [width]
    else {
      throw PretrainedError.wrongArchitecture(
        file: path, found: metadata["architecture"], expected: Self.format)
    }
    guard metadata["network"] == network else {
      throw HandwritingError.unusableStyle(file: path, reason: "was learnt for other weights")
    }
    for (name, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) where !tensor.isFinite {
      throw PretrainedError.notFinite(file: path, name: name)
    }
    vector = style.values
    guard vector.allSatisfy({ abs($0) <= Self.numberLimit }) else {
      throw HandwritingError.unusableStyle(
        file: path, reason: "has numbers beyond ±\(Int(Self.numberLimit))")
    }
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
