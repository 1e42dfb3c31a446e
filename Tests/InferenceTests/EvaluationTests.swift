import Games
import ModelZoo
import Safetensors
import TensorCore
import TestSupport
import Testing

@testable import Inference

@Suite struct EvaluationTests {
  @Test func figures() {
    let result = PolicyEvaluation(scores: [1, 2, 3, 10])
    #expect((result.mean, result.median, result.best) == (4, 2.5, 10))
    #expect(abs(result.standardError - 2.0412) < 1e-4)  // deviation 4.0825 over √4
    let one = PolicyEvaluation(scores: [7])
    #expect((one.mean, one.standardError, one.median) == (7, 0, 7))
  }

  @Test(arguments: [GameKind.breakout, .cartpole])
  func episodesDependOnTheirSeedsAlone(game: GameKind) {
    let format = ObservationFormat(game.type, .grid)
    let network = QNetwork(
      format.network(actionCount: game.actions.count, isDueling: true),
      .random(RandomSource(seed: 4)))
    let policy = PolicyEvaluation.Policy.greedy(network, epsilon: 0.5)
    func scores(_ episodes: Int, seed: UInt64) -> [Double] {
      PolicyEvaluation.play(game.type, .grid, policy: policy, episodes: episodes, seed: seed).scores
    }
    let all = scores(130, seed: 20)  // more than are played at once
    #expect(all.count == 130)
    #expect(scores(10, seed: 20) == Array(all[..<10]))
    #expect(scores(30, seed: 100) == Array(all[80..<110]))
  }

  @Test func screensAreStacksOfFourFrames() {
    let format = ObservationFormat(Pong.self, .screen)
    let environment = Environment(.pong, seed: 1)
    var frames = FrameStack(format)
    frames.observe(environment, .screen, isFirst: true)
    func screen() -> [Float] {
      var bytes = [UInt8](repeating: 0, count: 84 * 84)
      bytes.withUnsafeMutableBytes { environment.observe(.screen, into: $0) }
      return bytes.map { Float($0) / 255 }
    }
    var history = [screen()]
    for _ in 0..<2 {
      environment.act(1)
      frames.observe(environment, .screen, isFirst: false)
      history.append(screen())
    }
    var floats = [Float](repeating: 0, count: format.floatCount)
    floats.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { frames.decode(into: base) }
    }
    for (channel, frame) in [history[0], history[0], history[1], history[2]].enumerated() {
      let found = (0..<(84 * 84)).map { floats[4 * $0 + channel] }
      #expect(zip(found, frame).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }
}

@Suite struct AgentFileTests {
  private func agent(_ game: GameKind, _ observation: ObservationKind = .grid) -> QNetwork {
    QNetwork(
      ObservationFormat(game.type, observation)
        .network(actionCount: game.actions.count, isDueling: true), .random(RandomSource(seed: 6)))
  }

  private func write(
    _ network: QNetwork, _ game: GameKind, _ observation: ObservationKind = .grid,
    to folder: TemporaryFolder, _ change: (inout WeightFile) -> Void = { _ in }
  ) throws -> String {
    var file = WeightFile(
      tensors: network.state,
      metadata: try Agent.metadata(
        of: network, game: game, observation: observation, adding: ["metric": "none"]))
    change(&file)
    try file.write(to: folder.file("agent"))
    return folder.file("agent")
  }

  @Test(arguments: GameKind.allCases)
  func whatIsWrittenIsRead(game: GameKind) throws {
    let folder = try TemporaryFolder()
    let network = agent(game)
    let file = try Agent(contentsOf: try write(network, game, to: folder), game: game)
    #expect(file.game == game && file.observation == .grid && file.metadata["metric"] == "none")
    #expect(file.network.configuration == network.configuration)
    #expect(
      file.network.parameters.map(\.value.values) == network.parameters.map(\.value.values))
  }

  private func failure(_ path: String, _ game: GameKind) -> String {
    do {
      _ = try Agent(contentsOf: path, game: game)
      return "read"
    } catch {
      return "\(error)"
    }
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let folder = try TemporaryFolder()
    let breakout = agent(.breakout)
    var path = try write(breakout, .breakout, to: folder)
    #expect(failure(path, .snake).contains("plays 'breakout', expected 'snake'"))
    // A network of another game under this one's name.
    path = try write(agent(.freeway), .breakout, to: folder)
    #expect(failure(path, .breakout).contains("does not fit the grid of breakout"))
    path = try write(breakout, .breakout, .screen, to: folder)
    #expect(failure(path, .breakout).contains("does not fit the screen of breakout"))
    for (key, value, words) in [
      ("game", nil, "'game' are missing"), ("observation", "smell", "'observation' are 'smell'"),
      ("architecture", "lenet5", "expected 'q-network'"), ("configuration", "{", "cannot be used"),
      (
        "configuration",
        #"{"body":"mlp","inputShape":[4],"actionCount":2,"hiddenUnits":99999999,"isDueling":false}"#,
        "cannot be used"
      ),
    ] as [(String, String?, String)] {
      path = try write(breakout, .breakout, to: folder) { $0.metadata[key] = value }
      #expect(failure(path, .breakout).contains(words), "\(failure(path, .breakout))")
      #expect(failure(path, .breakout).hasPrefix(path))
    }
    path = try write(breakout, .breakout, to: folder) {
      $0.tensors["output.bias"] = .zeros([5])
    }
    #expect(failure(path, .breakout).contains("'output.bias' is [5], expected [6]"))
    path = try write(breakout, .breakout, to: folder) {
      $0.tensors["output.bias"] = .filled([6], with: .nan)
    }
    #expect(failure(path, .breakout).contains("not finite"))
  }
}
