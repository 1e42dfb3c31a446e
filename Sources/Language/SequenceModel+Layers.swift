import NeuralNet

extension SequenceModel {
  /// One line of the table that `info` prints.
  public struct Layer: Sendable, Encodable {
    /// The path of its parameters.
    public let name: String
    /// What it does.
    public let summary: String
    /// How many numbers it learns.
    public let parameters: Int
  }

  /// The parts of the network in the order of their work.
  public var layers: [Layer] {
    let c = network.configuration
    func row(_ name: String, _ summary: String, _ part: Module) -> Layer {
      Layer(name: name, summary: summary, parameters: part.parameterCount)
    }
    let upper = network.upper.enumerated().map {
      row("upper.\($0.offset)", "LSTM, \(2 * c.units) to \(c.units)", $0.element)
    }
    return [
      row("embedding", "\(c.vocabulary) pieces to \(c.embedding), in and out", network.embedding),
      row(
        "encoder", "\(c.layers) LSTM layers in both directions, \(c.units / 2) units each",
        network.encoder),
      row("attending", "LSTM, \(c.embedding) to \(c.units)", network.attending),
      row("attention", "general score over what was read", network.attention),
    ] + upper + [
      row("projection", "state and context to \(c.embedding), tanh", network.projection),
      Layer(
        name: "bias", summary: "how common each piece is", parameters: network.bias.shape.count),
    ]
  }
}
