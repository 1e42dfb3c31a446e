import Safetensors
import TensorCore

extension Module {
  /// All parameters and buffers by path: what a weight file holds. The tensors share memory with the module.
  public var state: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: namedParts.own.compactMap { name, part in
        part.tensor.map { (name, $0) }
      })
  }

  /// Replaces all parameters and buffers, or none of them where the set does not fit.
  ///
  /// PyTorch's `num_batches_tracked` counters are passed over, and so is the second name of a shared parameter.
  /// - Parameter isStrict: whether names that the set lacks, or that the network lacks, are errors; wrong shapes always
  ///   are.
  /// - Throws: `StateMismatch`, which names everything that does not fit.
  public func load(state: [String: Tensor], strict isStrict: Bool = true) throws {
    let (own, aliases) = namedParts
    var mismatch = StateMismatch()
    for (name, part) in own {
      guard let tensor = part.tensor else { continue }
      guard let found = state[name] else {
        mismatch.missing.append(name)
        continue
      }
      if found.shape != tensor.shape {
        mismatch.misshapen.append(.init(name: name, expected: tensor.shape, found: found.shape))
      }
    }
    let known = Set(own.map(\.name)).union(aliases.keys)
    mismatch.unexpected = state.keys.filter {
      !known.contains($0) && !$0.hasSuffix("num_batches_tracked")
    }
    if !isStrict { (mismatch.missing, mismatch.unexpected) = ([], []) }
    guard mismatch.isEmpty else { throw mismatch.sorted }
    for (name, part) in own {
      guard let tensor = state[name] else { continue }
      switch part {
      case .parameter(let parameter): parameter.assign(tensor)
      case .buffer(let buffer): buffer.tensor = tensor.detached
      case .module: break
      }
    }
  }

  /// Writes all parameters and buffers as a safetensors file.
  ///
  /// - Throws: `FileError` where it cannot be written; what was there before is still there then.
  public func save(
    to path: String, as type: ElementType = .float32, metadata: [String: String] = [:]
  )
    throws
  {
    try WeightFile(tensors: state, metadata: metadata).write(to: path, as: type)
  }

  /// Reads all parameters and buffers from a safetensors file: ours, or one that PyTorch's `save_file` wrote.
  ///
  /// - Throws: `FileError`, `SafetensorsError`, or `StateMismatch`, which names everything that does not fit.
  public func load(contentsOf path: String, strict isStrict: Bool = true) throws {
    try load(state: WeightFile(contentsOf: path).tensors, strict: isStrict)
  }
}

extension ModulePart {
  /// The elements of a parameter or buffer, detached from the graph.
  fileprivate var tensor: Tensor? {
    switch self {
    case .parameter(let parameter): parameter.value.detached
    case .buffer(let buffer): buffer.tensor.detached
    case .module: nil
    }
  }
}
