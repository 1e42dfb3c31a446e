import Foundation
import Imaging
import TensorCore
import TestSupport
import Testing

/// Pictures without a digit, told by the real program from those with one.
@Suite struct NoDigitTests {
  private let random = RandomSource(seed: 20)

  private func gray(_ size: ImageSize, _ value: (_ y: Float, _ x: Float) -> Float) -> Image {
    Image(
      size: size, format: .gray,
      pixels: (0..<size.pixelCount).map {
        UInt8(min(max(value(Float($0 / size.width), Float($0 % size.width)), 0), 255))
      })
  }

  /// Waves of all lengths on one another, as clouds, stone and leaves have them.
  private func clouds(_ size: ImageSize) -> Image {
    let waves = (0..<24).map { index in
      let length = 4 * Float(pow(1.25, Double(index)))
      let angle = Double(random.uniform(0..<6.28))
      return (
        y: Float(sin(angle)) * 6.28 / length, x: Float(cos(angle)) * 6.28 / length,
        phase: random.uniform(0..<6.28), height: 1.2 * length.squareRoot()
      )
    }
    return gray(size) { y, x in
      waves.reduce(Float(128)) {
        $0 + $1.height * Float(sin(Double($1.y * y + $1.x * x + $1.phase)))
      }
    }
  }

  /// Many overlapping rectangles of all colours, as a street or a shelf.
  private func things(_ size: ImageSize) -> Image {
    var canvas = Canvas(size: size, background: Color(gray: UInt8(random.index(below: 256))))
    for _ in 0..<120 {
      let (width, height) = (
        4 + random.index(below: size.width / 3), 4 + random.index(below: size.height / 3)
      )
      canvas.fill(
        Rectangle(
          left: random.index(below: size.width) - width / 2,
          top: random.index(below: size.height) - height / 2, width: width, height: height),
        Color(hex: UInt32(random.index(below: 1 << 24))))
    }
    return canvas.image
  }

  private func picture(_ kind: Int) -> Image {
    let sides = [28, 64, 120, 200, 350, 640]
    let size = ImageSize(
      height: sides[random.index(below: 6)], width: sides[random.index(below: 6)])
    let (low, step) = (Float(random.index(below: 200)), Float(random.index(below: 60)))
    switch kind {
    case 0: return gray(size) { _, _ in low }
    case 1:
      let (row, column) = (random.index(below: size.height), random.index(below: size.width))
      return gray(size) { Int($0) == row && Int($1) == column ? 255 - low : low }
    case 2: return gray(size) { _, _ in Float(random.index(below: 256)) }
    case 3: return gray(size) { _, _ in low + random.uniform(0..<max(step, 1)) }
    case 4: return gray(size) { y, x in low + (y + 2 * x) * step / Float(size.width) }
    case 5:
      return Image(
        size: size, format: .rgba,
        pixels: (0..<size.pixelCount).flatMap { _ in
          (0..<3).map { _ in UInt8(random.index(below: 256)) } + [0]
        })
    case 6: return clouds(size)
    default: return things(size)
    }
  }

  /// Plain ones all; steps of a faint gradient and pictures full of things nearly all.
  @Test func randomPicturesHoldNone() throws {
    let folder = try TemporaryFolder()
    let names = ["blank", "pixel", "noise", "grain", "gradient", "clear", "clouds", "things"]
    for (kind, name) in names.enumerated() {
      for index in 0..<25 { try picture(kind).writePNG(to: folder.file("\(name)-\(index).png")) }
    }
    let outcome = try Program.classify([folder.path, "--model", "lenet5"])
    #expect(outcome.code == 1 && outcome.errors.isEmpty && outcome.outputLines.count == 200)
    for name in names {
      let lines = outcome.outputLines.filter { $0.contains("/\(name)-") }
      let empty = lines.count { $0.contains(": no digit found") }
      let least = ["gradient", "clouds", "things"].contains(name) ? 20 : 25
      #expect(empty >= least, "\(name): \(empty) of \(lines.count)")
    }
  }
}
