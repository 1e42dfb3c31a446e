import Files
import Foundation
import TestSupport
import Testing

/// Another package depends on this one and does, in ten lines each, what the applications do, with the weights that ship.
@Suite struct OutsidePackageTests {
  /// What the README shows, by the name of the program.
  static let programs = [
    "Classify": """
    import Imaging
    import Inference

    let classifier = try Classifier()
    let picture = try Image(contentsOf: "Data/Samples/digits/7-large-photo.jpg")
    for guess in classifier.classify(picture).prefix(3) {
      print(guess.label, guess.probability)
    }
    print("\\(classifier.network.parameterCount) parameters, input \\(classifier.network.inputShape)")

    """,
    "Translate": """
    import Inference

    let french = try TranslationService(from: "en", to: "fr")
    for answer in try french.answers(to: .init(texts: ["I am hungry.", "Where is the station?"])) {
      print(answer.source, "→", answer.translation)
    }

    """,
    "Talk": """
    import Inference

    let service = try ChatService()
    var turns = ["How are you?"]
    turns.append(try service.answer(to: .init(turns: turns)).reply)
    turns.append("Do you like tea?")
    turns.append(try service.answer(to: .init(turns: turns)).reply)
    print(turns.joined(separator: "\\n"))

    """,
    "Play": """
    import Games
    import Inference

    let agent = try Agent(.breakout)
    let player = AgentPlayer(agent, seed: 1)
    while player.environment.ending == .none { player.advance() }
    print("one episode: \\(player.environment.score)")
    let answer = AgentEvaluation.answer(
      to: .init(game: .breakout, observation: agent.observation, episodes: 3), by: agent)
    print("three more: \\(answer.mean)")

    """,
    // The networks alone, trained.
    "Train": TrainFirst.lines,
  ]

  private static let manifest = """
    // swift-tools-version: 6.0
    import PackageDescription

    let package = Package(
      name: "outside",
      dependencies: [.package(name: "model-zoo", path: "\(Program.package)")],
      targets: ["Classify", "Translate", "Talk", "Play"].map { "Outside" + $0 }.map { name in
        .executableTarget(
          name: name, dependencies: [.product(name: "Inference", package: "model-zoo")])
      } + [
        .executableTarget(
          name: "OutsideTrain", dependencies: [.product(name: "ModelZoo", package: "model-zoo")])
      ]
    )
    """

  private static let folder = Result { try TemporaryFolder() }

  /// The programs, built once.
  private static let built = Result {
    let folder = try OutsidePackageTests.folder.get()
    try folder.write(manifest, to: "Package.swift")
    for (name, lines) in programs {
      try folder.write(lines, to: "Sources/Outside\(name)/main.swift")
    }
    // What was built stays beside the tests' own build: the second time takes seconds.
    let scratch = "\(Program.folder)/outside-package"
    let build = try Program(path: "/usr/bin/env")(
      ["swift", "build", "--package-path", folder.path, "--scratch-path", scratch],
      Program.Setting(directory: folder.path, timeoutSeconds: 900))
    guard build.code == 0, !build.output.contains("warning:") else {
      throw Failed(log: "\(build.output.suffix(3000))\n\(build.errors.suffix(1000))")
    }
    return "\(scratch)/debug"
  }

  private struct Failed: Error {
    let log: String
  }

  /// The lines that a program prints, started outside this package: weights are found all the same.
  private func lines(_ name: String, in directory: String? = nil) throws -> [String] {
    let path = try Self.built.get() + "/Outside" + name
    let result = try Program(path: path)(
      [], .init(directory: directory ?? "/", timeoutSeconds: 120))
    #expect(result.code == 0, "\(name): \(result.errors)")
    return result.outputLines.map { String($0) }
  }

  @Test func aPictureIsClassified() throws {
    let found = try lines("Classify", in: Program.package)
    #expect(found.count == 4 && found.first?.hasPrefix("7 0.") == true)
    #expect(found.last == "61706 parameters, input [28, 28, 1]")
  }

  @Test func sentencesAreTranslated() throws {
    let found = try lines("Translate")
    #expect(found.count == 2 && found[0] == "I am hungry. → J'ai faim.", "\(found)")
  }

  @Test func aConversationIsHeld() throws {
    let found = try lines("Talk")
    #expect(found.count == 4 && found[2] == "Do you like tea?")
    #expect(!found[1].isEmpty && !found[3].isEmpty)
  }

  @Test func anAgentPlays() throws {
    let found = try lines("Play")
    #expect(found.count == 2 && found[0].hasPrefix("one episode: "))
  }

  @Test func aNetworkIsTrained() throws {
    let found = try lines("Train")
    let share = try #require(found.last?.split(separator: " ").last.flatMap { Double($0) })
    #expect(share > 0.95, "\(found)")
  }

  /// A program that only depends on networks or services has neither our threads in the place of libgomp's nor other
  /// settings of malloc.
  @Test func theProcessIsLeftAlone() throws {
    let listing = try Program(path: "/usr/bin/env")(
      ["nm", "--defined-only", Self.built.get() + "/OutsideClassify"], .init(directory: "/"))
    try #require(listing.code == 0)
    #expect(listing.output.contains("zoo_gemm"))
    #expect(!listing.output.contains("GOMP_parallel"))
    #expect(!listing.output.contains("keep_large_blocks"))
  }

  @Test func theReadmeShowsTheseLines() throws {
    let readme = try String(contentsOfFile: "\(Program.package)/README.md", encoding: .utf8)
    for (name, lines) in Self.programs {
      #expect(readme.contains("```swift\n" + lines + "```"), "\(name)")
    }
  }
}

/// The README's first training: complete, and short.
enum TrainFirst {
  static let lines = """
    import ModelZoo
    import NeuralNet
    import Optimizers
    import TensorCore

    // Points in the plane: inside the unit circle, or outside?
    let random = RandomSource(seed: 0)
    let points = Tensor.normal([512, 2], using: random)
    let inside = (points * points).sum(alongDimensions: [1]).values.map { Int32($0 < 1 ? 1 : 0) }
    let network = Sequential([
      Linear(inputs: 2, outputs: 32, .random(random)), Activation(.relu),
      Linear(inputs: 32, outputs: 2, .random(random)),
    ])
    let optimizer = Adam(network.parameters, learningRate: 0.01)
    for _ in 0..<200 {
      optimizer.zeroGradients()
      let loss = network(points).crossEntropy(targets: IndexTensor(inside))
      loss.backward()
      optimizer.step()
    }
    let guesses = network(points).argmax().values
    print("right:", Double(zip(guesses, inside).count { $0 == $1 }) / 512)

    """
}
