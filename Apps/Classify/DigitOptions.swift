import ArgumentParser
import Datasets

/// What concerns digits alone.
struct DigitOptions: ParsableArguments {
  @Option(help: "Distortion of the pictures: none, light or strong.")
  var augmentation: Augmentation = .light
}

/// How much training pictures are distorted.
enum Augmentation: String, CaseIterable, ExpressibleByArgument {
  case none, light, strong

  var distortion: DigitAugmentation? {
    switch self {
    case .none: nil
    case .light: .light
    case .strong: .strong
    }
  }
}
