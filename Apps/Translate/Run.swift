import AppSupport
import ArgumentParser
import Files
import Imaging
import Inference
import Platform
import Training

extension Translate {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Translates text (the default command).",
      discussion: """
        Without TEXT and --file, lines are read from standard input: one translation a line, in the same order; on a \
        terminal a prompt asks for them.
        """)

    @Argument(help: "Text to translate, each argument for itself.")
    var text: [String] = []

    @OptionGroup var languages: ModelOptions

    @Option(help: "File to translate line by line; - is standard input.")
    var file: String?

    @OptionGroup var search: SearchOptions

    @Option(help: "How many translations of each text to print, with their scores.")
    var nBest: Int?

    @Option(
      help:
        "Picture to write (.png or .jpg): which words were looked at for each word written (one sentence)."
    )
    var attention: String?

    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      try (1...64).check("--n-best", nBest)
      if file != nil && !text.isEmpty {
        throw ValidationError("give either text or --file")
      }
      if attention != nil && text.count != 1 {
        throw ValidationError("--attention needs one sentence as its argument")
      }
    }

    func run() throws {
      let console = common.start()
      try drawing.check(attention)
      var options = search.options(alternatives: nBest ?? 1)
      options.isTraditional = languages.isTraditional
      let job = TranslationJob(
        service: try languages.load(), options: options, console: console,
        isJSON: common.json, showsScores: nBest != nil)
      if !text.isEmpty {
        let lines = try job.translate(text)
        if let attention { try draw(lines[0], to: attention) }
      } else if file == nil, LineEditor.isInteractive {
        try job.converse()
      } else if try job.translateLines(of: file ?? "-") > 0 {
        throw ExitCode.failure
      }
    }

    private func draw(_ line: ParagraphTranslator.Line, to path: String) throws {
      guard let best = line.sentences.first, !best.attention.isEmpty else {
        throw SeveralSentences()
      }
      try AttentionPicture.draw(best, languages.direction).write(to: path)
    }

    private struct SeveralSentences: DescribedError {
      let description = "--attention shows one sentence, and this text has none or several"
    }
  }
}
