import Imaging

/// The printed lines of ruled and squared paper: straight, thin, from one border to the opposite one.
struct Rules {
  /// How many lines there are.
  private(set) var count = 0
  /// Which pixels are on a line and on no stroke that crosses it, with the line's soft edges.
  private(set) var isRule: [Bool]

  /// The lines of a plane.
  init(in ink: GrayPlane) {
    let isInk = ink.values.map { $0 > 0.22 }
    isRule = [Bool](repeating: false, count: isInk.count)
    for isAcross in [true, false] {
      let view = View(isInk: isInk, size: ink.size, isAcross: isAcross)
      guard view.lines > 24, view.length > 24 else { continue }
      for line in view.candidates() {
        guard let pixels = view.trace(line, without: isRule) else { continue }
        count += 1
        for pixel in pixels { isRule[pixel] = true }
      }
    }
  }

  /// A plane without the lines.
  func removed(from plane: GrayPlane) -> GrayPlane {
    var result = plane
    for pixel in isRule.indices where isRule[pixel] { result.values[pixel] = 0 }
    return result
  }

  /// How strong the lines are on a plane: four fifths of their pixels are no stronger.
  func level(on plane: GrayPlane) -> Float {
    let values = isRule.indices.filter { isRule[$0] }.map { plane.values[$0] }
    return values.isEmpty ? 0 : ranked(values, at: values.count * 4 / 5)
  }

  /// A nearly straight line, in pixels.
  private struct Line {
    /// Its place at the first border.
    let start: Int
    /// How far it drifts to the side until the opposite border.
    let drift: Int
    /// On how many of the places that were looked at there is ink.
    let cover: Int
  }

  /// Ink as seen by lines that run across it, or down.
  private struct View {
    let isInk: [Bool]
    let size: ImageSize
    let isAcross: Bool

    var lines: Int { isAcross ? size.height : size.width }
    var length: Int { isAcross ? size.width : size.height }

    private func pixel(_ line: Int, _ place: Int) -> Int {
      isAcross ? line * size.width + place : place * size.width + line
    }

    /// Where lines may run, the most complete first: every start and drift that four fifths of the places speak for.
    func candidates() -> [Line] {
      let places = Array(stride(from: 0, to: length, by: 4))
      // Ink at each place or beside it, place by place.
      let near = places.flatMap { place in
        (0..<lines).map { line in
          isInk[pixel(line, place)] || line > 0 && isInk[pixel(line - 1, place)]
            || line < lines - 1 && isInk[pixel(line + 1, place)]
        }
      }
      let reach = length * 6 / 100
      var found: [Line] = []
      var covers = [Int](repeating: 0, count: lines)
      for drift in -reach...reach {
        for line in 0..<lines { covers[line] = 0 }
        for (index, place) in places.enumerated() {
          let shift = drift * place / length
          for start in max(0, -shift)..<min(lines, lines - shift) {
            if near[index * lines + start + shift] { covers[start] += 1 }
          }
        }
        for start in 0..<lines where covers[start] * 5 >= places.count * 4 {
          found.append(Line(start: start, drift: drift, cover: covers[start]))
        }
      }
      return found.sorted { $0.cover > $1.cover }
    }

    /// A line's pixels, where nearly all of it is ink and as thin as a printed line.
    func trace(_ line: Line, without isTaken: [Bool]) -> [Int]? {
      var spans: [(place: Int, range: ClosedRange<Int>)] = []
      var fresh = 0
      for place in 0..<length {
        let middle = min(max(line.start + line.drift * place / length, 0), lines - 1)
        let near = [middle, middle - 1, middle + 1, middle - 2, middle + 2].first {
          (0..<lines).contains($0) && isInk[pixel($0, place)]
        }
        guard let near else { continue }
        var (low, high) = (near, near)
        while low > 0, isInk[pixel(low - 1, place)] { low -= 1 }
        while high < lines - 1, isInk[pixel(high + 1, place)] { high += 1 }
        spans.append((place, low...high))
        if !isTaken[pixel(near, place)] { fresh += 1 }
      }
      // From border to border, unlike the sides of a box, and not one that was found already.
      guard let first = spans.first?.place, let last = spans.last?.place,
        max(first, length - 1 - last) * 30 < length, spans.count * 5 > length * 4,
        fresh * 2 > length
      else { return nil }
      // Not the rest of a desk beside a sheet.
      let atBorder = spans.count { $0.range.lowerBound == 0 || $0.range.upperBound == lines - 1 }
      guard atBorder * 2 < spans.count else { return nil }
      let widths = spans.map(\.range.count).sorted()
      let usual = widths[widths.count / 2]
      guard usual * 20 < lines else { return nil }
      return spans.filter { $0.range.count <= usual + max(usual / 2, 1) }.flatMap { span in
        (max(span.range.lowerBound - 1, 0)...min(span.range.upperBound + 1, lines - 1)).map {
          pixel($0, span.place)
        }
      }
    }
  }
}
