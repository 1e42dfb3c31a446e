import Ink
import TensorCore

extension Penman {
  /// Parts that are written side by side.
  private static let batchSize = 24

  /// A part that was drawn, and what is read of it.
  struct Drawing {
    var text: WritableText
    var ink = Handwriting()
    var reading = ""
    var firstReading = ""
    var mistakes = Int.max
    var attempts = 0

    /// Puts another one behind it.
    mutating func join(_ other: Drawing) {
      text.append(other.text)
      if let right = ink.bounds?.right, let left = other.ink.bounds?.left {
        ink.strokes += other.ink.translated(x: right + InkLayout.joint - left, y: 0).strokes
      } else {
        ink.strokes += other.ink.strokes
      }
      reading += other.reading
      firstReading += other.firstReading
      mistakes += other.mistakes
      attempts = max(attempts, other.attempts)
    }
  }

  /// Draws parts until they are read as they should be, or often enough.
  func draw(
    _ parts: [Part], _ style: WritingStyle, _ options: WritingOptions,
    _ progress: (Int, Int) -> Void
  ) -> [Drawing] {
    var drawings = parts.map { Drawing(text: $0.text) }
    for attempt in 0..<max(options.attemptLimit, 1) {
      let open = parts.indices.filter { drawings[$0].mistakes > 0 }
      for start in stride(from: 0, to: open.count, by: Self.batchSize) {
        let members = Array(open[start..<min(start + Self.batchSize, open.count)])
        // Each further try is a little neater.
        var sampler = PenSampler(network)
        sampler.bias = options.bias + 0.15 * Float(attempt)
        let found = drawn(members.map { parts[$0] }, members, sampler, style, attempt, options)
        for (member, one) in zip(members, found) {
          let (attempts, first) = (drawings[member].attempts, drawings[member].firstReading)
          if one.mistakes < drawings[member].mistakes { drawings[member] = one }
          drawings[member].attempts = attempts + 1
          drawings[member].firstReading = attempts == 0 ? one.reading : first
        }
        progress(drawings.count { $0.mistakes == 0 }, parts.count)
      }
    }
    return drawings
  }

  /// What the reader reads of ink, that of words with the language model; nil where there is no reader.
  private func read(_ parts: [Part], _ written: [WrittenInk]) -> [Int: String] {
    guard let reader else { return [:] }
    var readings: [Int: String] = [:]
    for isWord in [true, false] {
      let members = parts.indices.filter { parts[$0].isWord == isWord }
      guard let found = try? reader.read(members.map { written[$0].ink }, isText: isWord) else {
        continue
      }
      for (member, reading) in zip(members, found) { readings[member] = reading.text }
    }
    return readings
  }

  /// One try at some parts.
  private func drawn(
    _ parts: [Part], _ places: [Int], _ sampler: PenSampler, _ style: WritingStyle,
    _ attempt: Int, _ options: WritingOptions
  ) -> [Drawing] {
    func random(_ place: Int, _ purpose: UInt64) -> RandomSource {
      RandomSource(
        seed: options.seed, stream: UInt64(place) << 16 | UInt64(attempt) << 4 | purpose)
    }
    let jobs = zip(parts, places).map { part, place in
      PenSampler.Job(
        text: (try? alphabet.numbers(of: part.text.characters)) ?? [], style: style.vector,
        primer: style.primer, random: random(place, 1))
    }
    let written = sampler(jobs)
    let readings = read(parts, written)
    return parts.indices.map { index in
      let text = parts[index].text
      let reading = readings[index] ?? text.characters
      let mistakes = Legibility.mistakes(truth: text.characters, found: reading)
      return Drawing(
        text: text, ink: written[index].ink(of: text, random(places[index], 2)), reading: reading,
        mistakes: written[index].isComplete ? mistakes : mistakes + text.characters.count + 1)
    }
  }
}
