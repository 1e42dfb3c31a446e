import AppSupport
import ArgumentParser
import Files
import Inference
import Ink
import Platform

extension Handwrite {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes a text by hand (the default command).",
      discussion: """
        The text is given as words, with --file, or on standard input. Its lines are kept, and long ones wrapped. What is written is read \
        by a second network, and words that it misreads are written again.
        """)

    @Argument(help: "The text; - or none for standard input.")
    var text: [String] = []

    @Option(help: "File with the text.")
    var file: String?

    @Option(
      help:
        "File to write (.svg, .png, .gif, .gcode, .json), or - for SVG (default: handwriting.png, or a number after it)."
    )
    var out: String?

    @Flag(help: "Replace a file that is there.")
    var overwrite = false

    @OptionGroup var hand: HandOptions
    @OptionGroup var paper: PaperOptions
    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    /// Bytes of a text at most.
    private static let byteLimit = 1 << 20

    func validate() throws {
      if file != nil && !text.isEmpty {
        throw ValidationError("give a text or a --file, not both")
      }
    }

    func run() throws {
      let console = common.start()
      let destination = try InkDestination(out ?? InkDestination.unused, overwrites: overwrite)
      let words = try source()
      let penman = try hand.penman(weights)
      var options = hand.chosen(seed: common.seed)
      options.lineWidth = paper.lineWidth
      let written = try penman.write(
        words, in: hand.style(of: penman, seed: common.seed), options)
      try destination.write(
        paper.page(written.ink), text: words, plotter: paper.plotter)
      try report(written, at: destination.path, to: console)
    }

    private func source() throws -> String {
      if file == nil, !text.isEmpty, text != ["-"] { return text.joined(separator: " ") }
      let path = file.map { $0 == "-" ? "/dev/stdin" : $0 } ?? "/dev/stdin"
      let bytes = try InputFile.read(path, limit: Self.byteLimit)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw NoText(file: file ?? "standard input")
      }
      return text
    }

    private func report(_ written: WrittenText, at out: String, to console: Console) throws {
      let pairs = zip(written.words, written.readings)
      let unsure = pairs.filter { Legibility.mistakes(truth: $0, found: $1) > 0 }.map(\.0)
      if !unsure.isEmpty {
        console.remark("Note: hard to read: \(unsure.prefix(8).joined(separator: ", "))")
      }
      guard out != "-" else { return }
      if common.json {
        return try console.result(
          json: Report(
            out: out, lines: written.lineCount, words: written.words.count,
            redrawn: written.attempts.count { $0 > 1 }, unsure: unsure))
      }
      console.result("\(out): \(written.words.count) words on \(written.lineCount) lines")
    }

    private struct Report: Encodable {
      let out: String
      let lines: Int
      let words: Int
      let redrawn: Int
      let unsure: [String]
    }

    /// Bytes that are no text.
    private struct NoText: DescribedError {
      let file: String
      var description: String { "\(file): this is no text in UTF-8" }
    }
  }
}
