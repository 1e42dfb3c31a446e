import Datasets
import Foundation
import Inference
import TensorCore

/// The training pairs of a translator, drawn anew for each epoch: shares of large corpora, wordings and slots of a
/// phrasebook, marks, and slips of the hand.
struct PairDrawing: Sendable {
  /// The corpora, their pairs in the network's form.
  private let corpora: [(corpus: TranslationCorpus, pairs: [SentencePair], known: KnownWords)]
  private let phrasebook: (book: Phrasebook, repetitions: Int)?
  private let seed: UInt64
  /// Whether sources get slips of the hand: small corpora are learnt as they are.
  private let hasSlips: Bool

  /// A drawing from corpora and, in the directions of these, from a phrasebook.
  init(
    _ corpora: [TranslationCorpus], known: [Direction: KnownWords],
    phrasebook: (book: Phrasebook, repetitions: Int)?, seed: UInt64
  ) {
    self.corpora = corpora.map { corpus in
      (
        corpus, corpus.training.map { PairDrawing.written($0, corpus.direction) },
        known[corpus.direction] ?? KnownWords([])
      )
    }
    self.phrasebook = phrasebook
    self.seed = seed
    hasSlips = corpora.reduce(0) { $0 + $1.training.count } >= 2000
  }

  /// A pair normalised, with capital and stop on both sides.
  static func written(_ pair: SentencePair, _ direction: Direction) -> SentencePair {
    SentencePair(
      source: written(pair.source, direction.source),
      target: written(pair.target, direction.target))
  }

  private static func written(_ text: String, _ language: String) -> String {
    var text = Currencies.spelled(TextNormalizer.normalized(text), language)
    if let first = text.first, first.isLowercase, !MarkScanner.beginsAddress(text) {
      text = first.uppercased() + text.dropFirst()
    }
    if let last = text.last, last.isLetter || last.isNumber || last == "%" {
      text += language == "zh" ? "。" : "."
    }
    return text
  }

  /// The pairs of an epoch.
  func pairs(epoch: Int) -> [TextPair] {
    var result: [TextPair] = []
    var directions: [Direction: KnownWords] = [:]
    for (place, part) in corpora.enumerated() {
      let random = RandomSource(
        seed: seed &+ UInt64(place) &* 0x9E37, stream: 7000 + UInt64(epoch))
      let direction = part.corpus.direction
      directions[direction] = part.known
      let marker = PairMarker(direction: direction, known: part.known)
      for pair in part.pairs {
        let count = Int(part.corpus.repetitions + Double(random.uniform()))
        for _ in 0..<count { result.append(shown(pair, marker, random)) }
      }
    }
    guard let phrasebook else { return result }
    for (place, direction) in directions.keys.sorted(by: { $0.description < $1.description })
      .enumerated()
    {
      let random = RandomSource(
        seed: seed &+ UInt64(place) &* 0x9E37, stream: 8000 + UInt64(epoch))
      guard let known = directions[direction] else { continue }
      let marker = PairMarker(direction: direction, known: known)
      result += phrases(phrasebook.book, phrasebook.repetitions, marker, random)
    }
    return result
  }

  private func phrases(
    _ book: Phrasebook, _ repetitions: Int, _ marker: PairMarker, _ random: RandomSource
  ) -> [TextPair] {
    let filler = SlotFiller(slots: book.slots)
    let direction = marker.direction
    return book.phrases.flatMap { phrase -> [TextPair] in
      guard let sources = phrase[direction.source], let targets = phrase[direction.target] else {
        return []
      }
      // Phrases with slots say something new each time; a word alone has no neighbours to be learnt with.
      let isShort = sources[0].split(separator: " ").count <= 2
      let count = repetitions * (isShort ? 4 : sources[0].contains("{") ? 2 : 1)
      return (0..<count).map { _ in
        let pair = filler.filled(
          sources[random.index(below: sources.count)], targets[random.index(below: targets.count)],
          direction, random)
        return shown(PairDrawing.written(pair, direction), marker, random)
      }
    }
  }

  private func shown(_ pair: SentencePair, _ marker: PairMarker, _ random: RandomSource)
    -> TextPair
  {
    let marked = marker.marked(pair, random)
    return TextPair(
      source: hasSlips
        ? TypingSlips.slipped(marked.source, marker.direction.source, random) : marked.source,
      target: marked.target, startPiece: marker.direction.startPiece)
  }
}

/// What people leave out or mistype, for some sources of a training.
enum TypingSlips {
  static func slipped(_ text: String, _ language: String, _ random: RandomSource) -> String {
    let draw = random.uniform()
    guard language != "zh", draw < 0.12 else { return text }
    if draw < 0.04 {
      return text.prefix(1)
        + text.dropFirst().lowercased()
        .replacing(" i ", with: " I ").replacing(" i'", with: " I'")
    }
    if draw < 0.08 {
      return language == "fr" ? String(text.map(withoutAccent)) : text.replacing("'", with: "")
    }
    if draw < 0.1 { return swapped(text, random) }
    // Without commas.
    return text.replacing(",", with: "")
  }

  private static func withoutAccent(_ character: Character) -> Character {
    guard let scalar = String(character).decomposedStringWithCanonicalMapping.unicodeScalars.first,
      character.isLetter
    else { return character }
    return Character(scalar)
  }

  /// Two letters of a long word in the wrong order.
  static func swapped(_ text: String, _ random: RandomSource) -> String {
    var characters = Array(text)
    let places = characters.indices.dropFirst(2).dropLast(2).filter { place in
      (place - 1...place + 2).allSatisfy {
        characters[$0].isLetter && !CopyMarks.all.contains(characters[$0])
      }
    }
    guard !places.isEmpty else { return text }
    let place = places[random.index(below: places.count)]
    characters.swapAt(place, place + 1)
    return String(characters)
  }
}
