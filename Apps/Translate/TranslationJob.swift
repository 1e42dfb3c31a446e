import AppSupport
import Inference

/// Translates what comes and prints it as asked.
struct TranslationJob {
  let service: TranslationService
  let options: Translator.Options
  let console: Console
  let isJSON: Bool
  let showsScores: Bool

  /// Translates these texts and prints them.
  @discardableResult
  func translate(_ texts: [String]) throws -> [ParagraphTranslator.Line] {
    let lines = try service.lines(
      of: .init(texts: texts, options: options, listsAlternatives: showsScores))
    for (answer, line) in lines {
      try print(answer)
      for length in line.copiedLengths {
        console.remark("Note: a word of \(length) characters was copied, not translated")
      }
    }
    return lines.map(\.line)
  }

  /// Asks for line after line until the end of input.
  func converse() throws {
    console.remark("\(service.direction); Ctrl-D ends")
    let editor = LineEditor(prompt: "\(service.direction.source)> ")
    while let line = editor.next() { try translate([line]) }
    console.result("")
  }

  /// Translates a file or standard input; lines that are no text are named and give empty lines.
  ///
  /// - Returns: how many lines failed.
  func translateLines(of path: String) throws -> Int {
    try TextLines.forEach(of: path, atMost: 512, console: console) { try translate($0) }
  }

  private func print(_ answer: TranslationService.Answer) throws {
    if isJSON { return try console.result(json: answer) }
    guard let alternatives = answer.alternatives else {
      return console.result(answer.translation)
    }
    for alternative in alternatives {
      console.result("\(alternative.score.rounded(places: 4))\t\(alternative.text)")
    }
  }
}
