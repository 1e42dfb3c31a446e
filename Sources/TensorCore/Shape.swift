/// The extents of a tensor, outermost first. Images are [N, H, W, C].
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The extent of each dimension.
  public let dimensions: [Int]

  /// A shape with these extents, none of them negative.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "Shape: negative extent in \(dimensions)")
    self.dimensions = dimensions
  }

  /// A shape with these extents.
  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  /// The number of dimensions; a scalar has none.
  public var rank: Int { dimensions.count }

  /// The number of elements.
  public var count: Int { dimensions.reduce(1, *) }

  /// The extent of a dimension; negative positions count from the last.
  public subscript(dimension: Int) -> Int { dimensions[normalized(dimension)] }

  /// A dimension's position from the front, given one from either end.
  public func normalized(_ dimension: Int) -> Int {
    let position = dimension < 0 ? dimension + rank : dimension
    precondition(position >= 0 && position < rank, "dimension \(dimension) is not in \(self)")
    return position
  }

  /// The same shape with another extent in one dimension.
  public func replacing(_ dimension: Int, with extent: Int) -> Shape {
    var changed = dimensions
    changed[normalized(dimension)] = extent
    return Shape(changed)
  }

  /// How many elements lie between neighbours in each dimension of a row-major tensor.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for dimension in stride(from: rank - 2, through: 0, by: -1) {
      strides[dimension] = strides[dimension + 1] * dimensions[dimension + 1]
    }
    return strides
  }

  /// The shape that both broadcast to after NumPy's rules, or nil where they do not fit.
  public func broadcast(with other: Shape) -> Shape? {
    if self == other { return self }
    var result = [Int](repeating: 1, count: max(rank, other.rank))
    for offset in 1...max(result.count, 1) where offset <= result.count {
      let mine = offset <= rank ? dimensions[rank - offset] : 1
      let theirs = offset <= other.rank ? other.dimensions[other.rank - offset] : 1
      guard mine == theirs || mine == 1 || theirs == 1 else { return nil }
      result[result.count - offset] = mine == 1 ? theirs : mine
    }
    return Shape(result)
  }

  /// The shape as it is written in error messages: `[2, 3]`.
  public var description: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }

  /// The three factors around a dimension: elements before, in and after it.
  func split(at dimension: Int) -> (outer: Int, extent: Int, inner: Int) {
    let position = normalized(dimension)
    return (
      dimensions[..<position].reduce(1, *), dimensions[position],
      dimensions[(position + 1)...].reduce(1, *)
    )
  }
}
