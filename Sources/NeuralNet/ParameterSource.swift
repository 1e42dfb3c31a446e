import Safetensors
import TensorCore

/// Where a network's parameters come from: random numbers, or a weight file (after candle's `VarBuilder`).
///
/// A layer asks its source for each parameter by name; `source["encoder"]` is the source of what lies below `encoder`. With
/// a weight file no random number is drawn. What does not fit the file is collected, and told by `mismatch` in one go.
public struct ParameterSource {
  private enum Origin {
    case random
    case file(FileReading)
  }

  private let origin: Origin
  private let path: String
  /// Where random weights come from, and what dropout draws from later.
  public let random: RandomSource

  private init(_ origin: Origin, path: String, random: RandomSource) {
    (self.origin, self.path, self.random) = (origin, path, random)
  }

  /// Random weights, as each layer's initializer draws them.
  public static func random(_ random: RandomSource) -> ParameterSource {
    ParameterSource(.random, path: "", random: random)
  }

  /// Random weights that follow from a seed.
  public static func random(seed: UInt64) -> ParameterSource { .random(RandomSource(seed: seed)) }

  /// The tensors of a weight file.
  ///
  /// - Parameter random: what dropout draws from, should the network be trained further.
  public static func tensors(_ tensors: [String: Tensor], random: RandomSource = .init(seed: 0))
    -> ParameterSource
  {
    ParameterSource(
      .file(FileReading(tensors.mapValues { $0.copied() })), path: "", random: random)
  }

  /// The tensors of a weight file that nobody else uses: they become the parameters' own memory.
  package static func adopting(_ tensors: [String: Tensor], random: RandomSource) -> ParameterSource
  {
    ParameterSource(.file(FileReading(tensors)), path: "", random: random)
  }

  /// The source of a part's parameters.
  public subscript(_ name: String) -> ParameterSource {
    ParameterSource(origin, path: path.isEmpty ? name : "\(path).\(name)", random: random)
  }

  /// The source of a numbered part's parameters.
  public subscript(_ index: Int) -> ParameterSource { self[String(index)] }

  /// A parameter of this shape: from the file, or as the initializer draws it.
  public func parameter(_ name: String, _ shape: Shape, _ initializer: Initializer) -> Parameter {
    let full = self[name].path
    switch origin {
    case .random: return Parameter(adopting: initializer(shape, using: random), name: full)
    case .file(let file): return Parameter(adopting: file.take(full, shape), name: full)
    }
  }

  /// A buffer of this shape: from the file, or one value everywhere.
  public func buffer(_ name: String, _ shape: Shape, filledWith value: Float) -> Buffer {
    switch origin {
    case .random: Buffer(.filled(shape, with: value))
    case .file(let file): Buffer(file.take(self[name].path, shape))
    }
  }

  /// What the network asked for and the file did not have, or the other way round; nil where all fits. To be asked when
  /// the network is complete, which must not be used where there is a mismatch.
  public func mismatch(ignoringUnexpected: Bool = false) -> StateMismatch? {
    guard case .file(let file) = origin else { return nil }
    return file.mismatch(ignoringUnexpected: ignoringUnexpected)
  }
}

/// A weight file being read by a network that is being built.
private final class FileReading {
  private let tensors: [String: Tensor]
  private var taken: Set<String> = []
  private var faults = StateMismatch()

  init(_ tensors: [String: Tensor]) { self.tensors = tensors }

  /// The tensor of this name; one without elements where it does not fit, so that nothing large is made in vain.
  func take(_ name: String, _ shape: Shape) -> Tensor {
    let isFirst = taken.insert(name).inserted
    guard let tensor = tensors[name] else {
      faults.missing.append(name)
      return .placeholder(shape)
    }
    guard tensor.shape == shape else {
      faults.misshapen.append(.init(name: name, expected: shape, found: tensor.shape))
      return .placeholder(shape)
    }
    return isFirst ? tensor : tensor.copied()
  }

  func mismatch(ignoringUnexpected: Bool) -> StateMismatch? {
    var result = faults
    if !ignoringUnexpected {
      result.unexpected = tensors.keys.filter {
        !taken.contains($0) && !$0.hasSuffix("num_batches_tracked")
      }
    }
    return result.isEmpty ? nil : result.sorted
  }
}
