/// The detectors that ship, by the names of their folders under Data/Models.
public enum DetectorPreset: String, CaseIterable, Sendable, Codable {
  /// Digits written by hand, in rows or anywhere, on paper, boards and photographs.
  case digits = "detect-digits"
  /// Playing cards: nine, ten, jack, queen, king and ace.
  case cards = "detect-cards"
  /// Red and white cells and platelets of blood under a microscope.
  case cells = "detect-cells"

  /// What a command line calls it: the name without `detect-`.
  public var name: String { String(rawValue.dropFirst("detect-".count)) }
  /// All names, for help and messages.
  public static var names: String { allCases.map(\.name).joined(separator: ", ") }
  /// The preset of a name.
  public init?(name: String) { self.init(rawValue: "detect-" + name) }
}
