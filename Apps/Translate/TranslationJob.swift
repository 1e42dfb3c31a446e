import AppSupport
import Language
import LanguageSupport
import LineEditing

/// Translates what comes and prints it as asked.
struct TranslationJob {
  let translator: Translator
  let direction: Direction
  let options: Translator.Options
  let console: Console
  let isJSON: Bool
  let showsScores: Bool

  /// Translates these texts and prints them.
  @discardableResult
  func translate(_ texts: [String]) throws -> [ParagraphTranslator.Line] {
    let lines = try ParagraphTranslator(translator).translate(texts, direction, options)
    for (text, line) in zip(texts, lines) {
      try print(text, line)
      for length in line.copiedLengths {
        console.remark("Note: a word of \(length) characters was copied, not translated")
      }
    }
    return lines
  }

  /// Asks for line after line until the end of input.
  func converse() throws {
    console.remark("\(direction); Ctrl-D ends")
    let editor = LineEditor(prompt: "\(direction.source)> ")
    while let line = editor.next() { try translate([line]) }
    console.result("")
  }

  /// Translates a file or standard input; lines that are no text are named and give empty lines.
  ///
  /// - Returns: how many lines failed.
  func translateLines(of path: String) throws -> Int {
    try TextLines.forEach(of: path, atMost: 512, console: console) { try translate($0) }
  }

  private func print(_ text: String, _ line: ParagraphTranslator.Line) throws {
    if isJSON {
      try console.result(
        json: Answer(
          source: text, direction: direction.description,
          translation: line.alternatives.first?.text ?? "",
          score: line.alternatives.first?.score ?? 0,
          alternatives: showsScores ? line.alternatives : nil))
    } else if showsScores {
      for alternative in line.alternatives {
        console.result("\(alternative.score.rounded(places: 4))\t\(alternative.text)")
      }
    } else {
      console.result(line.alternatives.first?.text ?? "")
    }
  }

  private struct Answer: Encodable {
    let source: String
    let direction: String
    let translation: String
    let score: Double
    let alternatives: [ParagraphTranslator.Alternative]?
  }
}
