import TensorCore

/// Why a set of named tensors does not fit a network.
public struct StateMismatch: Error, Equatable, CustomStringConvertible {
  /// Names that the network has and the set lacks.
  public var missing: [String] = []
  /// Names that the set has and the network lacks.
  public var unexpected: [String] = []
  /// Tensors of another shape than the network's.
  public var misshapen: [Misshapen] = []

  /// A tensor of the wrong shape.
  public struct Misshapen: Equatable, Sendable {
    /// The tensor's name.
    public let name: String
    /// The network's shape.
    public let expected: Shape
    /// The set's shape.
    public let found: Shape
  }

  var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty && misshapen.isEmpty }

  /// All that does not fit, in one sentence.
  public var description: String {
    func list(_ names: [String]) -> String {
      let shown = names.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
      return names.count > 4 ? shown + " and \(names.count - 4) more" : shown
    }
    var faults: [String] = []
    if !missing.isEmpty { faults.append("\(list(missing)) missing") }
    if !unexpected.isEmpty { faults.append("\(list(unexpected)) not part of the network") }
    faults += misshapen.prefix(4).map { "'\($0.name)' is \($0.found), expected \($0.expected)" }
    if misshapen.count > 4 { faults.append("\(misshapen.count - 4) more of another shape") }
    return faults.joined(separator: "; ")
  }
}

extension Module {
  /// All parameters and buffers by path: what a weight file holds. The tensors share memory with the module.
  public var state: [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: namedParts.compactMap { name, part in
        switch part {
        case .parameter(let parameter): (name, parameter.value.detached)
        case .buffer(let buffer): (name, buffer.tensor.detached)
        case .module: nil
        }
      })
  }

  /// Replaces all parameters and buffers, or none of them where the set does not fit.
  ///
  /// PyTorch's `num_batches_tracked` counters are passed over.
  /// - Throws: `StateMismatch`, which names everything that does not fit.
  public func load(state: [String: Tensor]) throws {
    var mismatch = StateMismatch()
    let own = self.state
    for (name, tensor) in own {
      guard let found = state[name] else {
        mismatch.missing.append(name)
        continue
      }
      if found.shape != tensor.shape {
        mismatch.misshapen.append(.init(name: name, expected: tensor.shape, found: found.shape))
      }
    }
    mismatch.unexpected = state.keys.filter {
      own[$0] == nil && !$0.hasSuffix("num_batches_tracked")
    }
    mismatch.missing.sort()
    mismatch.unexpected.sort()
    mismatch.misshapen.sort { $0.name < $1.name }
    guard mismatch.isEmpty else { throw mismatch }
    for (name, part) in namedParts {
      guard let tensor = state[name] else { continue }
      switch part {
      case .parameter(let parameter): parameter.assign(tensor)
      case .buffer(let buffer): buffer.tensor = tensor.detached
      case .module: break
      }
    }
  }
}
