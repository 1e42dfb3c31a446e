import CKernels

extension Tensor {
  /// The sum of all elements, as a scalar.
  public func sum() -> Tensor {
    let source = shape
    let result = Tensor(uninitialized: [])
    zoo_sum(1, count, 1, pointer, result.pointer)
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      [.filled(source, with: gradient.item)]
    }
  }

  /// The mean of all elements, as a scalar.
  public func mean() -> Tensor { sum() / Float(count) }

  /// Sums over some dimensions, which disappear or stay with extent 1.
  public func sum(alongDimensions dimensions: [Int], keepingDimensions: Bool = false) -> Tensor {
    guard !dimensions.isEmpty else { return self }
    let reduced = Set(dimensions.map(shape.normalized))
    let kept = Shape(
      shape.dimensions.indices.map { reduced.contains($0) ? 1 : shape.dimensions[$0] })
    var result = self.detached
    // Neighbouring dimensions are summed in one pass, the outermost group first.
    var dimension = 0
    while dimension < shape.rank {
      guard reduced.contains(dimension) else {
        dimension += 1
        continue
      }
      var end = dimension
      while end < shape.rank && reduced.contains(end) { end += 1 }
      let outer = result.shape.dimensions[..<dimension].reduce(1, *)
      let extent = result.shape.dimensions[dimension..<end].reduce(1, *)
      let inner = result.shape.dimensions[end...].reduce(1, *)
      var smaller = result.shape.dimensions
      for index in dimension..<end { smaller[index] = 1 }
      let sums = Tensor(uninitialized: Shape(smaller))
      zoo_sum(outer, extent, inner, result.pointer, sums.pointer)
      result = sums
      dimension = end
    }
    let source = shape
    let final =
      keepingDimensions
      ? kept
      : Shape(shape.dimensions.indices.filter { !reduced.contains($0) }.map { shape[$0] })
    return .recorded(result.reshaped(final), from: [self], readsInputs: false) { gradient in
      [gradient.reshaped(kept).broadcast(to: source)]
    }
  }

  /// Means over some dimensions, which disappear or stay with extent 1.
  public func mean(alongDimensions dimensions: [Int], keepingDimensions: Bool = false) -> Tensor {
    let reduced = dimensions.map { shape[$0] }.reduce(1, *)
    return sum(alongDimensions: dimensions, keepingDimensions: keepingDimensions) / Float(reduced)
  }

  /// The largest elements along a dimension, which disappears.
  public func maximum(alongDimension dimension: Int) -> Tensor {
    extremum(isMaximum: true, dimension).values
  }

  /// The smallest elements along a dimension, which disappears.
  public func minimum(alongDimension dimension: Int) -> Tensor {
    extremum(isMaximum: false, dimension).values
  }

  /// Where the largest element along a dimension stands; the first of equals.
  public func argmax(alongDimension dimension: Int = -1) -> IndexTensor {
    extremum(isMaximum: true, dimension).positions
  }

  private func extremum(isMaximum: Bool, _ dimension: Int)
    -> (values: Tensor, positions: IndexTensor)
  {
    let (outer, extent, inner) = shape.split(at: dimension)
    precondition(extent > 0, "maximum or minimum: dimension \(dimension) of \(shape) is empty")
    var smaller = shape.dimensions
    smaller.remove(at: shape.normalized(dimension))
    let result = Tensor(uninitialized: Shape(smaller))
    var positions = [Int32](repeating: 0, count: result.count)
    zoo_extremum(
      isMaximum ? 1 : 0, outer, extent, inner, pointer, result.pointer, &positions)
    let source = shape
    let places = positions
    let recorded = Tensor.recorded(result, from: [self], readsInputs: false) { gradient in
      let dx = Tensor(uninitialized: source)
      zoo_extremum_backward(outer, extent, inner, gradient.pointer, places, dx.pointer)
      return [dx]
    }
    return (recorded, IndexTensor(positions, shape: Shape(smaller)))
  }

  /// e^x / Σ e^x along the last dimension.
  public func softmax() -> Tensor { softmax(isLogarithm: false) }

  /// The logarithm of the softmax along the last dimension, without the overflow of taking both in turn.
  public func logSoftmax() -> Tensor { softmax(isLogarithm: true) }

  private func softmax(isLogarithm: Bool) -> Tensor {
    let columns = shape[-1]
    let rows = columns == 0 ? 0 : count / columns
    let flag: Int32 = isLogarithm ? 1 : 0
    let y = Tensor(uninitialized: shape)
    zoo_softmax(flag, rows, columns, pointer, y.pointer)
    return .recorded(y, from: [self], readsInputs: false) { gradient in
      let dx = Tensor(uninitialized: y.shape)
      zoo_softmax_backward(flag, rows, columns, y.pointer, gradient.pointer, dx.pointer)
      return [dx]
    }
  }
}
