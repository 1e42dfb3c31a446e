import Ink

/// A hand to write in.
public struct WritingStyle: Sendable {
  /// The numbers that stand for it.
  public var vector: [Float]
  /// Ink in that hand, which the network is led through before each word; nil for none.
  public var primer: PenSampler.Primer?

  /// A hand.
  public init(vector: [Float], primer: PenSampler.Primer? = nil) {
    (self.vector, self.primer) = (vector, primer)
  }
}

/// How a text is written.
public struct WritingOptions: Sendable {
  /// How neat people usually want it.
  public static let usualBias: Float = 0.6
  /// How neat: 0 as the data are, 1 neat.
  public var bias = usualBias
  /// Decides everything random.
  public var seed: UInt64 = 0
  /// Units that a line may have from left to right.
  public var lineWidth: Float = 1200
  /// Units from baseline to baseline.
  public var lineSpacing: Float = 64
  /// How often a word is drawn at most, until it is read as it should be.
  public var attemptLimit = 8

  /// The usual choices.
  public init() {}
}

/// A text that was written.
public struct WrittenText: Sendable {
  /// The lines, empty ones among them: what each says and its ink, which lies where it is on the page; the first baseline is y = 0.
  public var lines: [InkSample]
  /// Words, or parts of long words, as they were given.
  public var originals: [String]
  /// The same in the characters that the network and the reader know.
  public var words: [String]
  /// What the reader reads of each of them; empty without a reader.
  public var readings: [String]
  /// What it read of each when it was drawn for the first time; empty without a reader.
  public var firstReadings: [String]
  /// How often each of them was drawn.
  public var attempts: [Int]

  /// All ink, line after line.
  public var ink: Handwriting { Handwriting(lines.flatMap(\.ink.strokes)) }
  /// The words that are still not read as they should be, as they were given.
  public var unsure: [String] {
    zip(originals, zip(words, readings)).filter {
      Legibility.mistakes(truth: $1.0, found: $1.1) > 0
    }
    .map(\.0)
  }
}
