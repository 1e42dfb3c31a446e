import Inference
import Ink
import ModelZoo
import NeuralNet
import TensorCore

/// How well networks write and read, measured on writers that they have not learnt from.
public struct HandwritingEvaluation: Encodable, Sendable {
  /// Negative log-likelihood of a point of the writing network in anybody's hand, nats, in units of 5.
  public let loss_per_point: Double
  /// The same of the network without a text; nil where none was given.
  public let predictor_loss_per_point: Double?
  /// Errors a character of the reader, percent.
  public let reader_cer: Double
  /// The same by the network alone, without the language model.
  public let reader_cer_greedy: Double
  /// Errors a character of the reader on the same ink as it is traced from a picture, percent.
  public let traced_cer: Double
  /// Errors a character of the reader on generated lines, each of which was drawn once, percent.
  public let generated_cer: Double
  /// The same where words that are misread are drawn again, as people get them.
  public let redrawn_cer: Double
  /// Generated lines.
  public let generated: Int
  /// Words and lines of the validation writers.
  public let count: Int

  /// Points that go through a network together.
  private static let batchPoints = 8000

  /// Measures.
  ///
  /// - Parameters:
  ///   - writer: the weight file of the network that writes.
  ///   - predictor: that of the one without a text; nil for none.
  ///   - reader: that of the one that reads.
  ///   - directory: the folder with the ink.
  ///   - lineCount: lines to be generated, of words of the validation texts, all hands in turn.
  public init(
    writer: String, predictor: String?, reader: String, directory: String, sampleLimit: Int?,
    lineCount: Int, bias: Float, seed: UInt64
  ) throws {
    let inkReader = try InkReader(contentsOf: reader)
    let model = try HandwritingSynthesisModel(contentsOf: writer)
    let penman = try Penman(model, reader: inkReader)
    let base = try predictor.map { try Pretrained<HandwritingPredictor>(contentsOf: $0).network }
    let data = try InkData(directory: directory)
    let held = data.validation
    let limit = min(sampleLimit ?? held.count, held.count)
    let samples = (0..<limit).map { held[$0 * held.count / limit] }
    (loss_per_point, predictor_loss_per_point) = try Self.losses(model, base, data, samples)
    let reading = try Self.readingErrors(inkReader, data, samples)
    (reader_cer, reader_cer_greedy, traced_cer, count) = (
      100 * reading.searched.rate, 100 * reading.greedy.rate, 100 * reading.traced.rate,
      reading.count
    )
    let lines = GeneratedLines.of(samples.map(\.text), count: lineCount, seed: seed)
    var options = WritingOptions()
    (options.bias, options.seed) = (bias, seed)
    let errors = try GeneratedLines.errors(lines, by: penman, options) { index in
      try penman.style(1 + index % max(penman.styleCount, 1))
    }
    (generated_cer, redrawn_cer) = (100 * errors.first.rate, 100 * errors.kept.rate)
    generated = lines.count
  }

  /// Losses a point of the network that writes, in anybody's hand, and of the one without a text.
  private static func losses(
    _ model: HandwritingSynthesisModel, _ base: HandwritingPredictor?, _ data: InkData,
    _ samples: [InkSample]
  ) throws -> (Double, Double?) {
    let inks = try data.prepared(samples, "validation", model.alphabet, pointLimit: 600) {
      $0.ink.preparedForWriting(text: $0.text)
    }
    let synthesis = try loss(inks) { batch, texts in
      let numbers = try texts.map { try model.alphabet.numbers(of: $0) }
      return model.network.loss(
        batch, model.network.condition(numbers, writers: texts.map { _ in 0 }))
    }
    guard let base else { return (synthesis, nil) }
    return (synthesis, try loss(inks) { batch, _ in base.loss(batch) })
  }

  /// The width of the pen with which ink is drawn before it is traced, in units.
  private static let penWidth: Float = 2

  /// Errors with the language model, without it, and on traced ink.
  private static func readingErrors(
    _ reader: InkReader, _ data: InkData, _ samples: [InkSample]
  ) throws -> (
    searched: CharacterErrors, greedy: CharacterErrors, traced: CharacterErrors, count: Int
  ) {
    let read = try data.prepared(samples, "validation", reader.alphabet, pointLimit: 1000) {
      $0.ink.preparedForReading()
    }
    let inks = read.map(\.ink)
    func errors(_ readings: [String]) -> CharacterErrors {
      CharacterErrors(truths: read.map(\.text), readings: readings)
    }
    let traced = inks.map { $0.drawnAndTraced(penWidth: penWidth).preparedForReading() }
    return (
      errors(reader.searched(inks, reader.search)), errors(reader.greedilyRead(inks)),
      errors(reader.searched(traced, reader.search)), read.count
    )
  }

  /// Mean loss of a point.
  private static func loss(
    _ samples: [InkSample], _ loss: (PenBatch, [String]) throws -> Tensor
  ) throws -> Double {
    let ordered = samples.sorted { $0.ink.pointCount < $1.ink.pointCount }
    var (sum, points) = (0.0, 0)
    for range in InkBatches.cut(ordered.map(\.ink.pointCount), points: batchPoints) {
      let batch = PenBatch(ordered[range].map { $0.ink.penOffsets() })
      let mean = try withoutGradient { try loss(batch, ordered[range].map(\.text)).item }
      sum += Double(mean) * Double(batch.stepCount)
      points += batch.stepCount
    }
    return sum / Double(max(points, 1))
  }
}
