import Foundation
import Ink
import ModelZoo
import NeuralNet
import Safetensors
import TensorCore
import TestSupport
import Testing

@testable import Inference

/// Sampling, layout and the service that writes, with a small network of random weights.
@Suite struct PenmanTests {
  private func network() -> HandwritingSynthesis {
    var configuration = HandwritingSynthesis.Configuration(
      alphabet: InkAlphabet.ascii.text, writerCount: 3)
    (configuration.units, configuration.layers, configuration.componentCount) = (12, 2, 3)
    let network = HandwritingSynthesis(configuration, .random(seed: 4))
    network.eval()
    return network
  }

  private func penman(_ more: [String: String] = [:]) throws -> Penman {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/model.safetensors"
    let network = network()
    try WeightFile(
      tensors: network.state,
      metadata: network.metadata(
        adding: ["writer_samples": "[25,90,3]"].merging(more) { $1 })
    ).write(to: path)
    return try Penman(contentsOf: path, reader: nil)
  }

  private func jobs(_ texts: [[Int32]]) -> [PenSampler.Job] {
    texts.enumerated().map { index, text in
      PenSampler.Job(
        text: text, style: [Float](repeating: 0.1, count: 32),
        random: RandomSource(seed: 5, stream: UInt64(index)))
    }
  }

  @Test func sameSeedSameInk() {
    let sampler = PenSampler(network())
    let texts: [[Int32]] = [[1, 2, 3], [4]]
    let (one, other) = (sampler(jobs(texts)), sampler(jobs(texts)))
    #expect(one.map(\.offsets) == other.map(\.offsets))
    // Sums may differ in the last bits with the number of rows.
    let alone = sampler([jobs(texts)[1]])[0]
    #expect(alone.offsets.count == one[1].offsets.count)
    #expect(zip(alone.offsets, one[1].offsets).allSatisfy { abs($0 - $1) < 1e-2 })
  }

  @Test func writingEndsWithinItsBound() {
    for ink in PenSampler(network())(jobs([[1], [1, 2, 3, 4, 5]])) {
      #expect(!ink.places.isEmpty && ink.places.count <= 45 * 5 + 40)
      #expect(ink.offsets.count == 3 * ink.places.count && ink.offsets.last == 1)
      #expect(ink.places.allSatisfy { (0..<5).contains($0) })
    }
  }

  @Test func aPrimerIsNotWrittenAgain() {
    var job = jobs([[3, 4]])[0]
    job.primer = .init(text: [1, 2], offsets: [5, -9, 0, 4, 0, 0, 3, 2, 1])
    let ink = PenSampler(network())([job])[0]
    #expect(ink.places.allSatisfy { (0..<2).contains($0) })
    #expect(ink.places.count <= 45 * 2 + 40)
  }

  @Test func handsWithTheMostSamplesComeFirst() throws {
    let penman = try penman()
    #expect(penman.styleCount == 2)
    let table = network().writers.weight.value
    #expect(try penman.style(1).vector == table.sliced(2..<3).values)
    #expect(throws: HandwritingError.unknownStyle(found: "3", count: 2)) { try penman.style(3) }
  }

  @Test func aFileMayNameItsHands() throws {
    let penman = try penman(["hands": "[3,1]"])
    #expect(penman.styleCount == 2)
    #expect(try penman.style(1).vector == penman.style(ofWriter: 3).vector)
    for wrong in ["[]", "[1,1]", "[4]", "[0]", "x"] {
      #expect(throws: PretrainedError.self, "\(wrong)") { try self.penman(["hands": wrong]) }
    }
  }

