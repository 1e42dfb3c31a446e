/// The detectors that ship.
public enum DetectorPreset: String, CaseIterable, Sendable, Codable {
  /// Digits written by hand, in rows or anywhere, on paper, boards and photographs.
  case digits
  /// Playing cards: nine, ten, jack, queen, king and ace.
  case cards
  /// Red and white cells and platelets of blood under a microscope.
  case cells

  /// The folder of its weights under Data/Models.
  public var folder: String { "detect-" + rawValue }
}
