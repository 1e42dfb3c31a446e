import CKernels

extension Tensor {
  /// The same elements in another shape; one extent may be -1 and follows from the others.
  public func reshaped(_ dimensions: [Int]) -> Tensor {
    guard let unknown = dimensions.firstIndex(of: -1) else { return reshaped(Shape(dimensions)) }
    let known = dimensions.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
    var complete = dimensions
    complete[unknown] = known == 0 ? 0 : count / known
    return reshaped(Shape(complete))
  }

  /// The same elements in another shape.
  public func reshaped(_ target: Shape) -> Tensor {
    guard shape != target else { return self }
    precondition(target.count == count, "reshaped: \(shape) does not fill \(target)")
    let source = shape
    let result = Tensor(shape: target, storage: storage, origin: nil)
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      [gradient.reshaped(source)]
    }
  }

  /// Merges all dimensions but the first; images [N, H, W, C] channel by channel, as PyTorch's lie, so that the weights of
  /// the linear layer that follows are interchangeable.
  public func flattenedByChannel() -> Tensor {
    (shape.rank == 4 ? permuted([0, 3, 1, 2]) : self).flattened()
  }

  /// Merges the dimensions from `start` on.
  public func flattened(from start: Int = 1) -> Tensor {
    reshaped(Shape(Array(shape.dimensions[..<start]) + [shape.dimensions[start...].reduce(1, *)]))
  }

  /// The dimensions in another order: result dimension i is dimension order[i] of this tensor.
  public func permuted(_ order: [Int]) -> Tensor {
    precondition(
      order.sorted() == Array(0..<shape.rank), "permuted: \(order) is no order of \(shape)")
    guard order != Array(0..<shape.rank) else { return self }
    let strides = shape.strides
    let result = Tensor(uninitialized: Shape(order.map { shape.dimensions[$0] }))
    if let (batch, rows, columns) = transposition(order) {
      zoo_transpose(batch, rows, columns, pointer, result.pointer)
    } else if count > 0 {
      zoo_copy_strided(
        Int32(shape.rank), result.shape.dimensions, order.map { strides[$0] }, pointer,
        result.pointer)
    }
    var inverse = order
    for (position, dimension) in order.enumerated() { inverse[dimension] = position }
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      [gradient.permuted(inverse)]
    }
  }

  /// The matrices that an order transposes, where it does no more than exchange two neighbouring groups of
  /// dimensions at the end.
  private func transposition(_ order: [Int]) -> (batch: Int, rows: Int, columns: Int)? {
    let kept = zip(order, 0...).prefix { $0 == $1 }.count
    guard kept < order.count else { return nil }
    let start = order[kept]
    guard order == Array(0..<kept) + Array(start..<shape.rank) + Array(kept..<start) else {
      return nil
    }
    func product(_ range: Range<Int>) -> Int { shape.dimensions[range].reduce(1, *) }
    return (product(0..<kept), product(kept..<start), product(start..<shape.rank))
  }

  /// Two dimensions exchanged.
  public func transposed(_ first: Int = -2, _ second: Int = -1) -> Tensor {
    var order = Array(0..<shape.rank)
    order.swapAt(shape.normalized(first), shape.normalized(second))
    return permuted(order)
  }

  /// Tensors one after another along a dimension; the other extents are equal.
  public static func concatenated(_ tensors: [Tensor], alongDimension dimension: Int = -1)
    -> Tensor
  {
    guard let first = tensors.first else {
      preconditionFailure("concatenated: there is nothing to concatenate")
    }
    guard tensors.count > 1 else { return first }
    let axis = first.shape.normalized(dimension)
    for tensor in tensors {
      precondition(
        tensor.shape.rank == first.shape.rank
          && tensor.shape.replacing(axis, with: 0) == first.shape.replacing(axis, with: 0),
        "concatenated: \(first.shape) and \(tensor.shape) differ outside dimension \(axis)")
    }
    let extents = tensors.map { $0.shape[axis] }
    let shape = first.shape.replacing(axis, with: extents.reduce(0, +))
    let (outer, extent, inner) = shape.split(at: axis)
    let result = Tensor(uninitialized: shape)
    var start = 0
    for tensor in tensors {
      let width = tensor.shape[axis] * inner
      zoo_copy_rows(
        outer, width, tensor.pointer, width, result.pointer + start, extent * inner)
      start += width
    }
    return .recorded(result, from: tensors, readsInputs: false) { gradient in
      var from = 0
      return extents.map { extent in
        defer { from += extent }
        return gradient.sliced(from..<(from + extent), alongDimension: axis)
      }
    }
  }

  /// Part of a dimension.
  public func sliced(_ range: Range<Int>, alongDimension dimension: Int = 0) -> Tensor {
    let (outer, extent, inner) = shape.split(at: dimension)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= extent,
      "sliced: \(range) is outside dimension \(dimension) of \(shape)")
    guard range.count < extent else { return self }
    let source = shape
    let result = Tensor(uninitialized: shape.replacing(dimension, with: range.count))
    zoo_copy_rows(
      outer, range.count * inner, pointer + range.lowerBound * inner, extent * inner,
      result.pointer, range.count * inner)
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      let dx = Tensor.zeros(source)
      zoo_copy_rows(
        outer, range.count * inner, gradient.pointer, range.count * inner,
        dx.pointer + range.lowerBound * inner, extent * inner)
      return [dx]
    }
  }

  /// One position of a dimension, which disappears.
  public func selected(_ index: Int, alongDimension dimension: Int = 0) -> Tensor {
    var smaller = shape.dimensions
    smaller.remove(at: shape.normalized(dimension))
    return sliced(index..<(index + 1), alongDimension: dimension).reshaped(Shape(smaller))
  }

  /// Tensors of one shape as the positions of a new dimension.
  public static func stacked(_ tensors: [Tensor], alongDimension dimension: Int = 0) -> Tensor {
    concatenated(
      tensors.map { tensor in
        var wider = tensor.shape.dimensions
        wider.insert(1, at: dimension)
        return tensor.reshaped(Shape(wider))
      }, alongDimension: dimension)
  }

  /// The parts of a dimension, of these extents, in order.
  public func split(_ extents: [Int], alongDimension dimension: Int = -1) -> [Tensor] {
    precondition(
      extents.reduce(0, +) == shape[dimension],
      "split: \(extents) does not add up to dimension \(dimension) of \(shape)")
    var start = 0
    return extents.map { extent in
      defer { start += extent }
      return sliced(start..<(start + extent), alongDimension: dimension)
    }
  }
}
