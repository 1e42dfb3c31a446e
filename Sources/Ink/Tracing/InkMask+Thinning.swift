extension InkMask {
  /// Lines one pixel wide in the middle of the ink (Zhang and Suen 1984, "A fast parallel algorithm for thinning digital patterns"),
  /// and half the width that strokes had in the mean, in pixels.
  func thinned() -> (lines: InkMask, radius: Float) {
    var mask = self
    let around = around
    let area = pixels.count { $0 == 1 }
    var inked = pixels.indices.filter { pixels[$0] == 1 }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for isSecond in [false, true] {
        let gone = inked.filter { mask.isBorder($0, around, isSecond) }
        for pixel in gone { mask.pixels[pixel] = 0 }
        hasChanged = hasChanged || !gone.isEmpty
        if !gone.isEmpty { inked.removeAll { mask.pixels[$0] == 0 } }
      }
    }
    // Steps of a staircase that connect nothing.
    for pixel in inked where mask.isStep(pixel, around) { mask.pixels[pixel] = 0 }
    let length = mask.pixels.count { $0 == 1 }
    return (mask, Float(area) / Float(2 * max(length, 1)))
  }

  /// Whether a pixel can go in one of the two halves of a round: it lies on the border and connects nothing.
  private func isBorder(_ pixel: Int, _ around: [Int], _ isSecond: Bool) -> Bool {
    var (count, rises, last) = (0, 0, pixels[pixel + around[7]])
    for step in around {
      let value = pixels[pixel + step]
      count += Int(value)
      if last == 0 && value == 1 { rises += 1 }
      last = value
    }
    guard (2...6).contains(count), rises == 1 else { return false }
    let (up, right) = (pixels[pixel + around[0]], pixels[pixel + around[2]])
    let (down, left) = (pixels[pixel + around[4]], pixels[pixel + around[6]])
    return isSecond
      ? up * right * left == 0 && up * down * left == 0
      : up * right * down == 0 && right * down * left == 0
  }

  /// Whether a pixel only joins two that touch at a corner without it.
  private func isStep(_ pixel: Int, _ around: [Int]) -> Bool {
    let near = around.map { pixels[pixel + $0] == 1 }
    return stride(from: 0, to: 8, by: 2).contains { side in
      let (next, opposite) = ((side + 2) % 8, (side + 5) % 8)
      return near[side] && near[next] && !near[opposite]
        && !near[(side + 4) % 8] && !near[(side + 6) % 8]
    }
  }
}
