import Files
import Foundation
import Imaging
import ModelZoo
import NeuralNet
import TensorCore

/// Gives black-and-white pictures colours. Any number of threads may ask one colorizer at once.
public final class Colorizer: Sendable {
  /// What a picture shows and which colours it is given, before they are joined to its pixels.
  public struct Analysis: Sendable {
    /// Lightness of the picture as it is seen, reduced.
    public let light: Plane
    /// The network's colours.
    public var prediction: ColorPrediction
  }

  /// The longer side of the picture in which edges are looked for.
  static let guideSide = 512
  private let frozen: Frozen<ColorNet>
  /// The names of the classes that the network tells apart besides colours.
  public let labels: [String]

  /// A colorizer with the weights of a file.
  ///
  /// - Throws: what `ColorizerModel` throws.
  public init(contentsOf path: String) throws {
    let model = try ColorizerModel(contentsOf: path)
    frozen = Frozen(model.network)
    labels = model.labels
  }

  /// A colorizer with the weights that ship.
  public convenience init() throws {
    try self.init(contentsOf: ShippedData.weights(of: "colorize"))
  }

  /// A network that is being trained, for the thread that trains it.
  package init(borrowing network: ColorNet, labels: [String]) {
    frozen = Frozen(borrowing: network)
    self.labels = labels
  }

  /// The network, which nobody may change.
  public var network: ColorNet { frozen.network }

  /// The picture in colour; unchanged where it has colour that is to be kept.
  public func colored(
    _ picture: PictureFile, _ options: ColorizationOptions = ColorizationOptions()
  ) -> PictureFile {
    if options.keepsColor && picture.hasColor { return picture }
    return colored(picture, by: analysis(of: picture, options), options)
  }

  /// What the network says of a picture.
  public func analysis(of picture: PictureFile, _ options: ColorizationOptions) -> Analysis {
    let light = picture.lightness(longerSide: Self.guideSide).seen(picture.turn)
    return Analysis(light: light, prediction: prediction(light, options))
  }

  /// The network's colours for a plane of lightness of any size.
  public func prediction(_ light: Plane, _ options: ColorizationOptions) -> ColorPrediction {
    let sides = Set((Tuning.sides ?? options.quality.sides).map { ColorNet.inputSize(light.size, longerSide: $0) })
    return ColorPrediction(
      mean: sides.sorted { $0.pixelCount < $1.pixelCount }.flatMap { size in
        let small = light.resized(to: size)
        let views = options.quality == .fast ? [small] : [small, small.mirrored()]
        let found = network.predictions(views, temperature: options.temperature)
        return [found[0]] + found.dropFirst().map { $0.mirrored() }
      })
  }

  /// Joins colours to the pixels of a picture, up to its edges.
  public func colored(
    _ picture: PictureFile, by analysis: Analysis, _ options: ColorizationOptions
  ) -> PictureFile {
    let chroma = HintSpreading(guide: analysis.light).blended(
      refined(analysis), options.hints, in: picture.turn.seen(picture.size))
    let back = picture.turn.inverse
    let guided = GuidedChroma(
      a: chroma.a.seen(back), b: chroma.b.seen(back), guide: analysis.light.seen(back),
      radius: Tuning.radius, epsilon: Tuning.epsilon)
    return picture.colored(by: guided, saturation: options.saturation)
  }

  /// The network's colours in the size of the guide: where it is unsure, those of what belongs together.
  private func refined(_ analysis: Analysis) -> (a: Plane, b: Plane) {
    let (size, prediction) = (analysis.light.size, analysis.prediction)
    var confidence = prediction.spread.resized(to: size)
    for place in confidence.values.indices {
      confidence.values[place] = 1 / (1 + confidence.values[place] / Tuning.spread)
    }
    if Tuning.strength == 0 {
      return (prediction.a.resized(to: size), prediction.b.resized(to: size))
    }
    let smoother = EdgeAwareSmoother(
      guide: analysis.light, contrast: Tuning.contrast, strength: Tuning.strength)
    return smoother.smoothed(
      a: prediction.a.resized(to: size), b: prediction.b.resized(to: size), confidence: confidence)
  }
}

/// TEMPORARY: for measuring.
enum Tuning {
  static func number(_ name: String, _ usual: Float) -> Float {
    ProcessInfo.processInfo.environment[name].flatMap { Float($0) } ?? usual
  }
  static let sides = ProcessInfo.processInfo.environment["SIDES"].map { $0.split(separator: ",").compactMap { Int($0) } }
  static let radius = Int(number("RADIUS", 2))
  static let epsilon = number("EPSILON", 4)
  static let spread = number("SPREAD", 100)
  static let contrast = number("CONTRAST", 3)
  static let strength = number("STRENGTH", 400)
}

extension PictureFile {
  /// How the stored pixels are seen.
  public var turn: Orientation { Orientation(rawValue: orientation) ?? .upright }

  /// Whether the picture has colour to speak of, a sepia tone included: more than 5 of Lab's units in the mean.
  public var hasColor: Bool { meanChroma > 5 }
}
