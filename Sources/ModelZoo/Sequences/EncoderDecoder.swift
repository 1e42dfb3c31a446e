import NeuralNet
import TensorCore

/// Reads a sequence of tokens and writes another: a bidirectional LSTM encoder, an LSTM decoder whose first
/// layer looks back at what was read and whose further layers see what it found (Sutskever et al. 2014,
/// arXiv:1409.3215; attention after Luong et al. 2015, arXiv:1508.04025, general score, placed below the upper
/// layers as in Wu et al. 2016, arXiv:1609.08144, so that training runs over whole sequences).
///
/// One table of embeddings serves source, target and output (Press & Wolf 2017, arXiv:1608.05859).
/// - Input: tokens [N, S] and [N, T]. Output: logits [N, T, vocabulary].
public final class EncoderDecoder: Module, Network {
  /// What makes the network.
  public struct Configuration: NetworkConfiguration {
    /// The number of tokens.
    public var vocabulary: Int
    /// The width of an embedding.
    public var embedding = 256
    /// The units of a decoder layer; an encoder layer has half as many in each direction.
    public var units = 384
    /// How many layers the encoder and the decoder have each.
    public var layers = 2
    /// The chance of a unit to be dropped while training.
    public var dropout: Float = 0.3

    /// The usual sizes for a vocabulary.
    public init(vocabulary: Int) { self.vocabulary = vocabulary }

    /// Why no network can be built from this.
    public var fault: String? {
      Self.firstFault([
        ((1...1_000_000).contains(vocabulary), "vocabulary \(vocabulary)"),
        ((1...65_536).contains(embedding), "embedding \(embedding)"),
        ((2...65_536).contains(units) && units % 2 == 0, "units \(units)"),
        ((1...16).contains(layers), "layers \(layers)"),
        ((0..<1).contains(dropout), "dropout \(dropout)"),
      ])
    }
  }

  /// What was read, and where the decoder stands.
  public struct State {
    /// What was read, [N, S, H].
    var memory: Tensor
    /// The same as the attention compares it, [N, S, H].
    var keys: Tensor
    /// The tokens that count in each source.
    var lengths: [Int]
    /// The state of each decoder layer.
    var layers: [RecurrentState]

    /// How many sequences are being written.
    public var count: Int { lengths.count }
  }

  /// `encoder-decoder`.
  public static let architecture = "encoder-decoder"
  /// What makes this network.
  public let configuration: Configuration
  /// Tokens ↔ vectors, for reading, writing and scoring.
  public let embedding: Embedding
  /// Reads.
  public let encoder: Recurrent
  /// Writes, and looks back.
  public let attending: Recurrent
  /// Look back from a decoder state.
  public let attention: Attention
  /// Further layers of the decoder, which see what the attention found.
  public let upper: [Recurrent]
  /// Decoder state and context → the vector that is compared with those of all tokens.
  public let projection: Linear
  /// How common each token is, [vocabulary].
  public let bias: Parameter
  private let random: RandomSource

