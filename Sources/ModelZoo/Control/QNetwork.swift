import NeuralNet
import TensorCore

/// A network that tells what each action is worth, in one of three sizes, with or without a dueling architecture (Wang et
/// al. 2016, arXiv:1511.06581).
///
/// - Input: [N, H, W, C] or [N, I] as configured, 0...1 for pictures and cells. Output: action values [N, actions].
///
/// Difference from the paper: the two streams of the dueling architecture share the hidden layer.
public final class QNetwork: Module, Network, UnaryLayer {
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
  public struct Configuration: NetworkConfiguration {
    /// What lies below the heads.
    public var body: Body
    /// [H, W, C], or [I] for the perceptron.
    public var inputShape: [Int]
    /// How many actions there are.
    public var actionCount: Int
    /// The units of the hidden layers.
    public var hiddenUnits: Int
    /// Whether a state's value and its actions' advantages come from streams of their own.
    public var isDueling: Bool
    /// Whether layer normalisation stands before each ReLU, which keeps learning stable without a target network
    /// (Gallici et al. 2024, arXiv:2407.04811).
    public var isNormalized: Bool

    /// A configuration with 512 hidden units for `nature` and 128 for the others unless others are given.
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

    /// Why no network can be built from this.
    public var fault: String? {
      let isInput =
        inputShape.allSatisfy { (1...1 << 12).contains($0) }
        && {
          switch body {
          case .minatar: inputShape.count == 3 && inputShape[0] >= 3 && inputShape[1] >= 3
          case .nature: inputShape.count == 3 && inputShape[0] == 84 && inputShape[1] == 84
          case .mlp: inputShape.count == 1
          }
        }()
      return Self.firstFault([
        (isInput, "inputShape \(inputShape.prefix(4)) for \(body.rawValue)"),
        ((1...1 << 16).contains(hiddenUnits), "hiddenUnits \(hiddenUnits)"),
        ((1...1 << 10).contains(actionCount), "actionCount \(actionCount)"),
      ])
    }
  }

  /// The architecture's name in weight files.
  public static let architecture = "q-network"
  /// What was chosen.
  public let configuration: Configuration
  /// The layers below the heads, numbered as in PyTorch's `Sequential`.
  public let body: Sequential
  /// Hidden units to one value an action; in a dueling architecture, to one advantage an action.
  public let output: Linear
  /// Hidden units to the state's value, in a dueling architecture.
  public let value: Linear?

  /// A network with random weights, or those of a file.
  public init(_ configuration: Configuration, _ source: ParameterSource) {
    precondition(
      configuration.fault == nil, "QNetwork: \(configuration.fault ?? "") cannot be built")
    self.configuration = configuration
    let hidden = configuration.hiddenUnits
    body = Sequential(QNetwork.layers(configuration, source["body"]))
    output = Linear(inputs: hidden, outputs: configuration.actionCount, source["output"])
    value =
      configuration.isDueling ? Linear(inputs: hidden, outputs: 1, source["value"]) : nil
  }

  private static func layers(_ configuration: Configuration, _ source: ParameterSource)
    -> [any UnaryLayer]
  {
    let (shape, hidden) = (configuration.inputShape, configuration.hiddenUnits)
    var layers: [any UnaryLayer] = []
    // A layer with its ReLU, and normalisation between them where that is asked for.
    func add(_ channels: Int, _ make: (ParameterSource) -> any UnaryLayer) {
      layers.append(make(source[layers.count]))
      if configuration.isNormalized {
        layers.append(LayerNorm(channels: channels, source[layers.count]))
      }
      layers.append(Activation(.relu))
    }
    func addLinear(inputs: Int) {
      add(hidden) { Linear(inputs: inputs, outputs: hidden, $0) }
    }
    switch configuration.body {
    case .minatar:
      add(16) {
        Conv2d(
          inputChannels: shape[2], outputChannels: 16, kernelSize: 3, skipsZeros: true, $0)
      }
      layers.append(Flatten())
      addLinear(inputs: (shape[0] - 2) * (shape[1] - 2) * 16)
    case .nature:
      for (index, channels) in [32, 64, 64].enumerated() {
        add(channels) {
          NatureDQN.convolution(index, frameCount: shape[2], $0)
        }
      }
      layers.append(Flatten())
      addLinear(inputs: 3136)
    case .mlp:
      addLinear(inputs: shape[0])
      addLinear(inputs: hidden)
    }
    return layers
  }

  /// The value of each action.
  public func forward(_ x: Tensor) -> Tensor {
    let hidden = body(x)  // [N, hidden]
    guard let value else { return output(hidden) }
    let state = value(hidden)  // [N, 1]
    let advantages = output(hidden)  // [N, actions]
    return advantages - advantages.mean(alongDimensions: [1], keepingDimensions: true) + state
  }
}
