extension Image {
  /// The part of the picture that starts at a row and a column.
  ///
  /// - Precondition: the part lies inside the picture.
  public func cropped(top: Int, left: Int, size part: ImageSize) -> Image {
    precondition(
      top >= 0 && left >= 0 && part.height > 0 && part.width > 0 && top <= height - part.height
        && left <= width - part.width,
      "Image.cropped: \(part) at row \(top), column \(left) is outside \(size)")
    return rearranged(to: part) { row, column in (top + row, left + column) }
  }

  /// The middle of the picture.
  ///
  /// - Precondition: the part is not larger than the picture.
  public func centerCropped(to part: ImageSize) -> Image {
    cropped(top: (height - part.height) / 2, left: (width - part.width) / 2, size: part)
  }

  /// The picture with a border of one sample value for every channel.
  public func padded(
    top: Int = 0, left: Int = 0, bottom: Int = 0, right: Int = 0, value: UInt8 = 0
  ) -> Image {
    precondition(
      min(top, left, bottom, right) >= 0, "Image.padded: a border cannot be negative")
    let larger = ImageSize(height: height + top + bottom, width: width + left + right)
    let channels = channelCount
    return Image(size: larger, format: format, from: pixels) { source, target in
      target.update(repeating: value)
      for row in 0..<height {
        let start = ((row + top) * larger.width + left) * channels
        for index in 0..<width * channels {
          target[start + index] = source[row * width * channels + index]
        }
      }
    }
  }

  /// The picture in the middle of a square of one sample value.
  public func paddedToSquare(value: UInt8 = 0) -> Image {
    let side = max(height, width)
    let (top, left) = ((side - height) / 2, (side - width) / 2)
    return padded(
      top: top, left: left, bottom: side - height - top, right: side - width - left, value: value)
  }

  /// Left and right exchanged.
  public func flippedHorizontally() -> Image {
    rearranged(to: size) { row, column in (row, width - 1 - column) }
  }

  /// Top and bottom exchanged.
  public func flippedVertically() -> Image {
    rearranged(to: size) { row, column in (height - 1 - row, column) }
  }

  /// The picture moved by less than its own size; its edges, mirrored, fill what comes in.
  public func shifted(down: Int, right: Int) -> Image {
    precondition(
      abs(down) < height && abs(right) < width, "Image.shifted: by \(right), \(down) of \(size)")
    func mirrored(_ place: Int, _ extent: Int) -> Int {
      place < 0 ? -place : place < extent ? place : 2 * (extent - 1) - place
    }
    return rearranged(to: size) { row, column in
      (mirrored(row - down, height), mirrored(column - right, width))
    }
  }

  /// Rows and columns exchanged.
  public func transposed() -> Image {
    rearranged(to: ImageSize(height: width, width: height)) { row, column in (column, row) }
  }

  /// The picture as it is meant to be seen, by its EXIF orientation 1...8.
  func oriented(exif orientation: Int) -> Image {
    switch orientation {
    case 2: flippedHorizontally()
    case 3: flippedHorizontally().flippedVertically()
    case 4: flippedVertically()
    case 5: transposed()
    case 6: transposed().flippedHorizontally()
    case 7: transposed().flippedHorizontally().flippedVertically()
    case 8: transposed().flippedVertically()
    default: self
    }
  }

  /// A picture each of whose pixels is one of this picture's.
  private func rearranged(
    to newSize: ImageSize, by origin: (_ row: Int, _ column: Int) -> (Int, Int)
  ) -> Image {
    let channels = channelCount
    return Image(size: newSize, format: format, from: pixels) { source, target in
      for row in 0..<newSize.height {
        for column in 0..<newSize.width {
          let (sourceRow, sourceColumn) = origin(row, column)
          let from = (sourceRow * width + sourceColumn) * channels
          let to = (row * newSize.width + column) * channels
          for channel in 0..<channels { target[to + channel] = source[from + channel] }
        }
      }
    }
  }
}
