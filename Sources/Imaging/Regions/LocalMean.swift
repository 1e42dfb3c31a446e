/// The mean of the numbers around each one that count, by sums over all above and to the left.
public struct LocalMean: Sendable {
  private let size: ImageSize
  private let radius: Int
  private let sums: [(value: Double, count: Int)]

  /// The means of a plane of numbers, row by row.
  ///
  /// - Parameters:
  ///   - radius: how many pixels to each side belong to a mean.
  ///   - counts: whether the number at an index does.
  public init(_ plane: [Float], _ size: ImageSize, radius: Int, where counts: (Int) -> Bool) {
    (self.size, self.radius) = (size, radius)
    let width = size.width + 1
    var sums = [(value: Double, count: Int)](repeating: (0, 0), count: (size.height + 1) * width)
    for row in 0..<size.height {
      var line: (value: Double, count: Int) = (0, 0)
      for column in 0..<size.width {
        let index = row * size.width + column
        if counts(index) {
          line.value += Double(plane[index])
          line.count += 1
        }
        let above = sums[row * width + column + 1]
        sums[(row + 1) * width + column + 1] = (above.value + line.value, above.count + line.count)
      }
    }
    self.sums = sums
  }

  /// The mean around an index; 0 where nothing counts.
  public func value(at index: Int) -> Float {
    let (row, column) = (index / size.width, index % size.width)
    let (top, bottom) = (max(row - radius, 0), min(row + radius + 1, size.height))
    let (left, right) = (max(column - radius, 0), min(column + radius + 1, size.width))
    let width = size.width + 1
    let (a, b) = (sums[top * width + left], sums[top * width + right])
    let (c, d) = (sums[bottom * width + left], sums[bottom * width + right])
    let count = d.count - b.count - c.count + a.count
    return Float((d.value - b.value - c.value + a.value) / Double(max(count, 1)))
  }
}
