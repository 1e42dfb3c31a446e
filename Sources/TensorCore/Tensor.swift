import CKernels

/// A row-major array of 32-bit floats, with a place in the graph of the computation that made it.
///
/// Tensors are values: no operation changes its operands. Copying one copies a reference.
public struct Tensor {
  /// The extents, outermost first.
  public let shape: Shape
  var storage: Storage
  let origin: Origin?

  /// The operation that made a tensor, and which of its results this is.
  struct Origin {
    let node: GraphNode
    let output: Int
  }

  /// A tensor whose elements are whatever the memory holds; the caller writes all of them.
  init(uninitialized shape: Shape) {
    self.init(shape: shape, storage: Storage(count: shape.count), origin: nil)
  }

  init(shape: Shape, storage: Storage, origin: Origin?) {
    self.shape = shape
    self.storage = storage
    self.origin = origin
  }

  /// A tensor with these elements in row-major order.
  public init(_ values: [Float], shape: Shape) {
    precondition(
      values.count == shape.count, "Tensor: \(values.count) values do not fill \(shape)")
    self.init(uninitialized: shape)
    values.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { pointer.update(from: start, count: values.count) }
    }
  }

  /// A vector.
  public init(_ values: [Float]) { self.init(values, shape: [values.count]) }

  /// A tensor of rank 0.
  public init(_ value: Float) { self.init([value], shape: []) }

  /// A tensor whose elements `body` writes into the uninitialised buffer it is given.
  public init(
    shape: Shape, initializingWith body: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    self.init(uninitialized: shape)
    try body(UnsafeMutableBufferPointer(start: pointer, count: shape.count))
  }

  /// A tensor of one value.
  public static func filled(_ shape: Shape, with value: Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    zoo_fill(shape.count, value, result.pointer)
    return result
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: Shape) -> Tensor { filled(shape, with: 0) }

  /// A tensor of ones.
  public static func ones(_ shape: Shape) -> Tensor { filled(shape, with: 1) }

  /// A tensor that has a shape and no elements: it stands where one is missing, and is never read.
  package static func placeholder(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, storage: Storage(count: 0), origin: nil)
  }

  /// The number of elements.
  public var count: Int { storage.count }

  /// The elements in row-major order.
  public var values: [Float] { withUnsafeValues(Array.init) }

  /// The only element of a tensor that holds one.
  public var item: Float {
    precondition(count == 1, "item: \(shape) holds more than one element")
    return pointer.pointee
  }

  /// Reads the elements in place.
  public func withUnsafeValues<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: storage.base, count: count))
    }
  }

  /// The same elements, sharing storage, detached from the graph: gradients do not flow through.
  public var detached: Tensor { Tensor(shape: shape, storage: storage, origin: nil) }

  /// Whether a gradient would reach a parameter through this tensor.
  public var requiresGradient: Bool { origin != nil }

  var pointer: UnsafeMutablePointer<Float> { storage.base }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first elements.
  public var description: String {
    let shown = values.prefix(8).map { String($0) }.joined(separator: ", ")
    return "Tensor\(shape) [\(shown)\(count > 8 ? ", …" : "")]"
  }
}

/// Whole numbers in a shape: class labels, token ids, actions.
public struct IndexTensor: Sendable, Equatable {
  /// The extents, outermost first.
  public let shape: Shape
  /// The elements in row-major order.
  public let values: [Int32]

  /// A tensor with these elements in row-major order.
  public init(_ values: [Int32], shape: Shape) {
    precondition(
      values.count == shape.count, "IndexTensor: \(values.count) values do not fill \(shape)")
    self.values = values
    self.shape = shape
  }

  /// A vector.
  public init(_ values: [Int32]) { self.init(values, shape: [values.count]) }

  /// The number of elements.
  public var count: Int { values.count }

  /// The same elements in another shape.
  public func reshaped(_ shape: Shape) -> IndexTensor { IndexTensor(values, shape: shape) }
}
