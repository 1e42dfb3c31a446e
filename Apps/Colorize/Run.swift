import AppSupport
import ArgumentParser
import Files
import Imaging
import Inference
import Platform

extension Colorize {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Colours photographs (the default command).",
      discussion: """
        Each picture keeps its size, lightness, depth, orientation, resolution and colour profile. A sepia or coloured one is turned \
        to grey first. Without --out, OLD.jpg becomes OLD-color.jpg beside it. Nothing is replaced without --overwrite.
        """)

    @Argument(help: "PNG or JPEG files, folders of them, or - for one picture on standard input.")
    var inputs: [String]

    @Option(help: "File to write (.png or .jpg), folder for several, or - for standard output.")
    var out: String?

    @OptionGroup var colors: ColorOptions

    @Flag(help: "Leave pictures as they are that have colour, sepia included.")
    var keepColor = false

    @Option(
      help:
        "x,y,#rrggbb: a colour that belongs at a pixel, and spreads from there. May be repeated.")
    var hint: [ColorHint] = []

    @Flag(help: "The input is a folder with the numbered frames of a film: colours do not flicker.")
    var frames = false

    @Option(
      help: "Picture to write with one input: grey, ours, and the original where it has colour.")
    var compare: String?

    @Flag(help: "Replace files that are there.")
    var overwrite = false

    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard !inputs.isEmpty else { throw ValidationError("name at least one picture") }
      let isSingle = inputs.count == 1 && !InputFile.isDirectory(inputs[0])
      if frames && (inputs.count != 1 || isSingle) {
        throw ValidationError("--frames takes one folder with the frames of a film")
      }
      if !hint.isEmpty && !isSingle && !frames {
        throw ValidationError("--hint is for one picture, or for a film with --frames")
      }
      guard let compare else { return }
      if !isSingle { throw ValidationError("--compare is for one picture") }
      if ImageFileFormat(name: compare) == nil {
        throw ValidationError("--compare names a file that ends in .png or .jpg, not \(compare)")
      }
    }

    func run() throws {
      let console = common.start()
      var options = colors.chosen
      (options.keepsColor, options.hints) = (keepColor, hint)
      let colorizer = try weights.colorizer()
      if let compare {
        try drawComparison(by: colorizer, options, to: compare)
        if out == nil { return console.result(compare) }
      }
      var destination = try PictureDestination(
        out, inputs: inputs, suffix: "color", kind: "coloured")
      if destination.isStandardOutput && isatty(STDOUT_FILENO) == 1 {
        throw ValidationError("standard output is a terminal; name a file with --out")
      }
      try destination.prepare()
      var failures = 0
      func report(_ job: Colorizer.Job, _ result: Result<Colorizer.Outcome, any Error>) throws {
        do {
          try print(result.get(), to: console)
        } catch {
          console.failure("\(error)")
          failures += 1
        }
      }
      let missing = try PictureFiles(inputs).forEach(console: console) { files in
        var jobs: [Colorizer.Job] = []
        for file in frames ? files.sorted(by: isEarlierFrame) : files {
          do {
            let output = try destination.output(for: file)
            jobs.append(
              .init(
                input: file, output: output, format: ImageFileFormat(name: output),
                overwrites: overwrite))
          } catch {
            console.failure("\(error)")
            failures += 1
          }
        }
        if frames {
          try colorizer.color(frames: jobs, options, report)
        } else {
          try colorizer.color(jobs, options, report)
        }
      }
      if failures + missing > 0 { throw ExitCode.failure }
    }

    /// Frame 9 comes before frame 10.
    private func isEarlierFrame(_ one: String, _ other: String) -> Bool {
      let numbers = [one, other].map { name in
        Int(name.split { !$0.isASCII || !$0.isNumber }.last ?? "") ?? 0
      }
      return numbers[0] != numbers[1] ? numbers[0] < numbers[1] : one < other
    }

    private func print(_ outcome: Colorizer.Outcome, to console: Console) throws {
      let answer = outcome.answer
      if answer.profileDropped {
        console.remark(
          "Note: \(answer.file): its colour profile is none of RGB and is left out")
      }
      if let bytes = outcome.bytes { return bytes.withUnsafeBytes { StandardOutput.write($0) } }
      if common.json { return try console.result(json: answer) }
      console.result(
        "\(answer.file) → \(answer.out) (\(answer.width) x \(answer.height), \(answer.seconds) s"
          + (answer.kept ? ", its own colour kept)" : ")"))
    }

    private func drawComparison(
      by colorizer: Colorizer, _ options: ColorizationOptions, to path: String
    ) throws {
      if !overwrite { try OverwriteRefusal.check(path, from: inputs[0]) }
      let picture = try PictureFile(contentsOf: inputs[0] == "-" ? "/dev/stdin" : inputs[0])
      try colorizer.comparison(of: picture, named: inputs[0], options).write(to: path)
    }
  }
}
