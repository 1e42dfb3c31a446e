import Files
import Foundation
import TestSupport
import Testing

@testable import Imaging

/// The colorizer as a user runs it.
@Suite struct ColorizeTests {
  private let colorize = Program.colorize
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Answer: Decodable {
    let file: String
    let out: String
    let width: Int
    let height: Int
    let seconds: Double
    let kept: Bool
  }

  /// Sky above a meadow, in colour or in grey.
  private func scene(_ size: ImageSize = .init(height: 60, width: 90), isGray: Bool = true) -> Image
  {
    var random = SeededRandom(seed: 1)
    let pixels = (0..<size.pixelCount).flatMap { place -> [UInt8] in
      let noise = UInt8.random(in: 0...20, using: &random)
      let isSky = place / size.width < size.height / 2
      return isSky
        ? [120 + noise, 170 + noise, 220 + noise] : [60 + noise, 130 + noise, 40 + noise]
    }
    let image = Image(size: size, format: .rgb, pixels: pixels)
    return isGray ? image.gray() : image
  }

  private func photo(_ name: String, isGray: Bool = true) throws -> String {
    let image = scene(isGray: isGray)
    let isPNG = name.hasSuffix(".png")
    return try folder.write(isPNG ? image.pngData() : image.jpegData(quality: 95), to: name)
  }