  @Test func longWordsAreWrittenInParts() throws {
    let parts = try penman().parts(of: "Ça va?\n\nsupercalifragilisticexpialidociousé é")
    #expect(
      parts.map(\.text.characters) == [
        "Ca", "va?", "supercalifr", "agilisticexp", "ialidociouse", "e",
      ])
    #expect(parts.map(\.separator) == [.lines(0), .space, .lines(2), .none, .none, .space])
    #expect(parts[0].text.accents == [.init(mark: .cedilla, place: 0)])
    #expect(parts[4].text.accents == [.init(mark: .acute, place: 11)])
    #expect(parts[5].text.accents == [.init(mark: .acute, place: 0)])
  }

  @Test func digitsSignsAndCapitalsAreWrittenAFewAtATime() throws {
    func pieces(_ text: String) throws -> [String] {
      try WritableText(text, alphabet: .ascii).runs().map(\.text.characters)
    }
    #expect(try pieces("don't") == ["don't"] && pieces("Zoë,") == ["Zoe,"])
    #expect(try pieces("\"Where") == ["\"Where"] && pieces("key?\"") == ["key", "?\""])
    #expect(try pieces("a4") == ["a4"] && pieces("USA") == ["USA"])
    #expect(try pieces("iOS12beta") == ["i", "OS12", "beta"])
    let parts = try penman().parts(of: "17:45 €12.50")
    #expect(parts.map(\.text.original) == ["17", ":45", "€12", ".50"])
    #expect(parts.map(\.separator) == [.lines(0), .joined, .space, .joined])
    let written = try penman().write("17:45 €12.50", in: penman().style(1), WritingOptions())
    #expect(written.originals == ["17:45", "€12.50"] && written.words == ["17:45", "C12.50"])
    #expect(written.lines.map(\.text) == ["17:45 €12.50"])
  }

  @Test func textsThatCannotBeWrittenAreRefused() throws {
    let penman = try penman()
    #expect(throws: HandwritingError.emptyText) { try penman.parts(of: " \n\t ") }
    #expect(throws: HandwritingError.textTooLong(count: 5001, limit: 5000)) {
      try penman.parts(of: String(repeating: "a", count: 5001))
    }
    #expect(throws: HandwritingError.unknownCharacter("漢", place: 7)) {
      try penman.parts(of: "ab cd 漢")
    }
  }

  @Test func everyWordIsWritten() throws {
    let penman = try penman()
    var options = WritingOptions()
    (options.seed, options.attemptLimit) = (3, 2)
    let one = try penman.write("Ab cd\nef", in: penman.style(1), options)
    let other = try penman.write("Ab cd\nef", in: penman.style(1), options)
    #expect(one.ink == other.ink && one.words == ["Ab", "cd", "ef"] && one.lines.count >= 2)
    #expect(one.attempts.allSatisfy { (1...2).contains($0) } && one.readings.isEmpty)
    #expect(!one.ink.isEmpty)
  }

  @Test func linesAreWrappedAndKept() {
    var options = WritingOptions()
    options.lineWidth = 120
    var layout = InkLayout(options)
    let word = Handwriting([InkStroke([.init(x: 5, y: -20), .init(x: 45, y: 0)])])
    layout.add(word, saying: "ab", after: .lines(0))
    layout.add(word, saying: "ab", after: .space)
    #expect(layout.lines.count == 1)
    layout.add(word, saying: "ab", after: .space)
    #expect(layout.lines.count == 2)
    layout.add(word, saying: "ab", after: .lines(2))
    #expect(layout.lines.count == 4)
    #expect(layout.lines.map(\.text) == ["ab ab", "ab", "", "ab"])
    let ink = Handwriting(layout.lines.flatMap(\.ink.strokes))
    let bottoms = ink.strokes.compactMap { $0.points.map(\.y).max() }
    for (bottom, line) in zip(bottoms, [0, 0, 1, 3]) {
      #expect(abs(bottom - Float(line) * options.lineSpacing) < 5)
    }
    #expect(ink.bounds.map { $0.left > -1 && $0.right < 122 } == true)
  }

  @Test func lettersFarApartHaveWordsFartherApart() {
    func gap(_ width: Float) -> Float {
      var layout = InkLayout(WritingOptions(), characterWidth: width)
      let word = Handwriting([InkStroke([InkPoint(x: 0, y: 0), InkPoint(x: 40, y: 0)])])
      layout.add(word, saying: "a", after: .lines(0))
      layout.add(word, saying: "b", after: .space)
      let strokes = layout.lines[0].ink.strokes
      return strokes[1].points[0].x - strokes[0].points[1].x
    }
    #expect((12...22).contains(gap(10)) && (28...39).contains(gap(30)))
  }

  @Test func marksStandOverTheirLetters() throws {
    let ink = WrittenInk(
      offsets: [10, -20, 0, 10, 20, 1, 30, -20, 0, 10, 20, 1], places: [0, 0, 1, 1],
      isComplete: true)
    let marked = ink.ink(of: try WritableText("aé", alphabet: .ascii), RandomSource(seed: 1))
    #expect(marked.strokes.count == 3)
    let mark = InkBounds(around: marked.strokes[2].points)
    #expect(mark.map { $0.left > 45 && $0.right < 65 && $0.bottom < -20 } == true)
  }

  @Test func accentsTakeTheDotsPlaceAndLinesCrossLetters() throws {
    // An i with its dot, then an l.
    let ink = WrittenInk(
      offsets: [0, -18, 0, 0, 18, 1, 0, -28, 0, 1, 0, 1, 20, -8, 0, 0, 36, 1],
      places: [0, 0, 0, 0, 1, 1], isComplete: true)
    let random = RandomSource(seed: 1)
    #expect(ink.ink.strokes.count == 3)
    #expect(ink.ink(of: try WritableText("îl", alphabet: .ascii), random).strokes.count == 3)
    #expect(ink.ink(of: try WritableText("iĺ", alphabet: .ascii), random).strokes.count == 4)
    // A ring takes the place of the sign it stands for, here of both strokes of the i.
    let degree = try WritableText("°l", alphabet: .ascii)
    #expect(degree.characters == "'l" && degree.original == "°l")
    #expect(ink.ink(of: degree, random).strokes.count == 2)
    let sharp = try WritableText("ßø", alphabet: .ascii)
    #expect(sharp.characters == "sso" && sharp.originals == ["ß", "", "ø"])
    let euro = try WritableText("€5", alphabet: .ascii)
    #expect(euro.characters == "C5")
    #expect(ink.ink(of: euro, random).strokes.count == 5)
  }

  @Test func cutWordsHaveAHyphen() {
    var options = WritingOptions()
    options.lineWidth = 100
    let part = Handwriting([InkStroke([InkPoint(x: 0, y: -20), InkPoint(x: 60, y: 0)])])
    var layout = InkLayout(options)
    layout.add(part, saying: "ab", after: .lines(0))
    layout.add(part, saying: "ab", after: .none)
    #expect(layout.lines.flatMap(\.ink.strokes).count == 3 && layout.lines.count == 2)
    #expect(layout.lines[0].text == "ab-")
    layout.add(part, saying: "ab", after: .space)
    #expect(layout.lines.flatMap(\.ink.strokes).count == 4 && layout.lines.count == 3)
  }

  @Test func aStyleFileIsReadAsItWasWritten() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/hand.safetensors"
    let style = WritingStyle(
      vector: [0.5, -1], primer: .init(text: [3, 1], offsets: [1, 2, 0, 3, 4, 1]))
    try style.write(to: path, network: "one")
    let read = try WritingStyle(contentsOf: path, width: 2, network: "one")
    #expect(read.vector == style.vector && read.primer == style.primer)
    #expect(throws: PretrainedError.self) {
      try WritingStyle(contentsOf: path, width: 3, network: "one")
    }
    let other = HandwritingError.unusableStyle(file: path, reason: "was learnt for other weights")
    #expect(throws: other) { try WritingStyle(contentsOf: path, width: 2, network: "two") }
    try WritingStyle(vector: [1e30, 0]).write(to: path, network: "one")
    #expect(throws: HandwritingError.self) {
      try WritingStyle(contentsOf: path, width: 2, network: "one")
    }
    try WritingStyle(vector: [.nan, 1]).write(to: path, network: "one")
    #expect(throws: PretrainedError.notFinite(file: path, name: "style")) {
      try WritingStyle(contentsOf: path, width: 2, network: "one")
    }
  }

  @Test func aReaderOfOtherFeaturesIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/reader.safetensors"
    var configuration = HandwritingReader.Configuration(alphabet: "ab", features: 3)
    configuration.units = 4
    let network = HandwritingReader(configuration, .random(seed: 1))
    try WeightFile(tensors: network.state, metadata: network.metadata(adding: [:])).write(to: path)
    #expect(throws: PretrainedError.self) { try InkReader(contentsOf: path) }
  }

  @Test func inksAreReadInTheirOrder() throws {
    var configuration = HandwritingReader.Configuration(alphabet: "ab", features: 5)
    configuration.units = 6
    let network = HandwritingReader(configuration, .random(seed: 2))
    network.eval()
    let reader = InkReader(borrowing: network, texts: [:])
    let inks = (1...5).map { length in
      Handwriting([
        InkStroke((0..<length * 7).map { InkPoint(x: Float($0 * 5), y: Float($0 % 3 * -10)) })
      ])
    }
    let together = reader.searched(inks, reader.search)
    let alone = inks.map { reader.searched([$0], reader.search)[0] }
    #expect(together == alone)
  }
}
