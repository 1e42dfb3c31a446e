import NeuralNet
import TensorCore

/// A network that tells what each action is worth, in one of three sizes, with or without duelling heads (Wang et al.
/// 2016, arXiv:1511.06581).
///
/// - Input: [N, H, W, C] or [N, I] as configured, 0...1 for pictures and cells. Output: action values [N, actions].
///
/// Where the heads duel, they share the hidden layer, in which the paper gives each its own.
public final class QNetwork: Module, UnaryLayer {
  /// What lies below the heads.
  public enum Body: String, Codable, Sendable, CaseIterable {
    /// MinAtar's (Young & Tian 2019, arXiv:1903.03176): 16 filters 3x3 and 128 hidden units.
    case minatar
    /// That of Mnih et al. 2015: three convolutions and 512 hidden units, for 84 x 84 pictures.
    case nature
    /// Two fully connected layers, for a few numbers.
    case mlp
  }

  /// What can be chosen.
  public struct Configuration: Codable, Sendable, Equatable {
    /// What lies below the heads.
    public var body: Body
    /// [H, W, C], or [I] for the perceptron.
    public var inputShape: [Int]
    /// How many actions there are.
    public var actionCount: Int
    /// The units of the hidden layers.
    public var hiddenUnits: Int
    /// Whether a state's value and its actions' advantages come from heads of their own.
    public var isDueling: Bool
    /// Whether layer normalisation stands before each ReLU, which keeps learning stable without a target network
    /// (Gallici et al. 2024, arXiv:2407.04811).
    public var isNormalized: Bool

    /// A configuration with the paper's hidden units unless others are given.
    public init(
      body: Body, inputShape: [Int], actionCount: Int, hiddenUnits: Int? = nil,
      isDueling: Bool = false, isNormalized: Bool = false
    ) {
      self.body = body
      self.inputShape = inputShape
      self.actionCount = actionCount
      self.hiddenUnits = hiddenUnits ?? (body == .nature ? 512 : 128)
      self.isDueling = isDueling
      self.isNormalized = isNormalized
    }

    /// A configuration from a weight file; the first ones did not name normalisation.
    public init(from decoder: Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      body = try values.decode(Body.self, forKey: .body)
      inputShape = try values.decode([Int].self, forKey: .inputShape)
      actionCount = try values.decode(Int.self, forKey: .actionCount)
      hiddenUnits = try values.decode(Int.self, forKey: .hiddenUnits)
      isDueling = try values.decode(Bool.self, forKey: .isDueling)
      isNormalized = try values.decodeIfPresent(Bool.self, forKey: .isNormalized) ?? false
    }
  }

  /// The architecture's name in weight files.
  public static let architecture = "q-network"
  /// What was chosen.
  public let configuration: Configuration
  /// The layers below the heads, numbered as PyTorch's `Sequential` would.
  public let body: Sequential
  /// Hidden units to one value an action; where the heads duel, to one advantage an action.
  public let output: Linear
  /// Hidden units to the state's value, where the heads duel.
  public let value: Linear?
  private let names: [String]

  /// A network with random weights.
  public init(_ configuration: Configuration, random: RandomSource) {
    precondition(
      configuration.parameterCount != nil, "QNetwork: \(configuration) cannot be built")
    self.configuration = configuration
    let hidden = configuration.hiddenUnits
    (body, names) = QNetwork.layers(configuration, random)
    output = Linear(inputs: hidden, outputs: configuration.actionCount, random: random)
    value = configuration.isDueling ? Linear(inputs: hidden, outputs: 1, random: random) : nil
  }

  private static func layers(_ configuration: Configuration, _ random: RandomSource)
    -> (Sequential, [String])
  {
    let (shape, hidden) = (configuration.inputShape, configuration.hiddenUnits)
    var stack = LayerStack(isNormalized: configuration.isNormalized)
    func add(inputs: Int) {
      stack.add(
        "\(inputs) to \(hidden)", Linear(inputs: inputs, outputs: hidden, random: random),
        channels: hidden)
    }
    switch configuration.body {
    case .minatar:
      stack.add(
        "16 filters 3x3",
        Conv2d(
          inputChannels: shape[2], outputChannels: 16, kernelSize: 3,
          fusesReLU: stack.fusesReLU, skipsZeros: true, random: random),
        channels: 16)
      stack.flatten()
      add(inputs: (shape[0] - 2) * (shape[1] - 2) * 16)
    case .nature:
      let convolutions = NatureDQN.convolutions(
        frameCount: shape[2], fusesReLU: stack.fusesReLU, random: random)
      let names = ["32 filters 8x8, stride 4", "64 filters 4x4, stride 2", "64 filters 3x3"]
      for (name, layer) in zip(names, convolutions) {
        stack.add(name, layer, channels: layer.weight.value.shape[0])
      }
      stack.flatten()
      add(inputs: 3136)
    case .mlp:
      add(inputs: shape[0])
      add(inputs: hidden)
    }
    return (Sequential(numbered: stack.layers), stack.names)
  }

