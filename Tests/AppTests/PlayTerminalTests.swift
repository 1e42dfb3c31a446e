import Files
import Foundation
import Games
import Inference
import ModelZoo
import NeuralNet
import TensorCore
import TestSupport
import Testing

/// Agents that know nothing, for tests of everything else.
enum NewAgent {
  static func write(
    _ game: GameKind, _ observation: ObservationKind = .grid, to folder: TemporaryFolder
  ) throws -> String {
    let format = ObservationFormat(game.type, observation)
    let network = QNetwork(
      format.network(actionCount: game.actions.count, isDueling: true),
      .random(RandomSource(seed: 1)))
    let path = folder.file("\(game.rawValue)-\(observation.rawValue).safetensors")
    try network.save(
      to: path, as: .float16,
      metadata: Agent.metadata(
        of: network, game: game, observation: observation, adding: [:]))
    return path
  }
}

/// `play` in a real pseudo-terminal.
@Suite(.serialized) struct PlayTerminalTests {
  private let folder: TemporaryFolder
  private static let leave = "\u{1B}[?25h\u{1B}[?1049l"

  init() throws { folder = try TemporaryFolder() }

  private func start(
    _ arguments: [String] = [], game: GameKind = .snake, columns: Int = 80, rows: Int = 24,
    environment: [String: String] = ["TERM": "xterm-256color"]
  ) throws -> PseudoTerminal {
    let agent =
      arguments.contains("--human") ? [] : ["--weights", try NewAgent.write(game, to: folder)]
    return try PseudoTerminal(
      Program.play, [game.rawValue] + agent + ["--threads", "1"] + arguments, columns: columns,
      rows: rows, environment: environment)
  }

  /// The program has ended with this code and left the terminal as it was.
  private func expectRestored(_ terminal: PseudoTerminal, before: [UInt8], code: Int32) throws {
    #expect(try terminal.end() == code)
    // What it wrote last may not have been read yet when it has ended.
    try terminal.wait(for: PlayTerminalTests.leave)
    let text = terminal.text
    #expect(text.contains("\u{1B}[?1049h"))
    #expect(text.components(separatedBy: PlayTerminalTests.leave).count == 2, "\(text.suffix(300))")
    // Nothing is drawn after the screen was given back.
    let rest = text.components(separatedBy: PlayTerminalTests.leave).last ?? ""
    #expect(!rest.contains("\u{1B}["), "\(rest)")
    #expect(terminal.settings == before)
  }

  @Test func keysSteerAndQuit() throws {
    let terminal = try start(game: .cartpole)
    let before = terminal.settings
    try terminal.wait(for: "30 steps a second")
    #expect(terminal.settings != before)
    try terminal.wait(for: "left ")
    terminal.type("+")
    try terminal.wait(for: "60 steps a second")
    terminal.type("--")
    try terminal.wait(for: "20 steps a second")
    terminal.type(" ")
    var mark = try terminal.wait(for: "paused")
    terminal.type("s")
    mark = try terminal.wait(for: "step ", after: mark)
    terminal.type("\u{1B}[A\u{1B}[99;5~\u{1B}Ox~~ ")  // keys that mean nothing, and go on
    try terminal.wait(for: "20 steps a second", after: mark)
    terminal.type("q")
    try expectRestored(terminal, before: before, code: 0)
  }

  @Test(
    arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129), (SIGQUIT, 131)] as [(Int32, Int32)])
  func signalsRestoreTheTerminal(signal: Int32, code: Int32) throws {
    let terminal = try start()
    let before = terminal.settings
    try terminal.wait(for: "score")
    terminal.signal(signal)
    try expectRestored(terminal, before: before, code: code)
  }

  @Test func controlCRestoresTheTerminal() throws {
    let terminal = try start(["--human"])
    let before = terminal.settings
    try terminal.wait(for: "any key starts")
    terminal.type("\u{3}")
    try expectRestored(terminal, before: before, code: 130)
  }

  /// What a mistake of the program itself raises.
  @Test func aCrashRestoresTheTerminal() throws {
    let terminal = try start()
    let before = terminal.settings
    try terminal.wait(for: "score")
    terminal.signal(SIGILL)
    try expectRestored(terminal, before: before, code: 1000 + SIGILL)
  }

  @Test func aPersonPlays() throws {
    let terminal = try start(["--human", "--speed", "20"])
    let before = terminal.settings
    try terminal.wait(for: "any key starts")
    terminal.type("\u{1B}[A")  // up, into the wall
    try terminal.wait(for: "game over")
    try terminal.wait(for: "1 over, mean")
    terminal.type("q")
    try expectRestored(terminal, before: before, code: 0)
    #expect(terminal.text.contains("snake: 1 episodes, mean score"))
  }

  @Test func episodesEndByThemselves() throws {
    let terminal = try start(["--episodes", "2", "--speed", "120"])
    let before = terminal.settings
    try expectRestored(terminal, before: before, code: 0)
    #expect(terminal.text.contains("snake: 2 episodes"))
  }

  @Test func theWindowMayChange() throws {
    let terminal = try start(game: .cartpole, columns: 20, rows: 5)
    let before = terminal.settings
    var mark = try terminal.wait(for: "needs 48 x 13")
    terminal.resize(columns: 100, rows: 40)
    mark = try terminal.wait(for: "steps a second", after: mark)
    terminal.resize(columns: 3, rows: 1)
    mark = try terminal.wait(for: "\u{1B}[1;1Htoo\u{1B}[K", after: mark)
    terminal.resize(columns: 48, rows: 13)
    try terminal.wait(for: "steps a second", after: mark)
    terminal.type("q")
    try expectRestored(terminal, before: before, code: 0)
  }

  @Test func aTerminalThatGoesAwayEndsIt() throws {
    let terminal = try start()
    try terminal.wait(for: "score")
    terminal.hangUp()
    #expect([1, 129].contains(try terminal.end()))
  }

  @Test func simpleTerminalsAreNotDrawnOn() throws {
    let terminal = try start(environment: ["TERM": "dumb"])
    #expect(try terminal.end() == 1)
    #expect(terminal.text.contains("'dumb' cannot be drawn on"))
    #expect(!terminal.text.contains("\u{1B}"))
  }

  @Test(arguments: [("truecolor", "38;2;"), ("", "38;5;")])
  func coloursAreThoseOfTheTerminal(kind: String, code: String) throws {
    let terminal = try start(environment: ["TERM": "xterm", "COLORTERM": kind])
    try terminal.wait(for: code)
    terminal.type("q")
    #expect(try terminal.end() == 0)
  }
}
