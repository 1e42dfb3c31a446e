import AppSupport
import ArgumentParser
import Inference
import Ink

extension Handwrite {
  struct Read: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads handwriting.",
      discussion: """
        Files of ink are JSON lines, IAM-OnDB XML, InkML or UNIPEN. A PNG or JPEG file is a picture of one line of writing, which is traced \
        first.
        """)

    @Argument(help: "Files of ink, or pictures of a line.")
    var files: [String]

    @OptionGroup var weights: WeightOptions
    @OptionGroup var common: CommonOptions

    private struct Line: Encodable {
      let file: String
      let text: String
      let confidence: Double
      let alternatives: [String]
    }

    func run() throws {
      let console = common.start()
      let reader = try weights.reader()
      var failures = 0
      for file in files {
        do {
          let samples = try readInkOrPicture(file)
          let readings = try reader.read(samples.map(\.ink)) { "\(file), sample \($0 + 1)" }
          for reading in readings { try show(reading, of: file, on: console) }
        } catch {
          console.failure("\(error)")
          failures += 1
        }
      }
      if failures > 0 { throw ExitCode.failure }
    }

    private func show(_ reading: InkReading, of file: String, on console: Console) throws {
      guard common.json else { return console.result(reading.text) }
      try console.result(
        json: Line(
          file: file, text: reading.text, confidence: reading.confidence.rounded(places: 4),
          alternatives: reading.alternatives))
    }
  }
}
