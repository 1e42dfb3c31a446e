import Files
import Foundation
import Imaging

extension InkSample {
  /// The sample as a line of JSON: `writer`, `source`, `text` and `strokes`, each a list of [x, y] as they lie. Points beyond
  /// all paper are left out.
  ///
  /// - Parameter decimals: places behind the point of coordinates, at most nine.
  public func jsonLine(decimals: Int = 0) -> String {
    let finite = ink.onPaper
    let strokes = finite.strokes.map { stroke in
      "["
        + stroke.points.map {
          "[\(InkSample.number($0.x, decimals)),\(InkSample.number($0.y, decimals))]"
        }.joined(separator: ",") + "]"
    }
    return "{\"writer\":\(InkSample.quoted(writer)),\"source\":\(InkSample.quoted(source)),"
      + "\"text\":\(InkSample.quoted(text)),\"strokes\":[\(strokes.joined(separator: ","))]}"
  }

  /// Writes samples as a file of JSON lines; a failure leaves what was there before.
  ///
  /// - Throws: `InkError.file` naming the file and the cause.
  public static func write(
    _ samples: [InkSample], to path: String, decimals: Int = 0
  ) throws(InkError) {
    let text = samples.map { $0.jsonLine(decimals: decimals) + "\n" }.joined()
    do {
      try AtomicFile.write(text, to: path)
    } catch {
      throw .file(error)
    }
  }

  private static func number(_ value: Float, _ decimals: Int) -> String {
    NumberText.decimal(Double(value), places: decimals)
  }

  private static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let data = try? encoder.encode(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }
}
