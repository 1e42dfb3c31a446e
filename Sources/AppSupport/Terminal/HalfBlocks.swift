/// Colours for a terminal.
public struct TerminalColor: Sendable, Equatable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  /// A colour.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// What follows `38;` or `48;` in a control sequence.
  func code(hasTrueColor: Bool) -> String {
    if hasTrueColor { return "2;\(red);\(green);\(blue)" }
    // The 6 x 6 x 6 cube of the 256 usual colours, or its greys, whichever is nearer.
    func step(_ value: UInt8) -> Int { value < 48 ? 0 : value < 115 ? 1 : (Int(value) - 35) / 40 }
    func level(_ step: Int) -> Int { step == 0 ? 0 : 55 + 40 * step }
    let steps = [red, green, blue].map(step)
    let grey = min(max((Int(red) + Int(green) + Int(blue)) / 3 - 3, 0) / 10, 23)
    func distance(_ levels: [Int]) -> Int {
      zip([red, green, blue], levels).reduce(0) {
        $0 + (Int($1.0) - $1.1) * (Int($1.0) - $1.1)
      }
    }
    let isGreyNearer =
      distance([Int](repeating: 8 + 10 * grey, count: 3)) < distance(steps.map(level))
    return isGreyNearer
      ? "5;\(232 + grey)" : "5;\(16 + 36 * steps[0] + 6 * steps[1] + steps[2])"
  }
}

/// A picture as text: each character shows two pixels, one above the other.
public enum HalfBlocks {
  /// The lines of a picture of so many columns, which has an even number of rows.
  public static func lines(_ pixels: [TerminalColor], columns: Int, hasTrueColor: Bool) -> [String]
  {
    precondition(
      columns > 0 && pixels.count % (2 * columns) == 0,
      "HalfBlocks: \(pixels.count) pixels in \(columns) columns")
    return stride(from: 0, to: pixels.count, by: 2 * columns).map { start in
      var line = ""
      var (last, text): ((TerminalColor, TerminalColor)?, String) = (nil, "")
      for column in 0..<columns {
        let pair = (pixels[start + column], pixels[start + columns + column])
        if last == nil || last?.0 != pair.0 || last?.1 != pair.1 {
          let (upper, lower) = (
            pair.0.code(hasTrueColor: hasTrueColor), pair.1.code(hasTrueColor: hasTrueColor)
          )
          text = "\u{1B}[38;\(upper);48;\(lower)m"
          line += text
          last = pair
        }
        line += pair.0 == pair.1 ? " " : "▀"
      }
      return line + "\u{1B}[0m"
    }
  }
}
