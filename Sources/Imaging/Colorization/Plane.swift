/// One number a pixel, row by row: lightness, or one of the coordinates of chroma.
public struct Plane: Sendable, Equatable {
  /// Height and width.
  public let size: ImageSize
  /// The numbers, [height, width].
  public var values: [Float]

  /// A plane of these numbers.
  public init(size: ImageSize, values: [Float]) {
    precondition(
      values.count == size.pixelCount, "Plane: \(values.count) numbers do not make \(size)")
    self.size = size
    self.values = values
  }

  /// A plane of one number.
  public init(size: ImageSize, filledWith value: Float = 0) {
    self.init(size: size, values: [Float](repeating: value, count: size.pixelCount))
  }

  /// One number.
  public subscript(row: Int, column: Int) -> Float {
    get { values[row * size.width + column] }
    set { values[row * size.width + column] = newValue }
  }

  /// The plane in another size.
  public func resized(to newSize: ImageSize, filter: ResizeFilter = .triangle) -> Plane {
    if newSize == size { return self }
    return Plane(
      size: newSize,
      values: resize(values, size: size, channels: 1, to: newSize, filter: filter))
  }

  /// A stored plane as it is seen.
  public func seen(_ orientation: Orientation) -> Plane {
    if orientation == .upright { return self }
    var result = Plane(size: orientation.seen(size))
    for row in 0..<result.size.height {
      for column in 0..<result.size.width {
        let place = orientation.stored(row: row, column: column, in: size)
        result[row, column] = self[place.row, place.column]
      }
    }
    return result
  }

  /// Left and right exchanged.
  public func mirrored() -> Plane { seen(.mirrored) }

  /// The largest and the smallest number.
  public var range: ClosedRange<Float> { (values.min() ?? 0)...(values.max() ?? 0) }
}

/// How the stored pixels of a picture are meant to be seen: EXIF's orientation.
public enum Orientation: Int, Sendable, CaseIterable {
  /// As they are stored.
  case upright = 1
  /// Left and right exchanged.
  case mirrored = 2
  /// Upside down.
  case halfTurn = 3
  /// Top and bottom exchanged.
  case flipped = 4
  /// Rows and columns exchanged.
  case transposed = 5
  /// Turned clockwise by 90°.
  case right = 6
  /// Rows and columns exchanged along the other diagonal.
  case transverse = 7
  /// Turned counter-clockwise by 90°.
  case left = 8

  /// What undoes it.
  public var inverse: Orientation {
    switch self {
    case .right: .left
    case .left: .right
    default: self
    }
  }

  /// Whether rows become columns.
  public var isTurned: Bool { rawValue >= 5 }

  /// The size that is seen of pixels stored in this size.
  public func seen(_ stored: ImageSize) -> ImageSize {
    isTurned ? ImageSize(height: stored.width, width: stored.height) : stored
  }

  /// Where a seen pixel is stored, in a stored size.
  public func stored(row: Int, column: Int, in size: ImageSize) -> (row: Int, column: Int) {
    let (bottom, right) = (size.height - 1, size.width - 1)
    switch self {
    case .upright: return (row, column)
    case .mirrored: return (row, right - column)
    case .halfTurn: return (bottom - row, right - column)
    case .flipped: return (bottom - row, column)
    case .transposed: return (column, row)
    case .right: return (bottom - column, row)
    case .transverse: return (bottom - column, right - row)
    case .left: return (column, right - row)
    }
  }
}
