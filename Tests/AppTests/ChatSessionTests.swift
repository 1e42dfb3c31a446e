import Foundation
import TestSupport
import Testing

/// `chat` at a terminal: how a session ends.
@Suite struct ChatSessionTests {
  private func session() throws -> PseudoTerminal {
    let bot = try TinyChat.shared.get()
    let terminal = try PseudoTerminal(.chat, ["--weights", bot.weights])
    try terminal.wait(for: "you> ")
    return terminal
  }

  @Test(arguments: ["quit", "exit", "Quit", "/quit", "/exit", "EXIT!", " quit "])
  func aWordEndsIt(word: String) throws {
    let terminal = try session()
    terminal.type(word + "\r")
    #expect(try terminal.end() == 0)
    #expect(!terminal.text.contains("bot> "), "\(terminal.text)")
  }

  @Test(arguments: ["bye", "Bye!", "goodbye", "Good bye.", "Bye-bye"])
  func aFarewellIsAnswered(word: String) throws {
    let terminal = try session()
    terminal.type(word + "\r")
    #expect(try terminal.end() == 0)
    #expect(terminal.text.contains("bot> "), "\(terminal.text)")
  }

  @Test func otherWordsGoOn() throws {
    let terminal = try session()
    var mark = terminal.text.utf8.count
    for line in ["quit smoking", "bye now, or later?", "exits"] {
      terminal.type(line + "\r")
      mark = try terminal.wait(for: "bot> ", after: mark)
    }
    terminal.type("quit\r")
    #expect(try terminal.end() == 0)
  }

  /// From a pipe they are what was said: a line each.
  @Test func aPipeIsAnsweredToItsEnd() throws {
    let bot = try TinyChat.shared.get()
    let input = try bot.folder.write("bye\nquit\nHow are you?\n", to: "quit.txt")
    let outcome = try Program.chat(["--weights", bot.weights], .init(input: input))
    #expect(outcome.code == 0 && outcome.outputLines.count == 3, "\(outcome)")
  }

  /// What is said again is answered as at first, not as if all that was said before were news.
  @Test func aContextThatRepeatsItselfIsNone() throws {
    let bot = try TinyChat.shared.get()
    let options = ["--weights", bot.weights, "--json", "--beam", "4"]
    let line = "How are you?"
    let once = try Program.chat(options + [line, "Where are you?"])
    let often = try Program.chat(
      options + [String](repeating: line, count: 8) + ["Where are you?"])
    #expect(once.code == 0 && often.outputLines.count == 9, "\(often)")
    // The first score is that of the same context; what was said before is only avoided.
    func scores(_ outcome: Program.Outcome) throws -> [String: Double] {
      var all: [String: Double] = [:]
      for text in outcome.outputLines {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let replies = object?["alternatives"] as? [[String: Any]] ?? []
        for reply in replies + [["text": object?["reply"] ?? "", "score": object?["score"] ?? 0]] {
          if let text = reply["text"] as? String, let score = reply["score"] as? Double {
            if object?["message"] as? String == line { all[text] = score }
          }
        }
      }
      return all
    }
    let (first, later) = (try scores(once), try scores(often))
    for (text, score) in first where later[text] != nil {
      #expect(abs((later[text] ?? 0) - score) < 1e-3, "\(text)")
    }
    #expect(!first.isEmpty && !Set(first.keys).isDisjoint(with: later.keys))
  }
}
