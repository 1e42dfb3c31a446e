import AppSupport
import ArgumentParser
import Imaging
import ModelZoo

extension Classify {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Names the digit in each picture (the default command).",
      discussion: """
        A picture without a digit is said to have none, and the exit code is 1 then; with --json its line has \
        "found": false and no predictions.
        """)

    @Argument(help: "PNG or JPEG files, folders of them, or - for one picture on standard input.")
    var inputs: [String]

    @OptionGroup var network: NetworkOptions

    @Option(help: "How many of the likeliest digits to print.")
    var top = 1

    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard !inputs.isEmpty else { throw ValidationError("name at least one picture") }
      guard (1...10).contains(top) else {
        throw ValidationError("--top is between 1 and 10, not \(top)")
      }
    }

    func run() throws {
      let console = common.start()
      let classifier = try network.load()
      var blanks = 0
      let pictures = PictureFiles(inputs, reducedTo: DigitReader.sufficientSide)
      let failures = pictures.forEach(console: console) { path, image in
        let predictions = Array(classifier.classify(image).prefix(top))
        if predictions.isEmpty { blanks += 1 }
        if common.json {
          try console.result(
            json: Answer(file: path, found: !predictions.isEmpty, predictions: predictions))
        } else {
          let list = predictions.map { "\($0.label) \(percent($0.probability))" }
          console.result(
            "\(path): \(list.isEmpty ? "no digit found" : list.joined(separator: ", "))")
        }
      }
      if failures > 0 || blanks > 0 { throw ExitCode.failure }
    }

    private struct Answer: Encodable {
      let file: String
      let found: Bool
      let predictions: [Prediction]
    }
  }
}

/// Which network, with which weights.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Network: lenet5, mlp or convnet.")
  var model: ClassifierArchitecture?

  @Option(help: "Weight file (default: the one that ships).")
  var weights: String?

  /// The network's name where no weight file decides it.
  var name: String { (model ?? .lenet5).rawValue }

  /// The weight file.
  func path() throws -> String { try weights ?? DataFolder.weights(of: name) }

  func load() throws -> DigitClassifier {
    try DigitClassifier(contentsOf: path(), expected: model)
  }
}
