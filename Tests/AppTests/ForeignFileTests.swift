import Files
import Foundation
import Safetensors
import TestSupport
import Testing

/// Files that are something else than what was asked for are called by their names.
@Suite struct ForeignFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ bytes: [UInt8]) throws -> String {
    let path = try folder.write(bytes, to: "w.safetensors")
    let commands: [(Program, [String])] = [
      (.classify, ["info"]), (.translate, ["Hello."]), (.chat, ["Hello."]),
      (.play, ["evaluate", "snake"]),
    ]
    let errors = try commands.map { program, arguments in
      let outcome = try program(arguments + ["--weights", path])
      #expect(outcome.failedPolitely && outcome.errorLines.count == 1, "\(outcome)")
      #expect(outcome.output.isEmpty && outcome.errors.contains(path), "\(outcome)")
      return outcome.errors
    }
    #expect(Set(errors).count == 1, "\(errors)")
    return errors[0]
  }

  @Test func whatIsNoWeightFileIsCalledByItsName() throws {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 13\n"
    let cases: [(String, [UInt8])] = [
      ("a Git LFS pointer", Array(pointer.utf8)),
      ("an HTML page", Array("<!DOCTYPE html><html><body>404</body></html>".utf8)),
      ("an HTML page", Array("\n\u{FEFF} <HTML lang=en>Sign in</HTML>".utf8)),
      ("a ZIP archive", Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 100)),
      ("a Python pickle", [0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A]),
      ("a Python pickle", [0x80, 4, 0x95, 9, 0, 0, 0, 0, 0, 0, 0, 0x7D, 0x94]),
      ("compressed by gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 3, 0]),
    ]
    for (name, bytes) in cases {
      let words = try refusal(bytes)
      #expect(words.contains(name) && !words.contains("claims"), "\(name): \(words)")
    }
  }

  @Test func aKeyThatIsThereTwiceIsRefused() throws {
    let entry = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    let headers = [
      #"{"a":\#(entry),"a":\#(entry)}"#, #"{"a":\#(entry),"\u0061":\#(entry)}"#,
      #"{"__metadata__":{"a":"1","b":"a","a":"2"},"x":\#(entry)}"#,
      #"{"x":{"dtype":"F32","a":0,"shape":[1],"data_offsets":[0,4],"a":1}}"#,
    ]
    for header in headers {
      let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
      let words = try refusal(length + Array(header.utf8) + [0, 0, 0, 0])
      #expect(words.contains("has the key 'a' twice"), "\(header): \(words)")
    }
  }

  @Test func anotherModelsTokenizerIsSaidToBeThat() throws {
    let tiny = try TinyTranslator.shared.get()
    let other = try TinyChat.shared.get()
    func copy(_ model: String, tokenizer: String) throws -> String {
      let source = URL(fileURLWithPath: tokenizer).deletingLastPathComponent()
      try folder.write(
        InputFile.read(source.path + "/tokenizer.model", limit: 1 << 24), to: "tokenizer.model")
      return try folder.write(InputFile.read(model, limit: 1 << 24), to: "model.safetensors")
    }
    for (program, model, tokenizer) in [
      (Program.translate, tiny.weights, other.weights),
      (Program.chat, other.weights, tiny.weights),
    ] {
      let path = try copy(model, tokenizer: tokenizer)
      let outcome = try program(["Hello.", "--weights", path])
      #expect(outcome.failedPolitely && outcome.errorLines.count == 1, "\(outcome)")
      #expect(
        outcome.errors.contains("tokenizer.model: this is another model's tokenizer"), "\(outcome)")
    }
  }

  @Test func compressedTextIsReadAsTrainingReadsIt() throws {
    let tiny = try TinyTranslator.shared.get()
    let text = String(repeating: "I am cold.\nI am hungry.\n", count: 3000)
    let plain = try folder.write("\u{FEFF}" + text, to: "text.txt")
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-k", plain]
    try gzip.run()
    gzip.waitUntilExit()
    let options = ["--weights", tiny.weights, "--beam", "1"]
    let expected = String(repeating: "J'ai froid.\nJ'ai faim.\n", count: 3000)
    for arguments in [["--file", plain], ["--file", plain + ".gz"]] {
      let outcome = try Program.translate(options + arguments)
      #expect(outcome.code == 0 && outcome.output == expected, "\(outcome.errors)")
    }
    let stream = try Program.translate(options + ["--json"], .init(input: plain + ".gz"))
    #expect(stream.outputLines.count == 6000 && stream.outputLines[0].contains(#""I am cold.""#))
    #expect(!stream.output.contains("\u{FEFF}"))
    let cut = try folder.write(
      Array(InputFile.read(plain + ".gz", limit: 1 << 20).prefix(60)), to: "cut.gz")
    let outcome = try Program.translate(options + ["--file", cut])
    #expect(outcome.failedPolitely && outcome.errors.contains(cut), "\(outcome)")
  }

  /// A stream that cannot be read is no empty one.
  @Test func anUnreadableStreamIsNamed() throws {
    let (tiny, bot) = (try TinyTranslator.shared.get(), try TinyChat.shared.get())
    for (program, weights) in [(Program.translate, tiny.weights), (.chat, bot.weights)] {
      for (shell, reason) in [
        ("exec < '\(folder.path)'", "Is a directory"), ("exec <&-", "Bad file descriptor"),
      ] {
        let outcome = try program(["--weights", weights], .init(shell: shell))
        #expect(outcome.failedPolitely, "\(outcome)")
        #expect(outcome.errors.contains("standard input: cannot be read (\(reason))"), "\(outcome)")
      }
    }
  }
}
