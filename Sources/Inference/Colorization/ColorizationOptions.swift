import Imaging

/// What a person may choose about the colours of a picture.
public struct ColorizationOptions: Sendable {
  /// How much work is done for a picture.
  public enum Quality: String, Sendable, CaseIterable, Codable {
    /// One look at 96 pixels.
    case fast
    /// A look at 128 pixels and one at its mirror image.
    case normal
    /// Looks at 128, 160 and 192 pixels and at their mirror images.
    case best

    /// The longer sides of the pictures that the network sees.
    var sides: [Int] {
      switch self {
      case .fast: [96]
      case .normal: [128]
      case .best: [128, 160, 192]
      }
    }
  }

  /// How much work is done.
  public var quality: Quality = .normal
  /// What chroma is multiplied by.
  public var saturation: Float = 1
  /// The temperature of the annealed mean: below 0.38 bolder, above it paler.
  public var temperature: Float = 0.38
  /// Whether a picture that has colour is left as it is.
  public var keepsColor = false
  /// Colours by hand.
  public var hints: [ColorHint] = []

  /// The usual choices.
  public init() {}
}
