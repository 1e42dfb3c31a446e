import AppSupport
import Inference
import Training

/// A conversation on a console.
struct Talk {
  var conversation: Conversation
  let console: Console
  let isJSON: Bool
  let alternatives: Int

  /// Answers one line with one line; an empty line begins a new conversation.
  mutating func answer(_ text: String) throws {
    var shown = ""
    let replies = try conversation.say(text) { piece in
      guard !isJSON else { return }
      shown += piece
      console.part(piece)
    }
    if replies.isEmpty { conversation.reset() }
    let reply = replies.first?.text ?? ""
    if isJSON {
      try console.result(
        json: ChatService.Answer(message: text, replies: replies, alternatives: alternatives))
    } else {
      console.result(String(reply.dropFirst(shown.count)))
    }
  }

  /// What a person says to end a session, without saying goodbye.
  private static let endings: Set = ["quit", "exit", "/quit", "/exit"]
  /// What a person says last; it is answered.
  private static let farewells: Set = ["bye", "goodbye", "good bye", "bye bye"]

  /// Asks for line after line until the end of input or a word that ends it.
  mutating func converse() throws {
    console.remark("Say something. /help lists what else you can type; bye ends.")
    let editor = LineEditor(prompt: "you> ")
    while let line = editor.next() {
      let words = line.lowercased().split { !$0.isLetter && $0 != "/" }.joined(separator: " ")
      if Talk.endings.contains(words) { return }
      switch line.split(separator: " ").first {
      case "/help"?:
        console.result(
          """
          /reset  begins a new conversation: what was said is forgotten
          /help   shows this
          /quit   ends, as quit, exit, bye and Ctrl-D do
          Up and down bring earlier lines back. Everything else is said to the bot.
          """)
      case "/reset"?:
        conversation.reset()
        console.result("A new conversation.")
      case let word? where word.hasPrefix("/"):
        console.result("There is no \(word); /help lists what there is.")
      case nil: continue
      default:
        if !isJSON { console.part("bot> ") }
        try answer(line)
        if Talk.farewells.contains(words) { return }
      }
    }
    console.result("")
  }
}
