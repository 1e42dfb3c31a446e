import CKernels

/// A tensor that training changes: a weight, a bias.
public final class Parameter {
  private let leaf = LeafNode()
  private var storage: Storage

  /// The extents.
  public let shape: Shape

  /// Frozen parameters take part in the computation but receive no gradient.
  public var isTrainable = true

  /// A parameter that starts with a copy of these elements.
  public init(_ initial: Tensor) {
    shape = initial.shape
    storage = Tensor.copy(of: initial).storage
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

  /// Changes the elements in place; tensors that were read from `value` before change with them.
  public func update(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    body(storage.base)
    storage.markChanged()
  }
}

extension Tensor {
  /// The same elements in memory of their own, without a past.
  public func copied() -> Tensor { .copy(of: self) }

  /// The elements, to be changed in place by their only owner: an optimizer's memory, say.
  public var mutableValues: UnsafeMutablePointer<Float> {
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
