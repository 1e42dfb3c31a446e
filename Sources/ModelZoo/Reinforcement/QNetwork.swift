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

    /// A configuration with the paper's hidden units unless others are given.
    public init(
      body: Body, inputShape: [Int], actionCount: Int, hiddenUnits: Int? = nil,
      isDueling: Bool = false
    ) {
      self.body = body
      self.inputShape = inputShape
      self.actionCount = actionCount
      self.hiddenUnits = hiddenUnits ?? (body == .nature ? 512 : 128)
      self.isDueling = isDueling
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
    switch configuration.body {
    case .minatar:
      let convolution = Conv2d(
        inputChannels: shape[2], outputChannels: 16, kernelSize: 3, fusesReLU: true,
        skipsZeros: true, random: random)
      let inputs = (shape[0] - 2) * (shape[1] - 2) * 16
      return (
        Sequential(numbered: [
          (0, convolution), (2, Flatten()),
          (3, Linear(inputs: inputs, outputs: hidden, random: random)), (4, Activation(.relu)),
        ]),
        ["16 filters 3x3, relu", "", "\(inputs) to \(hidden)", "relu"]
      )
    case .nature:
      return (
        Sequential(
          numbered: NatureDQN.convolutions(frameCount: shape[2], random: random) + [
            (6, Flatten()), (7, Linear(inputs: 3136, outputs: hidden, random: random)),
            (8, Activation(.relu)),
          ]),
        [
          "32 filters 8x8, stride 4, relu", "64 filters 4x4, stride 2, relu",
          "64 filters 3x3, relu", "", "3136 to \(hidden)", "relu",
        ]
      )
    case .mlp:
      return (
        Sequential([
          Linear(inputs: shape[0], outputs: hidden, random: random), Activation(.relu),
          Linear(inputs: hidden, outputs: hidden, random: random), Activation(.relu),
        ]),
        ["\(shape[0]) to \(hidden)", "relu", "\(hidden) to \(hidden)", "relu"]
      )
    }
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
      return names.1.isEmpty || names.1 == "relu" ? nil : line
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
    switch body {
    case .minatar:
      guard inputShape.count == 3, inputShape[0] >= 3, inputShape[1] >= 3 else { return nil }
      let inputs = (inputShape[0] - 2) * (inputShape[1] - 2) * 16
      return linearParameterCount([inputs, hiddenUnits, heads]).map {
        $0 + 16 * (9 * inputShape[2] + 1)
      }
    case .nature:
      guard inputShape.count == 3, inputShape[0] == 84, inputShape[1] == 84 else { return nil }
      let convolutions = 32 * (64 * inputShape[2] + 1) + 64 * (512 + 1) + 64 * (576 + 1)
      return linearParameterCount([3136, hiddenUnits, heads]).map { $0 + convolutions }
    case .mlp:
      guard inputShape.count == 1 else { return nil }
      return linearParameterCount([inputShape[0], hiddenUnits, hiddenUnits, heads])
    }
  }
}
