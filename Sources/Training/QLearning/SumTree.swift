/// Numbers of which one can be drawn in proportion to its size, in logarithmic time.
struct SumTree {
  private(set) var sums: [Float]
  private let leafCount: Int
  /// How many numbers there are.
  let count: Int

  /// So many zeros.
  init(count: Int) {
    self.count = count
    var size = 1
    while size < count { size *= 2 }
    leafCount = size
    sums = [Float](repeating: 0, count: 2 * size)
  }

  /// The sum of all.
  var total: Float { sums[1] }

  /// One of the numbers.
  subscript(index: Int) -> Float {
    get { sums[leafCount + index] }
    set {
      var node = leafCount + index
      sums[node] = newValue
      while node > 1 {
        node /= 2
        // Sums are made anew, not changed by differences, so that no rounding errors pile up.
        sums[node] = sums[2 * node] + sums[2 * node + 1]
      }
    }
  }

  /// The number in which the running sum passes `mark`, for marks in 0..<total.
  func index(at mark: Float) -> Int {
    var (node, rest) = (1, mark)
    while node < leafCount {
      node *= 2
      // The right branch only where there is something: rounding may have carried the mark past the end.
      if rest >= sums[node] && sums[node + 1] > 0 {
        rest -= sums[node]
        node += 1
      }
    }
    return node - leafCount
  }
}
