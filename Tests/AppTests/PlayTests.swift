import Files
import Foundation
import Games
import TestSupport
import Testing

@testable import ModelZoo

extension Program {
  static let play = Program(path: "\(folder)/play")
}

@Suite struct PlayTests {
  private let play = Program.play
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func json(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func allGamesAreListed() throws {
    let outcome = try play(["list", "--json"])
    let games = try outcome.outputLines.map { try json($0)["game"] as? String }
    #expect(
      games == [
        "asterix", "breakout", "freeway", "seaquest", "space-invaders", "pong", "snake", "cartpole",
      ])
    #expect(try play(["list"]).outputLines.count == 10)
  }

  @Test func evaluationHasItsKeys() throws {
    let agent = try NewAgent.write(.snake, to: folder)
    for arguments in [["--random"], ["--weights", agent, "--epsilon", "0.25"]] {
      let command = ["evaluate", "snake", "--episodes", "7", "--json"] + arguments
      let outcome = try play(command)
      #expect(outcome.code == 0 && outcome.outputLines.count == 1, "\(outcome.errors)")
      let report = try json(outcome.output)
      #expect(
        report.keys.sorted() == [
          "best", "episodes", "epsilon", "game", "mean", "median", "observation", "standard_error",
        ])
      #expect(report["game"] as? String == "snake" && report["episodes"] as? Int == 7)
      #expect(report["observation"] as? String == "grid")
      #expect(report["epsilon"] as? Double == (arguments.count == 1 ? 1 : 0.25))
      #expect(try play(command).output == outcome.output, "another result with the same seed")
    }
  }

  @Test(arguments: [
    ["chess"], [], ["evaluate", "chess"], ["evaluate", "snake", "--episodes", "0"],
    ["evaluate", "snake", "--epsilon", "2"], ["train", "snake", "--frames", "0"],
    ["train", "snake", "--epochs", "3"], ["train", "snake", "--observation", "smell"],
    ["train", "snake", "--recipe", "paper", "--steps", "0"],
    ["train", "snake", "--recipe", "parallel", "--replay", "5000"],
    ["train", "snake", "--recipe", "paper", "--lambda", "0.5"],
    ["train", "snake", "--lambda", "1.5"], ["train", "snake", "--environments", "0"],
    ["snake", "--speed", "0"],
    ["snake", "--human", "--record", "x.gif"],
  ])
  func wrongUsageIsRefused(arguments: [String]) throws {
    let outcome = try play(arguments)
    #expect(outcome.code == 64 && outcome.errors.contains("Error: "), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func withoutATerminalThereIsAHint() throws {
    let agent = try NewAgent.write(.breakout, to: folder)
    for arguments in [["breakout", "--weights", agent], ["breakout", "--human"]] {
      let outcome = try play(arguments)
      #expect(outcome.failedPolitely && outcome.errors.contains("--record FILE.gif"))
      #expect(outcome.output.isEmpty)
    }
  }

  @Test func weightsOfAnotherGameAreNamed() throws {
    let agent = try NewAgent.write(.breakout, to: folder)
    let digits = "\(Program.package)/Data/Models/lenet5/model.safetensors"
    let nothing = try folder.write("", to: "empty.safetensors")
    for (path, words) in [
      (agent, "try play breakout"), (digits, "expected 'q-network'"), (nothing, "too few"),
      (folder.file("none"), "no such file"),
    ] {
      for command in [
        ["freeway", "--record", folder.file("x.gif")], ["evaluate", "freeway"],
        ["info", "freeway"],
      ] {
        let outcome = try play(command + ["--weights", path])
        #expect(outcome.failedPolitely, "\(outcome.errors)")
        #expect(outcome.errors.lowercased().contains(words), "\(outcome.errors)")
        #expect(outcome.errors.contains(path) && outcome.errorLines.count == 1)
      }
    }
    #expect(!InputFile.exists(folder.file("x.gif")))
    let other = try play(
      ["evaluate", "breakout", "--observation", "screen", "--weights", agent])
    #expect(other.failedPolitely && other.errors.contains("looks at the grid"))
  }

  @Test func infoShowsTheLayers() throws {
    let agent = try NewAgent.write(.pong, .screen, to: folder)
    let outcome = try play(["info", "pong", "--weights", agent])
    #expect(outcome.code == 0 && outcome.output.contains("[7, 7, 64]"), "\(outcome.errors)")
    let report = try json(
      try play(["info", "pong", "--weights", agent, "--json"]).output)
    let layers = try #require(report["layers"] as? [[String: Any]])
    let sum = layers.compactMap { $0["parameters"] as? Int }.reduce(0, +)
    #expect(report["parameters"] as? Int == sum)
  }

  @Test func trainingStopsAndGoesOn() throws {
    let out = folder.file("run")
    let base = [
      "train", "cartpole", "--recipe", "efficient", "--evaluation-interval", "300",
      "--evaluation-episodes", "3",
      "--replay", "1000", "--out", out, "--threads", "1",
    ]
    let dry = try play(base + ["--frames", "600", "--dry-run"])
    #expect(dry.code == 0 && dry.output.contains("all is in order"))
    #expect(!InputFile.exists(out))
    let first = try play(base + ["--frames", "600", "--json"])
    #expect(first.code == 0, "\(first.errors)")
    #expect(first.errors.contains("time: game"))
    let result = try json(first.output)
    let weights = try #require(result["weights"] as? String)
    #expect(try play(["info", "cartpole", "--weights", weights]).code == 0)
    for name in ["checkpoint.safetensors", "metrics.csv", "curves.png"] {
      #expect(InputFile.exists("\(out)/\(name)"))
    }
    let more = try play(base + ["--frames", "900", "--resume"])
    #expect(more.code == 0 && more.errors.contains("resumed in epoch 3"), "\(more.errors)")
    let other = try play(base + ["--frames", "900", "--resume", "--steps", "2"])
    #expect(other.failedPolitely && other.errors.contains("belongs to a run with"))
  }

  @Test func manyGamesAtOnceTeachAsWell() throws {
    let out = folder.file("run")
    let base = [
      "train", "cartpole", "--environments", "16", "--rollout", "16", "--batch-size", "64",
      "--frames", "1024", "--evaluation-interval", "512", "--evaluation-episodes", "3", "--out",
      out,
      "--threads", "1",
    ]
    #expect(try play(base + ["--dry-run"]).output.contains("all is in order"))
    let outcome = try play(base + ["--json"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let result = try json(outcome.output)
    let weights = try #require(result["weights"] as? String)
    #expect(try play(["evaluate", "cartpole", "--episodes", "2", "--weights", weights]).code == 0)
    let again = try play(base + ["--resume"])
    #expect(again.code == 0 && again.output.contains("model.safetensors"), "\(again.errors)")
  }
}
