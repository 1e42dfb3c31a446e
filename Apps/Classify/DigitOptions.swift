import ArgumentParser
import Datasets

/// What concerns digits alone.
struct DigitOptions: ParsableArguments {
  @Option(
    help:
      "Distortion: none, light, strong, or pages (strong, with remains of ruled paper and the like; default: light)."
  )
  var augmentation: Augmentation?
}

/// How much training pictures are distorted.
enum Augmentation: String, CaseIterable, ExpressibleByArgument {
  case none, light, strong, pages

  var distortion: DigitAugmentation? {
    switch self {
    case .none: nil
    case .light: .light
    case .strong: .strong
    case .pages: .pages
    }
  }
}