  @Test func aPhotographIsColoured() throws {
    let path = try photo("old.jpg")
    let result = try colorize([path, "--out", folder.file("new.png"), "--json"])
    #expect(result.code == 0, "\(result)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
    #expect(answer.width == 90 && answer.height == 60 && !answer.kept)
    let (before, after) = (
      try PictureFile(contentsOf: path), try PictureFile(contentsOf: folder.file("new.png"))
    )
    #expect(after.format == .rgb && after.size == before.size)
    #expect(after.meanChroma > 2)
    let lights = [before, after].map { $0.lightness(longerSide: 200).values }
    for (one, other) in zip(lights[0], lights[1]) { #expect(abs(one - other) < 0.5) }
  }

  @Test func nothingIsReplacedByAccident() throws {
    let path = try photo("old.jpg")
    let before = try folder.bytes("old.jpg")
    let own = try colorize([path, "--out", path])
    #expect(own.failedPolitely && own.errors.contains("replaced by what is made of it"))
    try folder.write("precious", to: "new.jpg")
    let other = try colorize([path, "--out", folder.file("new.jpg")])
    #expect(other.failedPolitely && other.errors.contains("exists already"))
    #expect(try folder.bytes("old.jpg") == before)
    #expect(try folder.bytes("new.jpg") == Array("precious".utf8))
    #expect(try colorize([path, "--out", folder.file("new.jpg"), "--overwrite"]).code == 0)
    #expect(try colorize([path]).code == 0)
    #expect(InputFile.exists(folder.file("old-color.jpg")))
  }

  @Test func aFolderGoesOnPastBadFiles() throws {
    _ = try photo("in/a.jpg")
    _ = try photo("in/b.png")
    try folder.write([], to: "in/empty.jpg")
    try folder.write("text", to: "in/text.png")
    try folder.write(Array(try folder.bytes("in/a.jpg").prefix(700)), to: "in/cut.jpg")
    let result = try colorize([folder.file("in"), "--out", folder.file("out")])
    #expect(result.failedPolitely, "\(result)")
    #expect(result.errorLines.count == 3 && result.outputLines.count == 2)
    #expect(try InputFile.list(folder.file("out")) == ["a.jpg", "b.png"])
    #expect(try colorize([folder.file("in")]).code == 64)
  }

  @Test func picturesOfOneNameDoNotReplaceEachOther() throws {
    let paths = [try photo("one/a.jpg"), try photo("two/a.jpg")]
    let result = try colorize(paths + ["--out", folder.file("out")])
    #expect(result.failedPolitely && result.errors.contains("another picture"))
  }

  @Test func depthOrientationAndResolutionStay() throws {
    let words = scene().pixels.map { UInt16($0) * 256 + 7 }
    let wide = PictureFile(PictureFile(scene()), format: .gray, samples: .words(words))
    let path = try folder.write(wide.encoded(as: .png, name: "wide"), to: "wide.png")
    #expect(try colorize([path, "--out", folder.file("new.png")]).code == 0)
    #expect(try PictureFile(contentsOf: folder.file("new.png")).isWide)
  }

  @Test func hintsHold() throws {
    let path = try photo("old.png")
    let out = folder.file("new.png")
    let result = try colorize([path, "--out", out, "--hint", "45,10,#cc3333"])
    #expect(result.code == 0, "\(result)")
    let lab = try Image(contentsOf: out).labSamples()
    #expect(lab[3 * (10 * 90 + 45) + 1] > 25)
    let outside = try colorize([path, "--out", out, "--overwrite", "--hint", "90,10,#cc3333"])
    #expect(outside.failedPolitely && outside.errors.contains("lies outside its 90 x 60 pixels"))
    #expect(try colorize([path, "--out", out, "--hint", "9,1,red"]).code == 64)
  }

  @Test func ownColourCanBeKept() throws {
    let path = try photo("colour.jpg", isGray: false)
    let out = folder.file("new.jpg")
    let result = try colorize([path, "--out", out, "--keep-color", "--json"])
    #expect(try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8)).kept)
    #expect(try folder.bytes("new.jpg") == folder.bytes("colour.jpg"))
  }

  @Test func picturesGoThroughPipes() throws {
    let path = try photo("old.jpg")
    let result = try colorize(
      ["-"], .init(input: path, shell: "exec 1>\(folder.file("piped.jpg"))"))
    #expect(result.code == 0, "\(result)")
    #expect(try PictureFile(contentsOf: folder.file("piped.jpg")).fileFormat == .jpeg)
    let closed = try colorize(["-", "--out", "-"], .init(input: path, shell: "exec 1>&-"))
    #expect(closed.failedPolitely)
  }

  @Test(.enabled(if: InputFile.exists("/dev/full"), "this system has no /dev/full"))
  func aFullDiskIsNamed() throws {
    let path = try photo("old.jpg")
    let device = try colorize([path, "--out", "/dev/full"])
    #expect(device.failedPolitely && device.errors.contains("No space left"), "\(device)")
    try folder.write("before", to: "new.jpg")
    let limited = try colorize(
      [path, "--out", folder.file("new.jpg"), "--overwrite"], .init(shell: "ulimit -f 1"))
    #expect(limited.failedPolitely, "\(limited)")
    #expect(try folder.bytes("new.jpg") == Array("before".utf8))
  }

  @Test func framesDoNotFlicker() throws {
    // The same scene under a lamp that flickers.
    for frame in 0..<6 {
      let pixels = scene().pixels.map { UInt8(clamping: Int($0) + (frame % 2) * 8) }
      let image = Image(size: scene().size, format: .gray, pixels: pixels)
      try folder.write(image.pngData(), to: "in/frame\(frame + 7).png")
    }
    func chroma(_ name: String, _ more: [String]) throws -> [[Float]] {
      let result = try colorize([folder.file("in"), "--out", folder.file(name)] + more)
      #expect(result.code == 0, "\(result)")
      return try (7..<13).map {
        // Means over small areas: single pixels are rounded to 8 bits, which flickers by itself.
        let image = try Image(contentsOf: folder.file("\(name)/frame\($0).png"))
        let small = ImageSize(height: image.height / 12, width: image.width / 12)
        let lab = resize(
          image.labSamples(), size: image.size, channels: 3, to: small, filter: .area)
        return lab.enumerated().filter { $0.offset % 3 > 0 }.map(\.element)
      }
    }
    func flicker(_ frames: [[Float]]) -> Float {
      zip(frames, frames.dropFirst()).reduce(0) { sum, pair in
        sum + zip(pair.0, pair.1).reduce(0) { $0 + abs($1.0 - $1.1) }
      }
    }
    let (alone, together) = (
      flicker(try chroma("alone", [])), flicker(try chroma("film", ["--frames"]))
    )
    #expect(together < 0.5 * alone, "\(together) against \(alone)")
    #expect(try colorize([folder.file("in/frame7.png"), "--frames"]).code == 64)
  }

  @Test func comparisonAndExplanationAreDrawn() throws {
    let path = try photo("colour.jpg", isGray: false)
    #expect(try colorize([path, "--compare", folder.file("compare.png")]).code == 0)
    #expect(try Image(contentsOf: folder.file("compare.png")).width > 3 * 90)
    let explained = try colorize(
      ["explain", path, "--at", "40,20", "--out", folder.file("explain.png")])
    #expect(explained.code == 0, "\(explained)")
    let outside = try colorize(["explain", path, "--at", "400,20", "--out", folder.file("x.png")])
    #expect(outside.failedPolitely)
    #expect(try colorize(["info"]).output.contains("colornet"))
  }

  @Test func aSmallNetworkIsTrainedAndMeasured() throws {
    for index in 0..<8 { _ = try photo("data/c\(index % 2)/\(index).jpg", isGray: false) }
    _ = try photo("data/c0/grey.jpg")
    try folder.write("text", to: "data/c1/bad.jpg")
    for objective in ["classification", "regression"] {
      let out = folder.file(objective)
      let result = try colorize(
        [
          "train", "--data", folder.file("data"), "--from-scratch", "--width", "4", "--epochs", "1",
          "--side", "16", "--batch-size", "4", "--out", out, "--objective", objective,
        ])
      #expect(result.code == 0, "\(result)")
      #expect(
        result.errors.contains("8 of 9 pictures have colour") || result.errors.contains("8 of 10"))
      let figures = try colorize(
        [
          "evaluate", "--data", folder.file("data/c0"), "--weights", "\(out)/model.safetensors",
          "--json",
        ])
      #expect(figures.code == 0, "\(figures)")
      for key in ["auc", "auc_rebalanced", "psnr", "colourfulness", "count", "grey_auc"] {
        #expect(figures.output.contains("\"\(key)\":"))
      }
    }
    let tuned = try colorize(
      [
        "train", "--data", folder.file("data"), "--dry-run", "--side", "16", "--out",
        folder.file("t"),
      ])
    #expect(tuned.code == 0 && tuned.output.contains("dry run"), "\(tuned)")
    let none = try colorize(["evaluate", "--data", folder.file("nothing")])
    #expect(none.failedPolitely)
  }
}
