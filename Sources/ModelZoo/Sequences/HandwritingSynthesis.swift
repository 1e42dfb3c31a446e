import NeuralNet
import TensorCore

/// Writes a text by hand: LSTM layers, the lowest of which looks at the text through a soft window that it moves on itself, and a
/// mixture of Gaussians over the pen's next step (Graves 2013, arXiv:1308.0850, section 5, synthesis network).
///
/// - Input: steps of the pen [N, T, 3], texts and styles. Output: the distribution of the next step, [N, T, 3 + 6K].
///
/// Differences from the paper:
/// 1. Characters are vectors that are learnt; the paper's one-hot vectors are the case of as many numbers as characters.
/// 2. After the last character stands a mark of the end, which the window reaches when all is written, and the end is a third
///    event of the pen.
/// 3. All layers see a vector that stands for the hand, learnt for each writer of the training data; vector 0 is any hand's.
/// 4. The logarithms of the window's numbers are held within ±6, and it begins at a speed of 1/16 of a character a step.
public final class HandwritingSynthesis: Module, Network {
  /// What can be chosen.
  public struct Configuration: NetworkConfiguration {
    /// The characters that can be written, each once.
    public var alphabet: String
    /// The hands that have a vector of their own.
    public var writerCount: Int
    /// Units of each LSTM layer.
    public var units = 400
    /// LSTM layers.
    public var layers = 3
    /// Gaussians of the mixture.
    public var componentCount = 20
    /// Gaussians of the window.
    public var windowComponents = 10
    /// Numbers that stand for a character.
    public var characterWidth = 64
    /// Numbers that stand for a hand.
    public var writerWidth = 32

    /// The usual sizes.
    public init(alphabet: String, writerCount: Int) {
      (self.alphabet, self.writerCount) = (alphabet, writerCount)
    }

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...10_000).contains(alphabet.count), "\(alphabet.count) characters"),
        (Set(alphabet).count == alphabet.count, "a character that stands twice"),
        ((0...1_000_000).contains(writerCount), "writerCount \(writerCount)"),
        ((1...1 << 14).contains(units), "units \(units)"),
        ((1...16).contains(layers), "layers \(layers)"),
        ((1...128).contains(componentCount), "componentCount \(componentCount)"),
        ((1...128).contains(windowComponents), "windowComponents \(windowComponents)"),
        ((1...4096).contains(characterWidth), "characterWidth \(characterWidth)"),
        ((1...4096).contains(writerWidth), "writerWidth \(writerWidth)"),
      ])
    }
  }

  /// What is to be written, and in which hands.
  public struct Condition {
    /// The characters' vectors, [N, U, D], the mark of the end after each text.
    let memory: Tensor
    /// Characters of each text, the mark of the end included.
    let counts: [Int]
    /// The hands' vectors, [N, E].
    let styles: Tensor
  }

  /// Where the writing stands.
  public struct State {
    var lowest: WindowedState?
    var upper: [RecurrentState] = []
    /// Before the first step.
    public init() {}
  }

  /// `handwriting-synthesis`.
  public static let architecture = "handwriting-synthesis"
  /// The number of the mark that stands after each text.
  public static let end: Int32 = 0
  /// What was chosen.
  public let configuration: Configuration
  /// Character → vector; the mark of the end is 0, the alphabet's characters are 1, 2, …
  public let characters: Embedding
  /// Writer → vector; 0 is any hand's, those of the training data are 1, 2, …
  public let writers: Embedding
  /// The lowest layer, which reads the text.
  public let lowest: WindowedRecurrent
  /// The layers above.
  let upper: RecurrentStack
  /// All layers → distribution.
  public let out: Linear

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let (units, width) = (configuration.units, configuration.characterWidth)
    characters = Embedding(
      count: configuration.alphabet.count + 1, dimensions: width,
      initializer: .normal(deviation: 0.5), source["characters"])
    writers = Embedding(
      count: configuration.writerCount + 1, dimensions: configuration.writerWidth,
      initializer: .normal(deviation: 0.3), source["writers"])
    lowest = WindowedRecurrent(
      inputs: 3 + configuration.writerWidth, units: units, memoryWidth: width,
      components: configuration.windowComponents, movement: -2.77, source["lowest"])
    upper = RecurrentStack(
      sideWidth: 3 + width + configuration.writerWidth, belowWidth: units, units: units,
      count: configuration.layers - 1, source["upper"])
    out = Linear(
      inputs: configuration.layers * units,
      outputs: PenBatch.width(components: configuration.componentCount), source["out"])
  }

  /// Texts, as numbers of the alphabet's characters from 1, in the hands of writers from 1 or of nobody, 0.
  public func condition(_ texts: [[Int32]], writers numbers: [Int]) -> Condition {
    condition(texts, styles: writers(IndexTensor(numbers.map(Int32.init))))
  }

  /// Texts in hands that vectors [N, E] stand for.
  public func condition(_ texts: [[Int32]], styles: Tensor) -> Condition {
    let counts = texts.map { $0.count + 1 }
    let longest = counts.max() ?? 1
    let padded = texts.flatMap {
      $0 + [Int32](repeating: Self.end, count: longest - $0.count)
    }
    return Condition(
      memory: characters(IndexTensor(padded, shape: [texts.count, longest])), counts: counts,
      styles: styles)
  }

  /// The distribution of the step after each of these.
  ///
  /// - Returns: distributions [N, T, 3 + 6K], and how much of each character and the end was looked at, [N, T, U].
  public func callAsFunction(_ inputs: Tensor, _ condition: Condition, _ state: inout State)
    -> (distribution: Tensor, window: Tensor)
  {
    let (outputs, window) = layers(inputs, condition, &state)
    return (out(outputs), window)
  }

  /// Mean negative log-likelihood of a step, in nats.
  public func loss(_ batch: PenBatch, _ condition: Condition) -> Tensor {
    var state = State()
    let outputs = layers(batch.inputs, condition, &state).outputs
    return batch.loss(out(batch.selecting(outputs)))
  }

  /// The outputs of all layers, [N, T, layers · H], and the window.
  private func layers(_ inputs: Tensor, _ condition: Condition, _ state: inout State)
    -> (outputs: Tensor, window: Tensor)
  {
    let (rows, steps) = (inputs.shape[0], inputs.shape[1])
    let width = configuration.writerWidth
    let styles = condition.styles.reshaped([rows, 1, width]).broadcast(to: [rows, steps, width])
    let result = lowest(
      .concatenated([inputs, styles]), memory: condition.memory, itemCounts: condition.counts,
      initial: state.lowest)
    state.lowest = result.final
    let side = Tensor.concatenated([inputs, result.windows, styles])
    let above = upper(side: side, below: result.outputs, &state.upper)
    return (.concatenated([result.outputs] + above), result.shares)
  }
}

extension HandwritingSynthesis.State {
  /// Where each Gaussian of the window is in each text, in characters from 0, [N, K]; nil before the first step.
  public var positions: Tensor? { lowest?.positions }
}