  /// A network with random weights, or those of a file; dropout draws from the same source.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    self.configuration = configuration
    random = source.random
    let (width, units) = (configuration.embedding, configuration.units)
    embedding = Embedding(
      count: configuration.vocabulary, dimensions: width,
      initializer: .normal(deviation: 1 / Float(width).squareRoot()), source["embedding"])
    encoder = Recurrent(
      .lstm, inputs: width, units: units / 2, layerCount: configuration.layers,
      isBidirectional: true, dropout: configuration.dropout, source["encoder"])
    attending = Recurrent(.lstm, inputs: width, units: units, source["attending"])
    attention = Attention(
      .general, queryWidth: units, memoryWidth: units, source["attention"])
    upper = (0..<max(configuration.layers - 1, 0)).map {
      Recurrent(.lstm, inputs: 2 * units, units: units, source["upper"][$0])
    }
    projection = Linear(inputs: 2 * units, outputs: width, source["projection"])
    bias = source.parameter("bias", [configuration.vocabulary], .constant(0))
  }

  /// The logits of every target position, each given the tokens before it.
  public func callAsFunction(
    _ source: IndexTensor, lengths: [Int], target: IndexTensor
  ) -> Tensor {
    var state = encode(source, lengths: lengths)
    return decode(target, &state).logits
  }

  /// Reads sources [N, S], of which the first `lengths` tokens count.
  public func encode(_ source: IndexTensor, lengths: [Int]) -> State {
    let (memory, final) = encoder(vectors(source), lengths: lengths)
    let layers = stride(from: 0, to: final.count, by: 2).map { layer in
      RecurrentState(
        hidden: .concatenated(final[layer..<(layer + 2)].map(\.hidden)),
        cell: .concatenated(final[layer..<(layer + 2)].compactMap(\.cell)))
    }
    let dropped = dropping(memory)
    return State(
      memory: dropped, keys: attention.keys(dropped), lengths: lengths, layers: layers)
  }

  /// Writes after the given tokens [N, T] and moves the state on.
  ///
  /// - Returns: logits [N, T, vocabulary], and how much of each source token was looked at, [N, T, S].
  public func decode(_ target: IndexTensor, _ state: inout State)
    -> (logits: Tensor, attention: Tensor)
  {
    func run(_ layer: Recurrent, _ index: Int, _ x: Tensor) -> Tensor {
      let (outputs, final) = layer(x, initial: [state.layers[index]])
      state.layers[index] = final[0]
      return dropping(outputs)
    }
    var top = run(attending, 0, vectors(target))
    // Scores of long vectors would leave softmax no slope to learn on (Vaswani et al. 2017, arXiv:1706.03762).
    let query = top * (1 / Float(configuration.units).squareRoot())
    let (context, weights) = attention(
      query, memory: state.memory, keys: state.keys, lengths: state.lengths)
    for (index, layer) in upper.enumerated() {
      let next = run(layer, index + 1, .concatenated([top, context]))
      top = index == 0 ? next : top + next
    }
    let vector = dropping(projection(.concatenated([top, context])).tanh())
    return (vector.linear(weight: embedding.weight.value, bias: bias.value), weights)
  }

  private func vectors(_ tokens: IndexTensor) -> Tensor {
    dropping(embedding(tokens) * Float(configuration.embedding).squareRoot())
  }

  private func dropping(_ x: Tensor) -> Tensor {
    isTraining ? x.dropout(probability: configuration.dropout, using: random) : x
  }
}

extension EncoderDecoder.State {
  /// The sequences with these numbers, in this order: a beam's survivors.
  public func selecting(_ rows: [Int]) -> EncoderDecoder.State {
    if rows == Array(0..<count) { return self }
    var next = selectingSources(rows)
    next.layers = reorderedLayers(rows)
    return next
  }

  /// The same sources, written on by these rows: row i continues what row `rows[i]` wrote, and both have the
  /// same source.
  package func continuing(_ rows: [Int]) -> EncoderDecoder.State {
    if rows == Array(0..<count) { return self }
    var next = self
    next.layers = reorderedLayers(rows)
    return next
  }

  private func selectingSources(_ rows: [Int]) -> EncoderDecoder.State {
    func selected(_ tensor: Tensor) -> Tensor {
      let (items, width) = (tensor.shape[1], tensor.shape[2])
      return tensor.reshaped([count, items * width]).gatherRows(indices(rows))
        .reshaped([rows.count, items, width])
    }
    return EncoderDecoder.State(
      memory: selected(memory), keys: selected(keys), lengths: rows.map { lengths[$0] },
      layers: layers)
  }

  private func reorderedLayers(_ rows: [Int]) -> [RecurrentState] {
    layers.map { layer in
      RecurrentState(
        hidden: layer.hidden.gatherRows(indices(rows)),
        cell: layer.cell?.gatherRows(indices(rows)))
    }
  }

  private func indices(_ rows: [Int]) -> IndexTensor { IndexTensor(rows.map(Int32.init)) }
}
