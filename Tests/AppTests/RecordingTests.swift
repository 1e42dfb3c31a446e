import Files
import Foundation
import Games
import TestSupport
import Testing

/// `play GAME --record`: another program reads the GIF, an LZW decoder in plain Python.
@Suite(.enabled(if: Python.hasModules("sys"), "no Python here"))
struct RecordingTests {
  private let play = Program.play
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Frames, width, height, and whether it starts anew.
  private func read(_ path: String) throws -> (frames: Int, rest: [String]) {
    let answer = try Python.run(gifReader, [path]).split(separator: " ").map(String.init)
    return (try #require(answer.first.flatMap { Int($0) }), Array(answer.dropFirst()))
  }

  @Test(arguments: [GameKind.breakout, .pong])
  func recordingsAreGIFs(game: GameKind) throws {
    let agent = try NewAgent.write(game, to: folder)
    let path = folder.file("game.gif")
    let outcome = try play([
      game.rawValue, "--weights", agent, "--record", path, "--frames", "30", "--speed", "20",
    ])
    #expect(outcome.code == 0 && outcome.outputLines == [path], "\(outcome.errors)")
    let (frames, rest) = try read(path)
    #expect((5...30).contains(frames) && outcome.errors.contains("\(frames) steps"))
    #expect(rest == ["200", "224", "loops"])
    let nowhere = try play([game.rawValue, "--weights", agent, "--record", "/nowhere/x.gif"])
    #expect(nowhere.failedPolitely, "\(nowhere)")
  }

  /// Time and memory grew with the square of the length: these took six minutes and 600 MB.
  @Test func longRecordingsTakeLinearTime() throws {
    let agent = try NewAgent.write(.snake, to: folder)
    let path = folder.file("long.gif")
    let outcome = try play(
      [
        "snake", "--weights", agent, "--record", path, "--frames", "8000", "--episodes", "100000",
      ], .init(timeoutSeconds: 60))
    #expect(outcome.code == 0 && outcome.errors.contains("8000 steps"), "\(outcome)")
    #expect(try folder.bytes("long.gif").last == 0x3B)
  }

  @Test func minusIsStandardOutput() throws {
    let agent = try NewAgent.write(.snake, to: folder)
    let arguments = ["snake", "--weights", agent, "--frames", "20", "--episodes", "9", "--record"]
    let (file, stream) = (folder.file("file.gif"), folder.file("stream.gif"))
    #expect(try play(arguments + [file]).code == 0)
    let outcome = try play(arguments + ["-"], .init(shell: "exec >'\(stream)'"))
    #expect(outcome.code == 0 && outcome.output.isEmpty, "\(outcome)")
    #expect(try folder.bytes("file.gif") == folder.bytes("stream.gif"))
    #expect(try read(stream).frames == 20)
    let full = try play(
      arguments + ["-"], .init(shell: "exec >/dev/full"))
    #expect(full.errors == "Error: standard output: No space left on device\n", "\(full)")
    #expect(full.code == 1)
  }

  @Test func aFullDiskLeavesWhatWasThere() throws {
    let agent = try NewAgent.write(.snake, to: folder)
    let path = try folder.write("before", to: "game.gif")
    let outcome = try play(
      ["snake", "--weights", agent, "--frames", "2000", "--episodes", "10000", "--record", path],
      .init(shell: "ulimit -f 20"))
    #expect(outcome.failedPolitely, "\(outcome)")
    #expect(outcome.errors.contains("game.gif: cannot be written (File too large)"))
    #expect(try folder.bytes("game.gif") == Array("before".utf8))
    #expect(try !folder.names.contains { $0.hasPrefix(".game.gif") })
  }

  @Test func anInterruptedRecordingIsWhole() throws {
    let agent = try NewAgent.write(.snake, to: folder)
    let path = folder.file("game.gif")
    let folder = folder
    let outcome = try play(
      [
        "snake", "--weights", agent, "--record", path, "--frames", "1000000", "--episodes",
        "1000000",
      ],
      .init(interrupts: { _ in
        let started = try? folder.names.first { $0.hasPrefix(".game.gif") }
        return started.map { (try? folder.bytes($0).count) ?? 0 > 5000 } ?? false
      }))
    #expect(outcome.code == 130 && !outcome.wasKilled, "\(outcome)")
    let (frames, _) = try read(path)
    #expect(frames > 1 && outcome.errors.contains("\(frames) steps"), "\(outcome)")
    #expect(try !folder.names.contains { $0.hasPrefix(".game.gif") })
  }

  @Test func aTerminalShowsABar() throws {
    let agent = try NewAgent.write(.snake, to: folder)
    let path = folder.file("game.gif")
    let terminal = try PseudoTerminal(
      play,
      [
        "snake", "--weights", agent, "--record", path, "--frames", "1000000", "--episodes",
        "1000000",
      ])
    try terminal.wait(for: "░")
    try terminal.wait(for: "/1000000 steps")
    terminal.type("\u{3}")
    #expect(try terminal.end() == 130)
    #expect(try read(path).frames > 1)
    let refused = try PseudoTerminal(play, ["snake", "--weights", agent, "--record", "-"])
    try refused.wait(for: "standard output, which is a terminal")
    #expect(try refused.end() == 1)
  }
}

/// Prints frames, width, height and whether it starts anew of the GIF that its argument names.
let gifReader = """
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
