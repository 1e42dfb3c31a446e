import Files
import Foundation
import Ink
import ModelZoo
import NeuralNet
import Safetensors
import TensorCore
import TestSupport
import Testing

@testable import Inference
@testable import Training

/// Data, batches and tasks of handwriting.
@Suite struct HandwritingTrainingTests {
  /// A letter of a made-up hand: a ring, a bar or a hook, 20 units high on the baseline.
  private static func letter(_ character: Character, at x: Float) -> [InkStroke] {
    switch character {
    case "o":
      let points = (0...12).map { step in
        let angle = Float(step) / 12 * 2 * .pi
        return InkPoint(x: x + 10 - 10 * cos(angle), y: -10 + 10 * sin(angle))
      }
      return [InkStroke(points)]
    case "l": return [InkStroke((0...7).map { InkPoint(x: x, y: -35 + 5 * Float($0)) })]
    default:
      return [
        InkStroke((0...4).map { InkPoint(x: x + 4 * Float($0), y: -20 + 5 * Float($0)) }),
        InkStroke((0...4).map { InkPoint(x: x + 16 - 4 * Float($0), y: -20 + 5 * Float($0)) }),
      ]
    }
  }

  private static func sample(_ text: String, writer: String = "w1") -> InkSample {
    let strokes = text.enumerated().flatMap { letter($1, at: 25 * Float($0)) }
    return InkSample(writer: writer, text: text, ink: Handwriting(strokes))
  }

  private let words = ["lo", "ox", "lox", "xo", "oll", "olx", "xxl", "ol", "x", "lxo"]

  private func course(
    _ samples: [InkSample], practice: Float = 0, line: Float = 0, traced: Float = 0
  )
    -> InkCourse
  {
    let characters = ["o", "l", "x"].map { Self.sample($0) }
    return InkCourse(
      samples, characters: characters, practiceShare: practice, lineShare: line,
      tracedShare: traced, pointLimit: 300,
      seed: 1
    ) { $0.resampled(spacing: 5) }
  }

  @Test func batchesHoldEverySampleOnce() {
    let lengths = (0..<200).map { 10 + $0 * 37 % 90 }
    var batches = InkBatches(lengths: lengths, points: 500, seed: 2)
    for epoch in 0..<2 {
      var seen: [Int] = []
      for step in 0..<batches.count {
        let members = batches.samples(step, epoch: epoch, lengths: lengths)
        let longest = members.map { lengths[$0] }.max() ?? 0
        // Neighbours change by a tenth, so that a batch may be a little larger.
        #expect(longest * members.count <= 650)
        seen += members
      }
      #expect(seen.sorted() == Array(0..<200))
    }
    #expect(InkBatches.cut([900], points: 500) == [0..<1])
  }

  @Test func anEpochHasTextsOfCharactersAndLines() {
    let samples = words.map { Self.sample($0) }
    let course = course(samples, practice: 2, line: 1)
    let first = course.samples(inEpoch: 0)
    #expect(first.count == 40 && Array(first.prefix(10)) == samples)
    #expect(first == course.samples(inEpoch: 0))
    #expect(first != course.samples(inEpoch: 1))
    #expect(first[10..<30].allSatisfy { $0.text.allSatisfy { "olx".contains($0) } })
    #expect(first.suffix(10).allSatisfy { $0.text.contains(" ") })
    #expect(first.allSatisfy { (2...300).contains($0.ink.pointCount) })
  }