  /// The value of each action.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let hidden = body(x)  // [N, hidden]
    let actions = output(hidden)  // [N, actions]
    guard let value else { return actions }
    let mean = actions.mean(alongDimensions: [1], keepingDimensions: true)
    return actions - mean + value(hidden)
  }

  /// A table of the layers for people.
  public func layerTable() -> [LayerRow] {
    var current = Tensor.zeros(Shape([1] + configuration.inputShape))
    func row(_ name: String, _ summary: String, _ layer: any UnaryLayer) -> LayerRow {
      let result = withoutGradient { layer(current) }
      defer { if layer !== output && layer !== value { current = result } }
      return LayerRow(
        name: name, summary: summary,
        outputShape: Shape(Array(result.shape.dimensions.dropFirst())),
        parameterCount: layer.parameterCount)
    }
    var rows = zip(body.layers, zip(body.parts, names)).compactMap { layer, names in
      let line = row("body.\(names.0.name)", names.1, layer)
      return names.1.isEmpty ? nil : line
    }
    let units = configuration.hiddenUnits
    if let value { rows.append(row("value", "\(units) to 1", value)) }
    rows.append(row("output", "\(units) to \(configuration.actionCount)", output))
    return rows
  }
}

extension QNetwork.Configuration {
  /// How many parameters the network would have; nil where it cannot be built.
  public var parameterCount: Int? {
    let heads = isDueling ? actionCount + 1 : actionCount
    guard (1...1 << 16).contains(hiddenUnits), (1...1 << 10).contains(actionCount),
      inputShape.allSatisfy({ (1...1 << 12).contains($0) })
    else { return nil }
    // A gain and an offset a channel.
    func norms(_ channels: Int...) -> Int { isNormalized ? 2 * channels.reduce(0, +) : 0 }
    switch body {
    case .minatar:
      guard inputShape.count == 3, inputShape[0] >= 3, inputShape[1] >= 3 else { return nil }
      let inputs = (inputShape[0] - 2) * (inputShape[1] - 2) * 16
      return linearParameterCount([inputs, hiddenUnits, heads]).map {
        $0 + 16 * (9 * inputShape[2] + 1) + norms(16, hiddenUnits)
      }
    case .nature:
      guard inputShape.count == 3, inputShape[0] == 84, inputShape[1] == 84 else { return nil }
      let convolutions = 32 * (64 * inputShape[2] + 1) + 64 * (512 + 1) + 64 * (576 + 1)
      return linearParameterCount([3136, hiddenUnits, heads]).map {
        $0 + convolutions + norms(32, 64, 64, hiddenUnits)
      }
    case .mlp:
      guard inputShape.count == 1 else { return nil }
      return linearParameterCount([inputShape[0], hiddenUnits, hiddenUnits, heads]).map {
        $0 + norms(hiddenUnits, hiddenUnits)
      }
    }
  }
}

/// Layers as they are put on top of each other, with the numbers that PyTorch's `Sequential` would give them.
private struct LayerStack {
  private(set) var layers: [(Int, any UnaryLayer)] = []
  /// What a table of layers says of each; empty for those that it leaves out.
  private(set) var names: [String] = []
  private let isNormalized: Bool
  private var number = 0

  init(isNormalized: Bool) { self.isNormalized = isNormalized }

  /// Whether a convolution may do its ReLU itself: where nothing comes between.
  var fusesReLU: Bool { !isNormalized }

  /// Adds a layer and its ReLU, with normalisation between them where that is asked for.
  mutating func add(_ name: String, _ layer: any UnaryLayer, channels: Int) {
    put(isNormalized ? name : name + ", relu", layer)
    if isNormalized { put("layer normalisation, relu", LayerNorm(channels: channels)) }
    if (layer as? Conv2d)?.fusesReLU == true { number += 1 } else { put("", Activation(.relu)) }
  }

  mutating func flatten() { put("", Flatten()) }

  private mutating func put(_ name: String, _ layer: any UnaryLayer) {
    layers.append((number, layer))
    names.append(name)
    number += 1
  }
}
