import Games
import ModelZoo
import Safetensors
import TensorCore
import Platform

/// Why a weight file holds no agent for a game.
public enum AgentFileError: DescribedError, Equatable {
  /// The file's network plays another game, or none.
  case otherGame(file: String, found: String, expected: String)
  /// The file's network does not fit what it says it looks at.
  case doesNotFit(file: String, game: String, observation: String)

  /// One sentence naming file and cause.
  public var description: String {
    switch self {
    case .otherGame(let file, let found, let expected):
      "\(file): plays '\(found)', expected '\(expected)'; try play \(found)"
    case .doesNotFit(let file, let game, let observation):
      "\(file): its network does not fit the \(observation) of \(game)"
    }
  }
}

/// An agent and what its weight file says about it.
public struct AgentFile {
  /// What it plays.
  public let game: GameKind
  /// What it looks at.
  public let observation: ObservationKind
  /// The network, in evaluation mode.
  public let network: QNetwork
  /// The file's remarks: data, metric, command.
  public let remarks: [String: String]

  /// Reads an agent.
  ///
  /// - Throws: `FileError`, `SafetensorsError`, `NetworkFileError` or `AgentFileError`, each one sentence naming the file.
  public init(contentsOf path: String, game expected: GameKind) throws {
    let file = try NetworkFile(contentsOf: path, architecture: QNetwork.architecture)
    let name = try file.remark("game")
    guard name == expected.rawValue else {
      throw AgentFileError.otherGame(file: path, found: name, expected: expected.rawValue)
    }
    let view = try file.remark("observation")
    guard let observation = ObservationKind(rawValue: view) else {
      throw NetworkFileError.badRemark(file: path, key: "observation", found: view)
    }
    let configuration = try file.configuration { (configuration: QNetwork.Configuration) in
      configuration.parameterCount
    }
    let format = ObservationFormat(expected.type, observation)
    guard configuration.inputShape == format.inputShape,
      configuration.actionCount == expected.actions.count
    else { throw AgentFileError.doesNotFit(file: path, game: name, observation: view) }
    network = QNetwork(configuration, random: RandomSource(seed: 0))
    try file.fill(network)
    (game, self.observation, remarks) = (expected, observation, file.weights.metadata)
  }

  /// The content of an agent's weight file.
  public static func content(
    of network: QNetwork, game: GameKind, observation: ObservationKind, remarks: [String: String]
  ) throws -> WeightFile {
    try NetworkFile.content(
      of: network, architecture: QNetwork.architecture, configuration: network.configuration,
      remarks: remarks.merging(["game": game.rawValue, "observation": observation.rawValue]) { $1 })
  }
}
