import Files
import Foundation
import TestSupport
import Testing

/// Another package depends on this one and runs LeNet-5 with the shipped weights.
@Suite struct OutsidePackageTests {
  /// What the README shows.
  static let lines = """
    import Imaging
    import ModelZoo

    let classifier = try Classifier(contentsOf: "Data/Models/lenet5/model.safetensors")
    let picture = try Image(contentsOf: "Data/Samples/digits/7-large-photo.jpg")
    for guess in classifier.classify(picture).prefix(3) {
      print(guess.label, guess.probability)
    }
    let network = classifier.file.model
    print("\\(network.parameterCount) parameters, input \\(network.inputShape)")

    """

  private static let manifest = """
    // swift-tools-version: 6.0
    import PackageDescription

    let package = Package(
      name: "outside",
      dependencies: [.package(name: "model-zoo", path: "\(Program.package)")],
      targets: [
        .executableTarget(
          name: "Outside", dependencies: [.product(name: "ModelZoo", package: "model-zoo")])
      ]
    )
    """

  @Test func tenLinesRunLeNet5() throws {
    let folder = try TemporaryFolder()
    try folder.write(OutsidePackageTests.manifest, to: "Package.swift")
    try folder.write(OutsidePackageTests.lines, to: "Sources/Outside/main.swift")
    // What was built stays beside the tests' own build: the second time takes seconds.
    let scratch = "\(Program.folder)/outside-package"
    let arguments = ["--package-path", folder.path, "--scratch-path", scratch]
    let setting = Program.Setting(directory: folder.path, timeoutSeconds: 600)
    let swift = Program(path: "/usr/bin/env")
    let build = try swift(["swift", "build"] + arguments, setting)
    try #require(build.code == 0, "\(build.output.suffix(3000))\n\(build.errors.suffix(1000))")
    #expect(!build.output.contains("warning:"))

    let program = Program(path: "\(scratch)/debug/Outside")
    let result = try program([], .init(directory: Program.package))
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.outputLines.count == 4)
    #expect(result.outputLines.first?.hasPrefix("7 0.") == true)
    #expect(result.outputLines.last == "61706 parameters, input [28, 28, 1]")
  }

  @Test(.enabled(if: InputFile.exists("\(Program.package)/README.md"), "there is no README yet"))
  func theReadmeShowsTheseLines() throws {
    let readme = try String(contentsOfFile: "\(Program.package)/README.md", encoding: .utf8)
    #expect(readme.contains("```swift\n" + OutsidePackageTests.lines + "```"))
  }
}
