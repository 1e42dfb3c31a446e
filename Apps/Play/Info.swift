import AppSupport
import ArgumentParser
import ModelZoo
import Reinforcement
import TensorCore

extension Play {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows an agent's network: layers, shapes, parameters, and where it is from.")

    @OptionGroup var agent: AgentOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let path = try agent.path()
      let file = try agent.load()
      try NetworkReport(
        title: "\(file.game.rawValue) from its \(file.observation.rawValue)",
        architecture: QNetwork.architecture, weights: path,
        parameters: file.network.parameterCount,
        inputShape: Shape(file.network.configuration.inputShape),
        layers: file.network.layerTable(), metadata: file.remarks
      ).write(to: console, asJSON: common.json)
    }
  }
}
