import AppSupport
import ArgumentParser
import Imaging
import Inference

/// Which weights.
struct WeightOptions: ParsableArguments {
  @Option(help: "Weight file to use (default: the one that ships).")
  var weights: String?

  /// The network with these weights.
  func colorizer() throws -> Colorizer { try Colorizer(contentsOf: path()) }

  /// The weight file.
  func path() throws -> String { try weights ?? ShippedData.weights(of: "colorize") }
}

/// What may be chosen about colours.
struct ColorOptions: ParsableArguments {
  @Option(help: "How much work is done for a picture: fast, normal or best.")
  var quality: ColorizationOptions.Quality = .normal

  @Option(help: "How vivid colours are: 0 grey, 1 as the network gives them, 2 twice as vivid.")
  var saturation: Float = 1

  @Option(help: "How bold the choice among colours is: towards 0 the likeliest, 1 the mean of all.")
  var temperature: Float = 0.38

  func validate() throws {
    try (0...4).check("--saturation", saturation)
    try (0.05...2).check("--temperature", temperature)
  }

  /// As the service takes them.
  var chosen: ColorizationOptions {
    var options = ColorizationOptions()
    (options.quality, options.saturation, options.temperature) = (quality, saturation, temperature)
    return options
  }
}

extension ColorizationOptions.Quality: ExpressibleByArgument {}

extension ColorHint: ExpressibleByArgument {
  /// A hint as it is written on a command line.
  public init?(argument: String) { self.init(argument) }
}
