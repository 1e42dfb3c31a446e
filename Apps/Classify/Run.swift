import AppSupport
import ArgumentParser
import Inference

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
      try (1...10).check("--top", top)
    }

    func run() throws {
      let console = common.start()
      let classifier = try Classifier(contentsOf: network.path(), expected: network.model)
      var (failures, blanks) = (0, 0)
      failures += try PictureFiles(inputs).forEach(console: console) { files in
        try classifier.answers(to: .init(files: files, top: top)) { result in
          switch result {
          case .success(let answer):
            if !answer.found { blanks += 1 }
            try print(answer, to: console)
          case .failure(let error):
            console.failure("\(error)")
            failures += 1
          }
        }
      }
      if failures > 0 || blanks > 0 { throw ExitCode.failure }
    }

    private func print(_ answer: Classifier.Answer, to console: Console) throws {
      if common.json { return try console.result(json: answer) }
      let list = answer.predictions.map { "\($0.label) \(percent($0.probability))" }
      console.result(
        "\(answer.file): \(answer.found ? list.joined(separator: ", ") : "no digit found")")
    }
  }
}

/// Which network, with which weights.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Network: lenet5, mlp or convnet.")
  var model: ClassifierArchitecture?

  @Option(help: "Weight file to use (default: the one that ships).")
  var weights: String?

  /// The weight file.
  func path() throws -> String {
    try weights ?? ShippedData.weights(of: (model ?? .lenet5).rawValue)
  }
}

extension ClassifierArchitecture: ExpressibleByArgument {}
