import AppSupport
import ArgumentParser
import Inference
import Training

extension Chat {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Talks with you (the default command).",
      discussion: """
        With MESSAGE it answers once; several are the turns of one conversation, and each is answered. Without, lines \
        are read from standard input, one reply a line; an empty line gives an empty line and begins a new \
        conversation. On a terminal a prompt asks for them; /help lists what it understands.
        """)

    @Argument(help: "What you say.")
    var message: [String] = []

    @OptionGroup var source: ModelOptions
    @OptionGroup var reply: ReplyOptions

    @Option(help: "How many other replies --json lists.")
    var alternatives = 4

    @OptionGroup var common: CommonOptions

    func validate() throws {
      try (0...256).check("--alternatives", alternatives)
    }

    func run() throws {
      let console = common.start()
      var talk = Talk(
        conversation: Conversation(
          with: try ChatBot(contentsOf: source.path()), reply.options, seed: common.seed),
        console: console, isJSON: common.json, alternatives: alternatives)
      if !message.isEmpty {
        for text in message { try talk.answer(text) }
      } else if LineEditor.isInteractive {
        try talk.converse()
      } else {
        let failures = try TextLines.forEach(of: "-", atMost: 1, console: console) { lines in
          for line in lines { try talk.answer(line) }
        }
        if failures > 0 { throw ExitCode.failure }
      }
    }
  }
}
