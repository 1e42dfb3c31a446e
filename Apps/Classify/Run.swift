import AppSupport
import ArgumentParser
import Inference

extension Classify {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Names what is in each picture: a thing, or a digit on paper (the default command).",
      discussion: """
        Each picture is looked at first: digits on paper go to lenet5, photographs to tiny-imagenet; --model or --weights \
        chooses one network for all. A picture in which a digit network finds no digit is said to have none, and the exit \
        code is 1 then; with --json its line has "found": false and no predictions.
        """)

    @Argument(help: "PNG or JPEG files, folders of them, or - for one picture on standard input.")
    var inputs: [String]

    @OptionGroup var network: NetworkOptions

    @Option(
      help: "How many of the likeliest classes to print (default: 1 for digits, 5 for photos).")
    var top: Int?

    @Option(help: "Copy each picture into a folder of its class in this folder.")
    var sortInto: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard !inputs.isEmpty else { throw ValidationError("name at least one picture") }
      try (1...1000).check("--top", top)
      if sortInto != nil && inputs.contains("-") {
        throw ValidationError("--sort-into copies files; standard input is none")
      }
    }

    func run() throws {
      let console = common.start()
      let answers = try network.answers()
      var (failures, blanks) = (0, 0)
      failures += try PictureFiles(inputs).forEach(console: console) { files in
        try answers(.init(files: files, top: top)) { result in
          do {
            let answer = try result.get()
            if !answer.found { blanks += 1 }
            try print(answer, to: console)
            if let sortInto, let label = answer.predictions.first?.label {
              try SortedCopies.copy(answer.file, into: sortInto, class: label)
            }
          } catch {
            console.failure("\(error)")
            failures += 1
          }
        }
      }
      if failures > 0 || blanks > 0 { throw ExitCode.failure }
    }

    private func print(_ answer: Classifier.Answer, to console: Console) throws {
      if common.json { return try console.result(json: answer) }
      // Unless so many were asked for, what would read 0.0 % is left out.
      let told = answer.predictions.enumerated().filter {
        top != nil || $0.offset == 0 || $0.element.probability >= 0.0005
      }
      let list = told.map(\.element).map { "\($0.label) \(percent($0.probability))" }
      console.result(
        "\(answer.file): \(answer.found ? list.joined(separator: ", ") : "no digit found") "
          + "(\(answer.model))")
    }
  }
}
