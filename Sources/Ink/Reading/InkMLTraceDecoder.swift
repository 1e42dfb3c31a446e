/// Reads the points of an InkML trace: values with commas between points, each channel's value written out (`!`), as the
/// difference from the value before (`'`) or as the difference from the difference before (`"`). A prefix holds for its
/// channel until the next one.
struct InkMLTraceDecoder {
  /// What is wrong with a trace.
  struct Fault: Error {
    /// Number of the point, from 1.
    let point: Int
    let found: String
  }

  private enum Coding { case value, difference, secondDifference }

  private struct Channel {
    var coding = Coding.value
    var value: Double = 0
    var difference: Double = 0
    var secondDifference: Double = 0

    /// The next value; nil repeats what was written last (`*`).
    mutating func advance(_ number: Double?) {
      switch coding {
      case .value:
        value = number ?? value
      case .difference:
        difference = number ?? difference
        value += difference
      case .secondDifference:
        secondDifference = number ?? secondDifference
        difference += secondDifference
        value += difference
      }
    }
  }

  private let format: InkMLFormat
  private var channels: [Channel]

  init(_ format: InkMLFormat) {
    self.format = format
    channels = Array(repeating: Channel(), count: format.names.count)
  }

  /// All points of a trace's text, y down.
  mutating func points(of text: String) throws(Fault) -> [InkPoint] {
    guard let x = format.names.firstIndex(of: "X"), let y = format.names.firstIndex(of: "Y")
    else { throw Fault(point: 1, found: "no channels X and Y") }
    var points: [InkPoint] = []
    for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: true) {
      guard part.contains(where: { !InkFormat.isSpace($0) }) else { continue }
      let count = try advance(part, point: points.count + 1)
      guard count > max(x, y) else {
        throw Fault(point: points.count + 1, found: "\(count) values")
      }
      points.append(InkPoint(x: place(x), y: place(y)))
    }
    return points
  }

  private func place(_ channel: Int) -> Float {
    let value = channels[channel].value
    return Float(format.turned.contains(format.names[channel]) ? -value : value)
  }

  /// Reads the values of one point; those of intermittent channels, which follow, are passed over.
  private mutating func advance(_ part: Substring.UTF8View, point: Int) throws(Fault) -> Int {
    var rest = part.drop(while: InkFormat.isSpace)
    var index = 0
    while let first = rest.first, index < channels.count {
      switch first {
      case UInt8(ascii: "!"): channels[index].coding = .value
      case UInt8(ascii: "'"): channels[index].coding = .difference
      case UInt8(ascii: "\""): channels[index].coding = .secondDifference
      case UInt8(ascii: "*"):
        channels[index].advance(nil)
        index += 1
      // A value that the device did not report, and those of yes or no.
      case UInt8(ascii: "?"), UInt8(ascii: "T"), UInt8(ascii: "F"):
        index += 1
      default:
        let length = InkMLTraceDecoder.numberLength(rest)
        guard let number = InkMLTraceDecoder.number(rest.prefix(length)) else {
          throw Fault(point: point, found: "'\(String(Substring(rest.prefix(12))))'")
        }
        channels[index].advance(number)
        index += 1
        rest = rest.dropFirst(length).drop(while: InkFormat.isSpace)
        continue
      }
      rest = rest.dropFirst().drop(while: InkFormat.isSpace)
    }
    return index
  }

  /// Numbers end where a space, a sign or a prefix begins the next value.
  private static func numberLength(_ text: Substring.UTF8View) -> Int {
    var length = 0
    var before: UInt8 = 0
    for byte in text {
      let isSign = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      let isExponent = before | 32 == UInt8(ascii: "e") && text.first != UInt8(ascii: "#")
      let belongs =
        isSign
        ? length == 0 || isExponent
        : byte == UInt8(ascii: ".") || byte == UInt8(ascii: "#")
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 32)
      guard belongs else { break }
      before = byte
      length += 1
    }
    return length
  }

  /// A decimal number, or a whole one in hexadecimal digits after `#`.
  private static func number(_ bytes: Substring.UTF8View) -> Double? {
    guard let text = String(bytes) else { return nil }
    if text.hasPrefix("#") { return Int(text.dropFirst(), radix: 16).map { Double($0) } }
    return Double(text)
  }
}
