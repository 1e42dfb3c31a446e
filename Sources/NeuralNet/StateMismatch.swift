import Platform
import TensorCore

/// Why a set of named tensors does not fit a network.
public struct StateMismatch: DescribedError, Equatable {
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

  var sorted: StateMismatch {
    StateMismatch(
      missing: missing.sorted(), unexpected: unexpected.sorted(),
      misshapen: misshapen.sorted { $0.name < $1.name })
  }

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
