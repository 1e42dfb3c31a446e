import Inference

/// How many characters were read wrongly.
public struct CharacterErrors: Sendable {
  private var errors = 0
  private var characters = 0
  private var wrong = 0
  private var samples = 0

  /// None yet.
  public init() {}

  /// Those of some texts and what was read of each.
  public init(truths: [String], readings: [String]) { add(truths: truths, readings: readings) }

  /// Counts those of some texts and what was read of each.
  public mutating func add(truths: [String], readings: [String]) {
    for (truth, reading) in zip(truths, readings) { add(truth: truth, found: reading) }
  }

  /// Counts the insertions, deletions and substitutions between what is written and what was read.
  public mutating func add(truth: String, found: String) {
    let distance = Legibility.editDistance(Array(truth), Array(found))
    errors += distance
    characters += truth.count
    wrong += distance > 0 ? 1 : 0
    samples += 1
  }

  /// Errors a character: 0 for none; may be more than 1.
  public var rate: Double { Double(errors) / Double(max(characters, 1)) }
  /// The share of samples with an error.
  public var wrongShare: Double { Double(wrong) / Double(max(samples, 1)) }
}
