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

  /// Another program reads the GIF: an LZW decoder in plain Python.
  @Test(
    .enabled(if: Python.hasModules("sys"), "no Python here"), arguments: [GameKind.breakout, .pong])
  func recordingsAreGIFs(game: GameKind) throws {
    let agent = try NewAgent.write(game, to: folder)
    let path = folder.file("game.gif")
    let outcome = try play([
      game.rawValue, "--weights", agent, "--record", path, "--frames", "30", "--speed", "20",
    ])
    #expect(outcome.code == 0 && outcome.outputLines == [path], "\(outcome.errors)")
    let answer = try Python.run(gifReader, [path]).split(separator: " ")
    let frames = try #require(answer.first.flatMap { Int($0) })
    #expect((5...30).contains(frames) && outcome.errors.contains("\(frames) steps"))
    #expect(answer.dropFirst() == ["200", "224", "loops"])
    #expect(
      try !play([game.rawValue, "--weights", agent, "--record", "/nowhere/x.gif"])
        .errors.contains("Fatal"))
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

private let gifReader = """
  import sys
  data = open(sys.argv[1], "rb").read()
  assert data[:6] == b"GIF89a"
  width, height = data[6] | data[7] << 8, data[8] | data[9] << 8
  assert data[10] & 0x80
  colours = 2 << (data[10] & 7)
  at, frames, loops = 13 + 3 * colours, 0, ""

  def blocks(at):
      body = b""
      while data[at]:
          body += data[at + 1:at + 1 + data[at]]
          at += 1 + data[at]
      return body, at + 1

  def decode(body, size):
      clear, end = 1 << size, (1 << size) + 1
      table, bits, out, last = None, 0, bytearray(), None
      position = 0
      while True:
          code = sum((body[(position + i) >> 3] >> ((position + i) & 7) & 1) << i for i in range(bits or size + 1))
          position += bits or size + 1
          if code == clear:
              table, bits, last = [bytes([i]) for i in range(clear)] + [b"", b""], size + 1, None
              continue
          if code == end:
              return out
          entry = table[code] if code < len(table) else last + last[:1]
          out += entry
          if last is not None and len(table) < 4096:
              table.append(last + entry[:1])
          if len(table) == 1 << bits and bits < 12:
              bits += 1
          last = entry

  while data[at] != 0x3B:
      if data[at] == 0x21:
          body, after = blocks(at + 2)
          if data[at + 1] == 0xFF:
              assert body[:11] == b"NETSCAPE2.0"
              loops = "loops"
          at = after
      else:
          assert data[at] == 0x2C
          left, top, w, h = (data[at + 1 + 2 * i] | data[at + 2 + 2 * i] << 8 for i in range(4))
          assert left + w <= width and top + h <= height
          size = data[at + 10]
          body, after = blocks(at + 11)
          pixels = decode(body, size)
          assert len(pixels) == w * h and max(pixels) < colours, (len(pixels), w, h)
          frames += 1
          at = after
  assert at == len(data) - 1
  print(frames, width, height, loops, end="")
  """
