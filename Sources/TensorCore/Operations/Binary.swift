import CKernels

extension Tensor {
  /// How each operand is walked when two shapes are broadcast: neighbouring dimensions that both walk alike
  /// are merged, so that the innermost loop is as long as it can be.
  struct BroadcastPlan {
    var dimensions: [Int] = []
    var left: [Int] = []
    var right: [Int] = []

    init(_ a: Shape, _ b: Shape, to result: Shape) {
      let leftStrides = Self.strides(of: a, in: result)
      let rightStrides = Self.strides(of: b, in: result)
      for dimension in 0..<result.rank where result.dimensions[dimension] != 1 {
        let extent = result.dimensions[dimension]
        if let last = dimensions.indices.last,
          left[last] == leftStrides[dimension] * extent,
          right[last] == rightStrides[dimension] * extent
        {
          dimensions[last] *= extent
          left[last] = leftStrides[dimension]
          right[last] = rightStrides[dimension]
        } else {
          dimensions.append(extent)
          left.append(leftStrides[dimension])
          right.append(rightStrides[dimension])
        }
      }
      if dimensions.isEmpty { (dimensions, left, right) = ([1], [1], [1]) }
      precondition(dimensions.count <= 8, "broadcasting \(a) with \(b): too many dimensions")
    }

    /// Element strides of `shape` seen as `result`: 0 where it repeats.
    static func strides(of shape: Shape, in result: Shape) -> [Int] {
      let missing = result.rank - shape.rank
      let own = shape.strides
      return (0..<result.rank).map { dimension in
        let position = dimension - missing
        return position < 0 || shape.dimensions[position] == 1 ? 0 : own[position]
      }
    }
  }

  private static func combine(_ op: zoo_binary_op, _ name: String, _ a: Tensor, _ b: Tensor)
    -> Tensor
  {
    guard let shape = a.shape.broadcast(with: b.shape) else {
      preconditionFailure("\(name): shapes \(a.shape) and \(b.shape) do not broadcast")
    }
    let result = Tensor(uninitialized: shape)
    guard shape.count > 0 else { return result }
    let plan = BroadcastPlan(a.shape, b.shape, to: shape)
    zoo_binary(
      op, Int32(plan.dimensions.count), plan.dimensions, plan.left, plan.right, a.pointer,
      b.pointer, result.pointer)
    return result
  }

  /// Element-wise sum, broadcasting as NumPy does.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let shapes = (a.shape, b.shape)
    return .recorded(combine(ZOO_ADD, "+", a, b), from: [a, b], readsInputs: false) { gradient in
      [gradient.summed(to: shapes.0), gradient.summed(to: shapes.1)]
    }
  }

  /// Element-wise difference, broadcasting as NumPy does.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    let shapes = (a.shape, b.shape)
    return .recorded(combine(ZOO_SUBTRACT, "-", a, b), from: [a, b], readsInputs: false) {
      gradient in
      [gradient.summed(to: shapes.0), (-gradient).summed(to: shapes.1)]
    }
  }

  /// Element-wise product, broadcasting as NumPy does.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let (x, y) = (a.detached, b.detached)
    return .recorded(combine(ZOO_MULTIPLY, "*", a, b), from: [a, b]) { gradient in
      [(gradient * y).summed(to: x.shape), (gradient * x).summed(to: y.shape)]
    }
  }

  /// Element-wise quotient, broadcasting as NumPy does.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let (x, y) = (a.detached, b.detached)
    return .recorded(combine(ZOO_DIVIDE, "/", a, b), from: [a, b]) { gradient in
      let share = gradient / y
      return [share.summed(to: x.shape), (-(share * x / y)).summed(to: y.shape)]
    }
  }

  /// The larger of each pair, broadcasting as NumPy does.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    extremum(isMaximum: true, a, b)
  }

  /// The smaller of each pair, broadcasting as NumPy does.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    extremum(isMaximum: false, a, b)
  }

  private static func extremum(isMaximum: Bool, _ a: Tensor, _ b: Tensor) -> Tensor {
    let (x, y) = (a.detached, b.detached)
    let result = combine(
      isMaximum ? ZOO_MAXIMUM : ZOO_MINIMUM, isMaximum ? "maximum" : "minimum", a, b)
    return .recorded(result, from: [a, b]) { gradient in
      let wide = (x.broadcast(to: gradient.shape), y.broadcast(to: gradient.shape))
      return [true, false].map { isFirst in
        let dx = Tensor(uninitialized: gradient.shape)
        zoo_extremum_mask(
          isMaximum ? 1 : 0, isFirst ? 1 : 0, dx.count, wide.0.pointer, wide.1.pointer,
          gradient.pointer, dx.pointer)
        return dx.summed(to: isFirst ? x.shape : y.shape)
      }
    }
  }

  /// x + number.
  public static func + (x: Tensor, number: Float) -> Tensor { x.affine(scale: 1, shift: number) }
  /// number + x.
  public static func + (number: Float, x: Tensor) -> Tensor { x.affine(scale: 1, shift: number) }
  /// x - number.
  public static func - (x: Tensor, number: Float) -> Tensor { x.affine(scale: 1, shift: -number) }
  /// number - x.
  public static func - (number: Float, x: Tensor) -> Tensor { x.affine(scale: -1, shift: number) }
  /// x · number.
  public static func * (x: Tensor, number: Float) -> Tensor { x.affine(scale: number, shift: 0) }
  /// number · x.
  public static func * (number: Float, x: Tensor) -> Tensor { x.affine(scale: number, shift: 0) }
  /// x / number.
  public static func / (x: Tensor, number: Float) -> Tensor {
    x.affine(scale: 1 / number, shift: 0)
  }
  /// number / x.
  public static func / (number: Float, x: Tensor) -> Tensor { x.reciprocal() * number }

  /// Repeats the tensor along new dimensions and those of extent 1.
  public func broadcast(to target: Shape) -> Tensor {
    guard shape != target else { return self }
    precondition(
      shape.broadcast(with: target) == target, "broadcast: \(shape) does not broadcast to \(target)"
    )
    let source = shape
    let result = Tensor(uninitialized: target)
    let strides = BroadcastPlan.strides(of: shape, in: target)
    if result.count > 0 {
      zoo_copy_strided(
        Int32(target.rank), target.dimensions, strides, pointer, result.pointer)
    }
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      [gradient.summed(to: source)]
    }
  }

  /// Adds up what broadcasting repeated: the gradient of `broadcast(to:)`.
  public func summed(to target: Shape) -> Tensor {
    guard shape != target else { return self }
    let missing = shape.rank - target.rank
    let repeated = (0..<shape.rank).filter { dimension in
      dimension < missing
        || (target.dimensions[dimension - missing] == 1 && shape.dimensions[dimension] != 1)
    }
    return sum(alongDimensions: repeated, keepingDimensions: true).reshaped(target)
  }
}
