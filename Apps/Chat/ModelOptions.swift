import AppSupport
import ArgumentParser
import Inference
import Training

/// Which model talks.
struct ModelOptions: ParsableArguments {
  @Option(help: "Weight file of another model, with its tokenizer.model beside it.")
  var weights: String?

  @Option(help: "Name of a folder under Data/Models.")
  var model = "chat"

  func path() throws -> String { try weights ?? ShippedData.weights(of: model) }
}

/// How replies are found.
struct ReplyOptions: ParsableArguments {
  @Option(help: "Sampling temperature, from 0: always the likeliest token.")
  var temperature: Float?

  @Option(help: "Words are drawn from the likeliest that make up this probability.")
  var topP: Float?

  @Option(
    help: "How many replies are drawn, of which the best is given; 1 shows words as they are drawn."
  )
  var candidates: Int?

  @Option(help: "Search with so many beams instead of drawing.")
  var beam: Int?

  @Option(help: "How much replies lose that would fit everywhere, from 0.")
  var mutualInformation: Float?

  func validate() throws {
    try (0...10).check("--temperature", temperature)
    try (0...2).check("--mutual-information", mutualInformation)
    if let topP, !(topP > 0 && topP <= 1) {
      throw ValidationError("--top-p is above 0 and at most 1, not \(topP)")
    }
    try (1...64).check("--beam", beam)
    try (1...256).check("--candidates", candidates)
  }

  var options: ChatBot.Options {
    var options = ChatBot.Options()
    options.temperature = temperature ?? options.temperature
    options.topP = topP ?? options.topP
    options.candidates = candidates ?? options.candidates
    options.beam = beam ?? options.beam
    options.mutualInformation = mutualInformation ?? options.mutualInformation
    return options
  }
}
