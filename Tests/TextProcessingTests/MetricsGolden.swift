import Foundation

/// What sacreBLEU found; `python Tests/golden/translation_metrics.py` writes the file.
struct MetricsGolden: Decodable {
  struct Corpus: Decodable, CustomStringConvertible {
    let name: String
    let tokenization: String
    let lowercase: Bool
    let order: Int
    let smoothing: String
    let hypotheses: [String]
    let references: [[String]]
    let bleu: Double
    let precisions: [Double]
    let matches: [Int]
    let totals: [Int]
    let brevityPenalty: Double
    let hypothesisLength: Int
    let referenceLength: Int
    let line: String
    let signature: String
    let chrf: Double
    let chrfLine: String
    let chrfSignature: String

    var description: String { name }
  }

  struct Sentence: Decodable {
    let tokenization: String
    let order: Int
    let hypothesis: String
    let references: [String]
    let bleu: Double
    let signature: String
  }

  struct Words: Decodable {
    let tokenization: String
    let text: String
    let words: [String]
  }

  let sacrebleu: String
  let corpora: [Corpus]
  let sentences: [Sentence]
  let words: [Words]

  static func load(besides test: String = #filePath) throws -> MetricsGolden {
    let url = URL(fileURLWithPath: test).deletingLastPathComponent()
      .appendingPathComponent("Golden/translation-metrics.json")
    return try JSONDecoder().decode(MetricsGolden.self, from: Data(contentsOf: url))
  }
}

/// Whether two texts have the same code points; `==` takes different spellings of é for equal.
func isSpelledAlike(_ a: String, _ b: String) -> Bool {
  a.unicodeScalars.elementsEqual(b.unicodeScalars)
}
