/// Numbers as text, without Foundation.
package enum NumberText {
  /// A number with a fixed count of places behind the point, at most nine.
  package static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    guard abs(value) < 1e9 else { return scientific(value) }
    let factor = powerOfTen(min(max(places, 0), 9))
    let scaled = (abs(value) * factor).rounded()
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let whole = Int((scaled / factor).rounded(.down))
    guard places > 0 else { return "\(sign)\(whole)" }
    let rest = String(Int(scaled - Double(whole) * factor))
    let zeros = String(repeating: "0", count: max(0, min(places, 9) - rest.count))
    return "\(sign)\(whole).\(zeros)\(rest)"
  }

  /// A share of 0...1 as per cent, with one place behind the point.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "n/a" }
    return share > 0 && share < 0.0005 ? "<0.1%" : decimal(share * 100, places: 1) + "%"
  }

  /// A tick of an axis whose ticks are a step apart.
  static func tick(_ value: Double, step: Double) -> String {
    if abs(value) < step * 1e-6 { return trimmed(0, step: step >= 1 || step < 1e-4 ? 1 : step) }
    let size = max(abs(value), step)
    if size >= 1e6 { return trimmed(value / 1e6, step: step / 1e6) + "M" }
    if size >= 1e4 && step >= 100 { return trimmed(value / 1e3, step: step / 1e3) + "k" }
    if size < 1e-4 { return scientific(value) }
    return trimmed(value, step: step)
  }

  /// A number with three significant digits, for legends.
  static func significant(_ value: Double) -> String {
    let size = abs(value)
    guard value.isFinite && size < 1e6 else { return scientific(value) }
    if size >= 100 || size == 0 { return decimal(value, places: 0) }
    if size < 1e-4 { return scientific(value) }
    let places = size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 3 : 5
    return decimal(value, places: places)
  }

  private static func trimmed(_ value: Double, step: Double) -> String {
    var places = 0
    var probe = step
    while places < 9 && abs(probe - probe.rounded()) > 1e-6 * probe {
      places += 1
      probe = step * powerOfTen(places)
    }
    return decimal(value, places: places)
  }

  private static func scientific(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var exponent = 0
    var mantissa = abs(value)
    while mantissa >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 0.9995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    var digits = decimal(mantissa, places: 2)
    while digits.hasSuffix("0") { digits.removeLast() }
    if digits.hasSuffix(".") { digits.removeLast() }
    return "\(value < 0 ? "-" : "")\(digits)e\(exponent)"
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }
}
