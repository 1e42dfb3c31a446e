import Imaging

/// A part of a picture that is a page of its own: a sheet on a desk, the inside of a drawn box.
struct Sheet {
  /// The box around it.
  let frame: Rectangle
  /// Which pixels of the box belong to it, with the writing on it but without its edge.
  let isInside: [Bool]

  /// The smallest page with something on it, nil where the whole picture is the page.
  static func find(in isLight: [Bool], size: ImageSize) -> Sheet? {
    var best: (sheet: Sheet, area: Int)?
    for side in [isLight, isLight.map { !$0 }] {
      let plane = GrayPlane(size: size, values: side.map { $0 ? 1 : 0 })
      for piece in Strokes.pieces(of: plane, above: 0.5, isEdgeConnected: true).prefix(4) {
        guard piece.pixels.count * 40 > size.pixelCount, piece.box.height > 16,
          piece.box.width > 16,
          best.map({ piece.pixels.count < $0.area }) ?? true,
          let sheet = Sheet(piece, size)
        else { continue }
        best = (sheet, piece.pixels.count)
      }
    }
    return best?.sheet
  }

  private init?(_ piece: Strokes.Piece, _ size: ImageSize) {
    let (height, width) = (piece.box.height, piece.box.width)
    var isPart = [Bool](repeating: false, count: height * width)
    for pixel in piece.pixels {
      let (row, column) = (pixel / size.width - piece.box.top, pixel % size.width - piece.box.left)
      isPart[row * width + column] = true
    }
    let filled = Sheet.filled(isPart, height, width)
    let area = filled.count { $0 }
    let holes = area - piece.pixels.count
    guard area * 10 < size.pixelCount * 9, holes * 250 > area, holes * 5 < area * 3,
      Sheet.isRectangular(filled, height, width, area: area)
    else { return nil }
    frame = piece.box
    isInside = Sheet.eroded(filled, height, width, by: max(2, min(height, width) / 40))
    // Something on it that might be a digit: holes that reach over a part of the page.
    let rows = (0..<height).filter { row in
      (0..<width).contains { isInside[row * width + $0] && !isPart[row * width + $0] }
    }
    guard let first = rows.first, let last = rows.last, (last - first) * 6 > height else {
      return nil
    }
  }

  /// With what is enclosed: all that cannot be reached from outside.
  private static func filled(_ isPart: [Bool], _ height: Int, _ width: Int) -> [Bool] {
    var isOutside = [Bool](repeating: false, count: isPart.count)
    var pending: [Int] = []
    func visit(_ pixel: Int) {
      guard !isPart[pixel], !isOutside[pixel] else { return }
      isOutside[pixel] = true
      pending.append(pixel)
    }
    for row in 0..<height {
      visit(row * width)
      visit(row * width + width - 1)
    }
    for column in 0..<width {
      visit(column)
      visit((height - 1) * width + column)
    }
    while let pixel = pending.popLast() {
      let column = pixel % width
      if column > 0 { visit(pixel - 1) }
      if column < width - 1 { visit(pixel + 1) }
      if pixel >= width { visit(pixel - width) }
      if pixel < (height - 1) * width { visit(pixel + width) }
    }
    return isOutside.map { !$0 }
  }

  /// Whether it fills the smallest rectangle around it, however that is turned.
  private static func isRectangular(_ mask: [Bool], _ height: Int, _ width: Int, area: Int) -> Bool
  {
    var ends: [SIMD2<Float>] = []
    for row in 0..<height {
      let pixels = mask[(row * width)..<((row + 1) * width)]
      guard let first = pixels.firstIndex(of: true), let last = pixels.lastIndex(of: true) else {
        continue
      }
      ends.append(SIMD2(Float(first - row * width), Float(row)))
      ends.append(SIMD2(Float(last - row * width + 1), Float(row + 1)))
    }
    var smallest = Float.infinity
    for step in 0..<31 {
      let slope = Float(step - 15) / 30  // tangent of the angle, 27 degrees either way
      let x = SIMD2<Float>(1, slope) / (1 + slope * slope).squareRoot()
      let y = SIMD2<Float>(-x.y, x.x)
      var (low, high) = (SIMD2<Float>(repeating: .infinity), SIMD2<Float>(repeating: -.infinity))
      for point in ends {
        let turned = SIMD2((point * x).sum(), (point * y).sum())
        low = pointwiseMin(low, turned)
        high = pointwiseMax(high, turned)
      }
      smallest = min(smallest, (high.x - low.x) * (high.y - low.y))
    }
    return Float(area) > 0.84 * smallest
  }

  /// Without the pixels that are close to what is outside.
  private static func eroded(_ mask: [Bool], _ height: Int, _ width: Int, by reach: Int) -> [Bool] {
    func pass(_ mask: [Bool], lines: Int, length: Int, _ at: (Int, Int) -> Int) -> [Bool] {
      var result = mask
      for line in 0..<lines {
        var run = 0
        for index in 0...length {
          if index < length, mask[at(line, index)] {
            run += 1
            continue
          }
          for back in 1...max(run, 1) where run > 0 && (back <= reach || back > run - reach) {
            result[at(line, index - back)] = false
          }
          run = 0
        }
      }
      return result
    }
    let across = pass(mask, lines: height, length: width) { $0 * width + $1 }
    return pass(across, lines: width, length: height) { $1 * width + $0 }
  }
}
