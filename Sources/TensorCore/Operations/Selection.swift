import Platform

/// How two numbers compare.
public enum Comparison: Sendable, CaseIterable {
  /// <, ≤, =, ≥, >.
  case less, lessOrEqual, equal, greaterOrEqual, greater

  func holds(_ a: Float, _ b: Float) -> Bool {
    switch self {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .equal: a == b
    case .greaterOrEqual: a >= b
    case .greater: a > b
    }
  }
}

extension Tensor {
  /// 1 where the comparison holds, 0 elsewhere, broadcasting as NumPy does; not differentiable.
  public func compared(_ comparison: Comparison, to other: Tensor) -> Tensor {
    let target = Self.commonShape("compared", self, other)
    let (a, b) = (detached.broadcast(to: target), other.detached.broadcast(to: target))
    return Tensor(shape: target) { result in
      let (a, b) = (a.pointer, b.pointer)
      for index in 0..<result.count { result[index] = comparison.holds(a[index], b[index]) ? 1 : 0 }
    }
  }

  /// The same with one number.
  public func compared(_ comparison: Comparison, to number: Float) -> Tensor {
    compared(comparison, to: Tensor(number))
  }

  /// Elements of one tensor where a mask is not 0, and of another where it is, broadcasting as NumPy does.
  public static func `where`(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    let target = commonShape("where", mask, a, b)
    let chosen = mask.detached.broadcast(to: target)
    func choose(_ x: Tensor, _ y: Tensor) -> Tensor {
      Tensor(shape: target) { result in
        let (mask, x, y) = (chosen.pointer, x.pointer, y.pointer)
        for index in 0..<result.count { result[index] = mask[index] != 0 ? x[index] : y[index] }
      }
    }
    let (shapeA, shapeB) = (a.shape, b.shape)
    let result = choose(a.detached.broadcast(to: target), b.detached.broadcast(to: target))
    return .recorded(result, from: [a, b], readsInputs: false) { gradient in
      let zero = Tensor.zeros(target)
      return [
        choose(gradient, zero).summed(to: shapeA), choose(zero, gradient).summed(to: shapeB),
      ]
    }
  }

  private static func commonShape(_ name: String, _ tensors: Tensor...) -> Shape {
    tensors.reduce(Shape([])) { shape, tensor in
      guard let wider = shape.broadcast(with: tensor.shape) else {
        preconditionFailure("\(name): shapes \(shape) and \(tensor.shape) do not broadcast")
      }
      return wider
    }
  }

  /// Elements below and above a range become its ends; the gradient is that of the elements inside.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    let x = detached
    func map(_ source: Tensor, _ body: @escaping (Float, Float) -> Float) -> Tensor {
      Tensor(shape: x.shape) { result in
        let (x, source) = (x.pointer, source.pointer)
        for index in 0..<result.count { result[index] = body(x[index], source[index]) }
      }
    }
    let result = map(x) { value, _ in
      Swift.min(Swift.max(value, range.lowerBound), range.upperBound)
    }
    return .recorded(result, from: [self]) { gradient in
      [
        map(gradient) { value, slope in
          value > range.lowerBound && value < range.upperBound ? slope : 0
        }
      ]
    }
  }

  /// The arc tangent of each element.
  public func arctangent() -> Tensor {
    let x = detached
    let result = Tensor(shape: shape) { result in
      let x = x.pointer
      for index in 0..<result.count { result[index] = Float(atan(Double(x[index]))) }
    }
    return .recorded(result, from: [self]) { gradient in
      [gradient / (x.squared() + 1)]
    }
  }

  /// The largest elements of each row of the last dimension, in falling order, and where they stand; of equal ones the
  /// first comes first.
  ///
  /// - Shapes: self [..., C] → [..., k] and [..., k].
  public func topK(_ k: Int) -> (values: Tensor, positions: IndexTensor) {
    let columns = shape[-1]
    precondition((0...columns).contains(k), "topK: \(k) elements of rows of \(columns)")
    let elements = values
    let places = (0..<(columns == 0 ? 0 : count / columns)).flatMap { row -> [Int32] in
      let start = row * columns
      let order = (0..<columns).sorted {
        (elements[start + $1], $0) < (elements[start + $0], $1)
      }
      return order.prefix(k).map(Int32.init)
    }
    let positions = IndexTensor(places, shape: Shape(shape.dimensions.dropLast() + [k]))
    return (gathered(positions, alongDimension: -1), positions)
  }

  /// Along one dimension the elements that stand at given places; the other dimensions are those of `self`.
  ///
  /// - Shapes: self [A, D, B], indices [A, K, B] with values in 0..<D → [A, K, B], for any dimensions A and B.
  public func gathered(_ indices: IndexTensor, alongDimension dimension: Int) -> Tensor {
    let (outer, extent, inner) = shape.split(at: dimension)
    let (outerCount, picked, innerCount) = indices.shape.split(at: dimension)
    precondition(
      outer == outerCount && inner == innerCount && indices.shape.rank == shape.rank,
      "gathered: indices \(indices.shape) do not fit \(shape) along dimension \(dimension)")
    let places = indices.values.enumerated().map { index, value in
      precondition(
        value >= 0 && Int(value) < extent, "gathered: \(value) is outside 0..<\(extent)")
      return (index / (picked * inner) * extent + Int(value)) * inner + index % inner
    }
    let source = shape
    let result = Tensor(shape: indices.shape) { buffer in
      for (index, place) in places.enumerated() { buffer[index] = pointer[place] }
    }
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      let dx = Tensor.zeros(source)
      for (index, place) in places.enumerated() { dx.pointer[place] += gradient.pointer[index] }
      return [dx]
    }
  }
}