  @Test func partOfTheCourseIsTracedFromPictures() {
    let samples = words.map { Self.sample($0) }
    let course = course(samples, traced: 0.5)
    let (one, other) = (course.samples(inEpoch: 1), course.samples(inEpoch: 2))
    #expect(one.count == 15 && one.prefix(10).map(\.ink) == samples.map(\.ink))
    #expect(
      one.suffix(5).allSatisfy { traced in
        samples.contains { $0.text == traced.text && $0.ink != traced.ink }
      })
    #expect(one != other && one == course.samples(inEpoch: 1))
  }

  @Test func charactersStandOnTheLineOrWhereTheyBelong() throws {
    func square(_ text: String, height: Float) -> InkSample {
      InkSample(
        writer: "w", text: text,
        ink: Handwriting([InkStroke([.zero, InkPoint(x: 10, y: height)])]))
    }
    let bank = CharacterBank([
      square("a", height: 20), square("g", height: 38), square(",", height: 8),
      square("-", height: 2),
    ])
    func bounds(_ text: String) throws -> InkBounds {
      try #require(bank.ink(of: text, writer: "w", RandomSource(seed: 3))?.bounds)
    }
    let (a, g, comma, dash) = try (bounds("a"), bounds("g"), bounds(","), bounds("-"))
    #expect(abs(a.bottom) < 4)
    #expect(abs(g.top + 20) < 4 && abs(g.bottom - 18) < 4)
    #expect(abs(comma.bottom - 5) < 4)
    #expect(abs(dash.top + 15) < 4)
    #expect(try bounds("aag").width > 30)
    #expect(bank.ink(of: "aZ", writer: "w", RandomSource(seed: 3)) == nil)
  }

  @Test func practiceTextsShowRareCharacters() {
    let allowed = Set(InkAlphabet.ascii.characters)
    var counts: [Character: Int] = [:]
    for number in 0..<2000 {
      let text = PracticeText(RandomSource(seed: 1, stream: UInt64(number))).next(of: allowed)
      #expect((1...14).contains(text.count) && text.allSatisfy(allowed.contains))
      for character in text { counts[character, default: 0] += 1 }
    }
    for character in allowed where character != " " {
      #expect(counts[character, default: 0] >= 8, "\(character)")
    }
  }

  @Test func augmentationKeepsStrokes() {
    let ink = Self.sample("lox").ink
    let changed = InkAugmentation.reading(ink, RandomSource(seed: 4))
    #expect(changed.strokes.count == ink.strokes.count && changed != ink)
    #expect(changed == InkAugmentation.reading(ink, RandomSource(seed: 4)))
  }

  @Test func aReaderLearnsATinySet() throws {
    let samples = words.map { Self.sample($0) }
    var configuration = HandwritingReader.Configuration(
      alphabet: "lox ", features: ReaderBatch.featureCount)
    (configuration.units, configuration.layers, configuration.dropout) = (12, 2, 0)
    let network = HandwritingReader(configuration, .random(seed: 1))
    let loader = InkLoader(
      course(samples), augmentation: .writing, points: 2000, seed: 1)
    let task = ReaderTask(
      network, loader, validation: samples, learningRate: 0.02, random: RandomSource(seed: 1))
    for epoch in 0..<150 { _ = try task.step(0, epoch: epoch) }
    network.eval()
    #expect(loader.count == 1)
    #expect(withoutGradient { task.evaluate()[0].value } <= 5)
  }

  @Test func aWriterLearnsATinySet() throws {
    let samples = words.map { Self.sample($0) }
    var configuration = HandwritingSynthesis.Configuration(alphabet: "lox", writerCount: 1)
    (configuration.units, configuration.layers, configuration.componentCount) = (24, 1, 3)
    let network = HandwritingSynthesis(configuration, .random(seed: 1))
    let alphabet = InkAlphabet("lox")
    let task = try PenTask(
      network, InkLoader(course(samples), augmentation: .writing, points: 4000, seed: 1),
      validation: samples, points: 4000, learningRate: 0.01, writerDropout: 0.5,
      monitor: .last("loss"),
      seed: 1,
      lesson: {
        PenLesson(
          offsets: $0.ink.penOffsets(), text: try alphabet.numbers(of: $0.text), writer: 1)
      },
      loss: { lessons in
        network.loss(
          PenBatch(lessons.map(\.offsets)),
          network.condition(lessons.map(\.text), writers: lessons.map(\.writer)))
      })
    let before = withoutGradient { task.evaluate()[0].value }
    for epoch in 0..<150 { _ = try task.step(0, epoch: epoch) }
    let after = withoutGradient { task.evaluate()[0].value }
    #expect(after < before - 2.5, "\(before) → \(after)")
  }

  @Test func dataAreReadAndDamageIsNamed() throws {
    let folder = try TemporaryFolder()
    #expect(throws: InkDataError.noFiles(directory: folder.path)) {
      try InkData(directory: folder.path)
    }
    let samples = (0..<20).map { Self.sample(words[$0 % 10], writer: "w\($0 % 10)") }
    try InkSample.write(samples, to: "\(folder.path)/words.train.jsonl")
    let data = try InkData(directory: folder.path)
    #expect(data.training.count == 18 && data.validation.count == 2)
    #expect(Set(data.training.map(\.writer)).isDisjoint(with: data.validation.map(\.writer)))
    let prepared = try data.prepared(data.training, "training", .ascii, pointLimit: 100) { $0.ink }
    #expect(prepared == data.training)
    #expect(throws: InkDataError.tooFew(directory: folder.path, what: "lost", count: 0)) {
      try data.prepared(data.training, "lost", InkAlphabet("z"), pointLimit: 100) { $0.ink }
    }
    try AtomicFile.write("{\"text\":\"a\",\"strokes\":", to: "\(folder.path)/words.valid.jsonl")
    #expect(throws: InkError.self) { try InkData(directory: folder.path) }
    try AtomicFile.write([0x1F, 0x8B, 8, 0], to: "\(folder.path)/words.train.jsonl")
    #expect(throws: (any Error).self) { try InkData(directory: folder.path) }
  }

  @Test func aHandIsLearntFromAFewWords() throws {
    var configuration = HandwritingSynthesis.Configuration(alphabet: "lox", writerCount: 2)
    (configuration.units, configuration.layers, configuration.componentCount) = (12, 1, 2)
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/model.safetensors"
    try HandwritingSynthesis(configuration, .random(seed: 1)).saveWithMetadata(to: path)
    let model = try HandwritingSynthesisModel(contentsOf: path)
    let before = model.network.state.mapValues(\.values)
    var learning = StyleLearning()
    learning.steps = 20
    let result = try learning(model, words.map { Self.sample($0) }, file: "mine")
    #expect(result.loss < result.lossNearest && result.lossNearest <= result.lossBefore)
    #expect(model.network.state.mapValues(\.values) == before)
    #expect(result.leftOut.isEmpty)
    let tooLittle = HandwritingError.tooLittleInk(
      file: "mine", found: 2, needed: 12,
      leftOut: "1 without a text, 1 with characters that are not learnt")
    #expect(throws: tooLittle) {
      try learning(model, ["lo", "zz", ""].map { Self.sample($0) }, file: "mine")
    }
  }
}

extension HandwritingSynthesis {
  fileprivate func saveWithMetadata(to path: String) throws {
    var file = WeightFile(tensors: state)
    file.metadata = try metadata(adding: [:])
    try file.write(to: path)
  }
}
