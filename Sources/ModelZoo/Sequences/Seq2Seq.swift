import NeuralNet
import TensorCore

/// Sequence to sequence with attention: an LSTM reads, another writes and looks back at what was read
/// (Sutskever et al. 2014; Luong et al. 2015, arXiv:1508.04025, general score).
///
/// - Input: tokens [N, S] and [N, T]. Output: logits [N, T, vocabulary].
public final class Seq2Seq: Module, Network {
  /// What can be chosen.
  public struct Configuration: DefaultNetworkConfiguration {
    /// The words of each language.
    public var vocabulary: Int
    /// The width of an embedding.
    public var embedding: Int
    /// The units of both LSTMs.
    public var units: Int

    /// The benchmark's sizes unless said otherwise.
    public init(vocabulary: Int = 8000, embedding: Int = 256, units: Int = 512) {
      self.vocabulary = vocabulary
      self.embedding = embedding
      self.units = units
    }

    /// The usual choices.
    public static let standard = Configuration()

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1_000_000).contains(vocabulary), "vocabulary \(vocabulary)"),
        ((1...1 << 16).contains(embedding), "embedding \(embedding)"),
        ((1...1 << 16).contains(units), "units \(units)"),
      ])
    }
  }

  /// `seq2seq`.
  public static let architecture = "seq2seq"
  /// What was chosen.
  public let configuration: Configuration
  /// What the decoder knows between two words.
  public struct DecoderState {
    /// The decoder's LSTM.
    public var recurrent: Recurrent.State
    /// What was read, [N, S, H].
    public let memory: Tensor
    /// The same as the attention compares it, [N, S, H].
    public let keys: Tensor
  }

  /// Source words.
  public let src: Embedding
  /// Target words.
  public let tgt: Embedding
  /// Reads.
  public let enc: Recurrent
  /// Writes.
  public let dec: Recurrent
  /// Luong's general score.
  public let wa: Linear
  /// Mixes state and context.
  public let wc: Linear
  /// Scores words.
  public let out: Linear

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    let (vocabulary, units) = (configuration.vocabulary, configuration.units)
    let width = configuration.embedding
    src = Embedding(count: vocabulary, dimensions: width, source["src"])
    tgt = Embedding(count: vocabulary, dimensions: width, source["tgt"])
    enc = Recurrent(.lstm, inputs: width, units: units, source["enc"])
    dec = Recurrent(.lstm, inputs: width, units: units, source["dec"])
    wa = Linear(inputs: units, outputs: units, hasBias: false, source["wa"])
    wc = Linear(inputs: 2 * units, outputs: units, source["wc"])
    out = Linear(inputs: units, outputs: vocabulary, source["out"])
  }

  /// The logits of every target position, each given the words before it.
  public func callAsFunction(_ source: IndexTensor, _ target: IndexTensor) -> Tensor {
    var state = encode(source)
    return decode(target, &state)
  }

  /// Reads the source.
  public func encode(_ source: IndexTensor) -> DecoderState {
    let (memory, final) = enc(src(source))
    return DecoderState(recurrent: final, memory: memory, keys: wa(memory))
  }

  /// Writes after the given words and moves the state on: logits [N, T, vocabulary].
  public func decode(_ target: IndexTensor, _ state: inout DecoderState) -> Tensor {
    let (outputs, final) = dec(tgt(target), initial: state.recurrent)
    state.recurrent = final
    let weights = outputs.matmul(state.keys, transposingOther: true).softmax()
    let context = weights.matmul(state.memory)
    return out(wc(.concatenated([outputs, context])).tanh())
  }

  /// The likeliest next word, `length` times, starting from `start`: [N, length].
  public func greedy(_ source: IndexTensor, length: Int, start: Int32) -> [IndexTensor] {
    withoutGradient {
      var state = encode(source)
      var word = IndexTensor(
        [Int32](repeating: start, count: source.shape[0]), shape: [source.shape[0], 1])
      return (0..<length).map { _ in
        word = decode(word, &state).argmax()
        return word
      }
    }
  }
}
