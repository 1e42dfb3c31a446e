import Inference
import ModelZoo
import NeuralNet
import TensorCore

extension SequenceModel {
  /// The same model with another chance of a unit to be dropped while training.
  func dropping(_ dropout: Float?, _ random: RandomSource) throws -> SequenceModel {
    guard let dropout else { return self }
    var configuration = network.configuration
    configuration.dropout = dropout
    let other = EncoderDecoder(configuration, .random(random))
    try other.load(state: network.state)
    return SequenceModel(network: other, codec: codec, metadata: metadata)
  }

  /// The same model with more pieces, learnt from these sentences. A new piece begins as the mean of those that it was
  /// spelled with, so that the network reads what it read before.
  ///
  /// - Parameter symbols: characters that become pieces of their own, each with the piece that it begins as.
  func grown(
    to pieceCount: Int, on sentences: [String], symbols: [(text: String, like: String)],
    random: RandomSource
  ) throws -> SequenceModel {
    let old = codec.tokenizer
    let tokenizer = try old.grown(to: pieceCount, on: sentences, symbols: symbols.map(\.text))
    var configuration = network.configuration
    let (known, width) = (configuration.vocabulary, configuration.embedding)
    configuration.vocabulary = tokenizer.count
    let grown = EncoderDecoder(configuration, .random(random))
    var state = network.state
    guard var rows = state["embedding.weight"]?.values, var bias = state["bias"]?.values else {
      return self
    }
    let like = Dictionary(symbols.map { ($0.text, $0.like) }, uniquingKeysWith: { $1 })
    let rare = bias.sorted()[bias.count / 10]
    for id in known..<tokenizer.count {
      let text = tokenizer.piece(Int32(id))
      var parts: [Int32] = []
      if let model = like[text].flatMap({ old.id(of: $0) }) {
        parts = [model]
      } else {
        let pieces = try old.encode(text.replacing("\u{2581}", with: ""))
        // Without the space that stands before every text where the piece has none.
        parts =
          text.hasPrefix("\u{2581}") || pieces.count < 2 || old.piece(pieces[0]) != "\u{2581}"
          ? pieces : Array(pieces.dropFirst())
      }
      if parts.isEmpty || parts.contains(SubwordTokenizer.unknown) {
        let deviation = 1 / Float(width).squareRoot()
        rows += (0..<width).map { _ in random.normal() * deviation }
        bias.append(rare)
      } else {
        rows += (0..<width).map { column in
          parts.reduce(Float(0)) { $0 + rows[Int($1) * width + column] } / Float(parts.count)
        }
        bias.append(parts.reduce(Float(0)) { $0 + bias[Int($1)] } / Float(parts.count))
      }
    }
    state["embedding.weight"] = Tensor(rows, shape: [tokenizer.count, width])
    state["bias"] = Tensor(bias, shape: [tokenizer.count])
    try grown.load(state: state)
    return SequenceModel(network: grown, codec: TextCodec(tokenizer), metadata: metadata)
  }
}
