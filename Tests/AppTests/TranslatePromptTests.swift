import Foundation
import TestSupport
import Testing

/// `translate` at a prompt in a real pseudo-terminal.
@Suite(.serialized) struct TranslatePromptTests {
  @Test func linesAreEditedAndTranslated() throws {
    let tiny = try TinyTranslator.shared.get()
    let terminal = try PseudoTerminal(
      Program.translate, ["--weights", tiny.weights, "--beam", "1"], columns: 80, rows: 24,
      environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"])
    let before = terminal.settings
    try terminal.wait(for: "en> ")
    terminal.type("I am hungrx\u{7F}y.\r")
    var mark = try terminal.wait(for: "J'ai faim.")
    terminal.type("\u{1B}[A\r")  // the line before once more
    mark = try terminal.wait(for: "J'ai faim.", after: mark)
    terminal.type("\r")
    terminal.type("I am cold.\r")
    try terminal.wait(for: "J'ai froid.", after: mark)
    terminal.type("\u{4}")
    #expect(try terminal.end() == 0)
    #expect(terminal.settings == before)
  }
}
