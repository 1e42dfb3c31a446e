import CKernels

/// A tensor that training changes: a weight, a bias.
public final class Parameter {
  private let leaf = LeafNode()
  private var storage: Storage

  /// The extents.
  public let shape: Shape

  /// Frozen parameters take part in the computation but receive no gradient.
  public var isTrainable = true

  /// Its path in the network, for messages; empty where it has none.
  public var name: String { storage.parameterName ?? "" }

  /// A parameter that starts with a copy of these elements.
  public convenience init(_ initial: Tensor, name: String = "") {
    self.init(adopting: Tensor.copy(of: initial), name: name)
  }

  /// A parameter that takes over the memory of a tensor that nobody else uses.
  package init(adopting tensor: Tensor, name: String) {
    shape = tensor.shape
    storage = tensor.storage
    storage.parameterName = name
  }

  /// The elements as an operand: what is computed from it can send a gradient back here.
  public var value: Tensor {
    Tensor(
      shape: shape, storage: storage,
      origin: isTrainable ? Tensor.Origin(node: leaf, output: 0) : nil)
  }

  /// What the calls of `backward` since the last `zeroGradient` have added up.
  public var gradient: Tensor? {
    get { leaf.gradient }
    set {
      precondition(
        newValue.map { $0.shape == shape } ?? true,
        "gradient: \(newValue?.shape ?? []) does not fit a parameter \(shape)")
      leaf.gradient = newValue?.detached
    }
  }

  /// Forgets the gradient.
  public func zeroGradient() { leaf.gradient = nil }

  /// Replaces the elements.
  public func assign(_ tensor: Tensor) {
    precondition(
      tensor.shape == shape, "assign: \(tensor.shape) does not fit a parameter \(shape)")
    update { $0.update(from: tensor.pointer, count: shape.count) }
  }

  /// Changes the elements in place; tensors that were read from `value` before change with them, so a `backward` that
  /// still needs those ends the program.
  public func update(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    body(storage.base)
    storage.markChanged()
  }
}

extension Tensor {
  /// The same elements in memory of their own, detached from the graph.
  public func copied() -> Tensor { .copy(of: self) }

  /// The elements, to be changed in place by their only owner: an optimizer's memory, say.
  package var mutableValues: UnsafeMutablePointer<Float> {
    storage.markChanged()
    return storage.base
  }

  /// New memory with the same elements.
  static func copy(of tensor: Tensor) -> Tensor {
    let result = Tensor(uninitialized: tensor.shape)
    result.pointer.update(from: tensor.pointer, count: tensor.count)
    return result
  }

  /// Adds `other` in place where nobody else sees the memory, else into new memory.
  mutating func add(_ other: Tensor) {
    if !isKnownUniquelyReferenced(&storage) { self = Tensor.copy(of: self) }
    zoo_add_scaled(count, 1, other.pointer, pointer)
  }
}
