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
        The text is given as words, with --file, or on standard input; it has at most \(Penman.characterLimit) characters. What stands on \
        an English keyboard can be written, letters of Latin script with their accents, and € £ ¥ ° ß œ æ ø ł. Lines are kept, and long \
        ones wrapped. What is written is read by a second network, and words that it misreads are written again.
        """)

    @Argument(help: "The text; - or none for standard input.")
    var text: [String] = []

    @Option(help: "File with the text.")
    var file: String?

    @Option(
      help:
        "File to write: .svg, .png, .gif, .gcode, .json for a line of ink each, or - for SVG (default: handwriting.png, or a number after it)."
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
    /// Words that are named as hard to read.
    private static let shownWords = 8

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
      options.lineWidth = paper.lineWidth(isPlotted: destination.isPlotted)
      let style = try hand.style(of: penman, seed: common.seed)
      var progress = ProgressLine(console: console)
      let written = try penman.write(words, in: style.hand, options) { done, total in
        progress.show(done, of: total, unit: "words") { "" }
      }
      progress.clear()
      try destination.write(
        paper.page(written.ink), lines: written.lines, plotter: paper.plotter, console)
      try report(written, style.name, at: destination.path, to: console)
    }

    private func source() throws -> String {
      if file == nil, !text.isEmpty, text != ["-"] {
        let words = text.joined(separator: " ")
        guard FileName.legible(words) == words else { throw NoText(file: "the text given") }
        return words
      }
      let path = file.map { $0 == "-" ? "/dev/stdin" : $0 } ?? "/dev/stdin"
      let bytes = try InputFile.read(path, limit: Self.byteLimit)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw NoText(file: file ?? "standard input")
      }
      return TextLines.withoutByteOrderMark(text)
    }

    private func report(
      _ written: WrittenText, _ style: String, at out: String, to console: Console
    ) throws {
      let unsure = written.unsure
      if !unsure.isEmpty {
        let shown = unsure.prefix(Self.shownWords).map { "'\($0)'" }.joined(separator: " ")
        let more = unsure.count - Self.shownWords
        console.remark(
          "Note: hard to read: \(shown)" + (more > 0 ? " and \(more) more" : ""))
      }
      guard out != "-" else { return }
      if common.json {
        return try console.result(
          json: Report(
            out: out, style: style, lines: written.lines.count, words: written.words.count,
            redrawn: written.attempts.count { $0 > 1 }, unsure: unsure))
      }
      console.result(
        "\(out): style \(style), lines: \(written.lines.count), words: \(written.words.count)")
    }

    private struct Report: Encodable {
      let out: String
      let style: String
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
