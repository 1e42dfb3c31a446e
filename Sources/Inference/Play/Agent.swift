import Games
import ModelZoo
import Platform
import Safetensors
import TensorCore

/// Why a weight file holds no agent for a game.
public enum AgentError: DescribedError, Equatable {
  /// The file's network plays another game, or none.
  case otherGame(file: String, found: String, expected: String)
  /// The file's network looks at something else than was asked for.
  case otherObservation(file: String, found: ObservationKind, expected: ObservationKind)
  /// The file's network does not fit what it says it looks at.
  case doesNotFit(file: String, game: String, observation: String)

  /// One sentence naming file and cause.
  public var description: String {
    switch self {
    case .otherGame(let file, let found, let expected):
      "\(file): plays '\(found)', expected '\(expected)'; try play \(found)"
    case .otherObservation(let file, let found, let expected):
      "\(file): its agent looks at the \(found.rawValue), expected the \(expected.rawValue); "
        + "leave --observation out or train one"
    case .doesNotFit(let file, let game, let observation):
      "\(file): its network does not fit the \(observation) of \(game)"
    }
  }
}

/// An agent that has learnt to play a game. Any number of threads may let one agent play at once.
public struct Agent: Sendable {
  /// What it plays.
  public let game: GameKind
  /// What it looks at.
  public let observation: ObservationKind
  /// What its weight file says.
  public let metadata: ModelMetadata
  private let frozen: Frozen<QNetwork>

  /// Reads an agent.
  ///
  /// - Parameter observation: what it has to look at; anything where nil.
  /// - Throws: `FileError`, `SafetensorsError`, `PretrainedError` or `AgentError`, each one sentence naming the file.
  public init(
    contentsOf path: String, game: GameKind, observation wanted: ObservationKind? = nil
  ) throws {
    let file = try WeightFile(contentsOf: path)
    metadata = ModelMetadata(file.metadata, path: path)
    let found = metadata["architecture"]
    guard found == QNetwork.architecture else {
      throw PretrainedError.wrongArchitecture(
        file: path, found: found, expected: QNetwork.architecture)
    }
    let name = try metadata.required("game")
    guard name == game.rawValue else {
      throw AgentError.otherGame(file: path, found: name, expected: game.rawValue)
    }
    let view = try metadata.required("observation")
    guard let observation = ObservationKind(rawValue: view) else {
      throw PretrainedError.badMetadata(file: path, key: "observation", found: view)
    }
    if let wanted, wanted != observation {
      throw AgentError.otherObservation(file: path, found: observation, expected: wanted)
    }
    let network = try Pretrained<QNetwork>(file, path: path).network
    let format = ObservationFormat(game.type, observation)
    guard network.configuration.inputShape == format.inputShape,
      network.configuration.actionCount == game.actions.count
    else { throw AgentError.doesNotFit(file: path, game: name, observation: view) }
    frozen = Frozen(network)
    (self.game, self.observation) = (game, observation)
  }

  /// The agent that ships: the one that looks at what is asked for, or else at the grid rather than the screen.
  ///
  /// - Throws: `ShippedData.Missing` where none ships, and what reading it throws.
  public init(_ game: GameKind, observation: ObservationKind? = nil) throws {
    try self.init(
      contentsOf: Agent.shippedWeights(game, observation), game: game, observation: observation)
  }

  /// The weight file of an agent that ships.
  ///
  /// - Throws: `ShippedData.Missing` where none does.
  public static func shippedWeights(_ game: GameKind, _ observation: ObservationKind? = nil) throws
    -> String
  {
    func name(_ view: ObservationKind) -> String {
      "play-\(game.rawValue)" + (view == .screen ? "-screen" : "")
    }
    let views = observation.map { [$0] } ?? [.grid, .screen]
    for view in views {
      if let found = try? ShippedData.weights(of: name(view)) { return found }
    }
    return try ShippedData.weights(of: name(views[0]))
  }

  /// The network, which nobody may change.
  public var network: QNetwork { frozen.network }

  /// What an agent's weight file says of itself.
  public static func metadata(
    of network: QNetwork, game: GameKind, observation: ObservationKind,
    adding more: [String: String]
  ) throws -> [String: String] {
    try network.metadata(
      adding: more.merging(["game": game.rawValue, "observation": observation.rawValue]) { $1 })
  }
}
