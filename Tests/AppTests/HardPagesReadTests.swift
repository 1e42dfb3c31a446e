import Imaging
import TestSupport
import Testing

/// Digits on pages of hard kinds, drawn at random by the samples' generator, read by the program that ships.
@Suite struct HardPagesReadTests {
  private let classify = Program.classify

  /// How many of so many pictures of each kind are named rightly: somewhat fewer than were when the weights were chosen.
  private static let least = [
    "desk": 22, "box": 23, "squared": 22, "ruled": 22, "dotted": 21, "equal": 23, "faint": 22,
  ]

  @Test(.enabled(if: Python.hasModules("numpy", "PIL"), "no Python with Pillow here"))
  func drawnVariantsAreRead() throws {
    let folder = try TemporaryFolder()
    _ = try Python.run(
      "import runpy, sys; sys.argv.pop(0); runpy.run_path(sys.argv[0], run_name='__main__')",
      [
        "\(Program.package)/Data/Samples/make_digits.py", "--variants", folder.path, "--count",
        "24", "--seed", "5",
      ])
    let outcome = try classify([folder.path, "--json"])
    var right: [String: Int] = [:]
    for line in outcome.outputLines {
      let answer = try Answer.parse(line)
      let name = answer.file.split(separator: "/").last?.split(separator: "-") ?? []
      guard name.count == 3 else { continue }
      if answer.predictions.first?.label == String(name[0]) {
        right[String(name[1]), default: 0] += 1
      }
    }
    for (kind, least) in Self.least {
      #expect(right[kind, default: 0] >= least, "\(kind): \(right[kind, default: 0]) of 24")
    }
  }

  @Test(arguments: ["3-blue-pen.png", "7-large-photo.jpg", "8-chalk-on-blackboard.jpg"])
  func digitsOfAllSizesAreRead(name: String) throws {
    let folder = try TemporaryFolder()
    let sample = try Image(contentsOf: "\(DigitSet.folder)/\(name)")
    let sides = [28, 40, 56, 100, 200, 400, 800, 1600, 2500, 4000]
    for side in sides {
      let size = ImageSize(
        height: sample.height * side / max(sample.height, sample.width),
        width: sample.width * side / max(sample.height, sample.width))
      try sample.resized(to: size).writePNG(to: folder.file("\(side).png"))
    }
    let outcome = try classify([folder.path, "--json"])
    #expect(outcome.code == 0 && outcome.outputLines.count == sides.count, "\(outcome)")
    for line in outcome.outputLines {
      let answer = try Answer.parse(line)
      #expect(answer.predictions.first?.label == String(name.prefix(1)), "\(answer)")
    }
  }
}
