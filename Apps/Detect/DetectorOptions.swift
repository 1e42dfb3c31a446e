import AppSupport
import ArgumentParser
import Inference

/// Which detector.
struct DetectorOptions: ParsableArguments {
  @Option(help: "Detector that ships.")
  var model: DetectorPreset = .digits

  @Option(help: "Weight file to use, or a folder with model.safetensors in it.")
  var weights: String?

  @OptionGroup var side: SideOption

  /// The weight file.
  func path() throws -> String {
    try weights.map(WeightOption.file) ?? ShippedData.weights(of: model.folder)
  }

  /// The detector with these weights.
  func detector() throws -> ObjectDetector {
    ObjectDetector(try DetectorModel(contentsOf: path()), side: side.side)
  }

  /// What it is called.
  var name: String { weights ?? model.rawValue }
}

/// The size of the network's input.
struct SideOption: ParsableArguments {
  @Option(
    help:
      "Longer side of the network's input, a multiple of 32 from 64 to 2048: more finds smaller things."
  )
  var side: Int?

  func validate() throws {
    if let side, !DetectorModel.isSide(side) {
      throw ValidationError("--side is a multiple of 32 from 64 to 2048, not \(side)")
    }
  }
}

/// From which score a detection counts.
struct ThresholdOption: ParsableArguments {
  @Option(help: "Detections with a lower score, 0.001 to 1, are left out.")
  var threshold: Float = 0.35

  func validate() throws {
    guard (0.001...1).contains(threshold) else {
      throw ValidationError("--threshold is from 0.001 to 1, not \(threshold)")
    }
  }
}

extension DetectorPreset: ExpressibleByArgument {}
