import Files
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
  static let guideSide = 384
  /// The spread of a distribution over colours at which its mean loses half of its chroma: a mean of unlike colours is an orange
  /// or a red that nobody meant.
  private static let doubtfulSpread: Float = 1500
  /// The spread at which a place's colour counts half against its neighbours'.
  private static let confidentSpread: Float = 100
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
    let sides = Set(options.quality.sides.map { ColorNet.inputSize(light.size, longerSide: $0) })
    return ColorPrediction(
      mean: sides.sorted { $0.pixelCount < $1.pixelCount }.flatMap { size in
        let small = light.resized(to: size)
        let views = options.quality == .fast ? [small] : [small, small.mirrored()]
        // One view after another takes half of the memory of both at once.
        return views.enumerated().map { index, view in
          let found = network.predictions([view], temperature: options.temperature)[0]
          return index == 0 ? found : found.mirrored()
        }
      })
  }

  /// Joins colours to the pixels of a picture, up to its edges.
  public func colored(
    _ picture: PictureFile, by analysis: Analysis, _ options: ColorizationOptions
  ) -> PictureFile {
    var chroma = refined(analysis)
    if !options.hints.isEmpty {
      chroma = HintSpreading(guide: analysis.light).blended(
        chroma, options.hints, in: picture.turn.seen(picture.size))
    }
    let back = picture.turn.inverse
    let guided = GuidedChroma(
      a: chroma.a.seen(back), b: chroma.b.seen(back), guide: analysis.light.seen(back),
      radius: 2, epsilon: 4)
    return picture.colored(by: guided, saturation: options.saturation)
  }

  /// The network's colours in the size of the guide: paler where it is unsure, and there those of what belongs together.
  private func refined(_ analysis: Analysis) -> (a: Plane, b: Plane) {
    let size = analysis.light.size
    var prediction = analysis.prediction
    for place in prediction.a.values.indices {
      let share = 1 / (1 + prediction.spread.values[place] / Self.doubtfulSpread)
      prediction.a.values[place] *= share
      prediction.b.values[place] *= share
    }
    var confidence = prediction.spread.resized(to: size)
    for place in confidence.values.indices {
      confidence.values[place] = 1 / (1 + confidence.values[place] / Self.confidentSpread)
    }
    return EdgeAwareSmoother(guide: analysis.light, contrast: 3, strength: 400).smoothed(
      a: prediction.a.resized(to: size), b: prediction.b.resized(to: size), confidence: confidence)
  }
}

extension PictureFile {
  /// How the stored pixels are seen.
  public var turn: Orientation { Orientation(rawValue: orientation) ?? .upright }

  /// Whether the picture has colour to speak of, a sepia tone included: more than 5 of Lab's units in the mean.
  public var hasColor: Bool { meanChroma > 5 }
}
