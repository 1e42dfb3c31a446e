import AppSupport
import ArgumentParser
import Inference
import TensorCore

extension Play {
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows an agent's network: layers, shapes, parameters, and where it is from.")

    @OptionGroup var agent: AgentOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let agent = try agent.load()
      try NetworkReport(
        title: "\(agent.game.rawValue) from its \(agent.observation.rawValue)", agent.network,
        inputShape: Shape(agent.network.configuration.inputShape), agent.metadata
      ).write(to: console, asJSON: common.json)
    }
  }
}
