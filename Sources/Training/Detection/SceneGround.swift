import Datasets
import Imaging
import TensorCore

extension Image {
  /// A part of a photograph, `side` pixels square.
  static func photo(_ photo: Image, side: Int, _ random: RandomSource) -> Image {
    let part = max(Int(Float(min(photo.width, photo.height)) * random.uniform(0.4..<1)), 1)
    let cut = photo.cropped(
      top: random.index(below: photo.height - part + 1),
      left: random.index(below: photo.width - part + 1),
      size: ImageSize(height: part, width: part)
    ).resized(to: ImageSize(height: side, width: side))
    return random.uniform() < 0.5 ? cut.flippedHorizontally() : cut
  }

  /// Paper or a board, `side` pixels square: plain, ruled or squared, unevenly lit.
  static func sheet(_ side: Int, _ random: RandomSource) -> Image {
    let isBoard = random.uniform() < 0.25
    let base = isBoard ? random.uniform(10..<80) : random.uniform(150..<255)
    func shade() -> UInt8 { UInt8(min(max(base + random.normal() * 10, 0), 255)) }
    let size = ImageSize(height: side, width: side)
    var canvas = Canvas(size: size, background: Color(red: shade(), green: shade(), blue: shade()))
    if random.uniform() < 0.5 { canvas.rule(every: random.uniform(0.04..<0.2), random) }
    // Light falls from one side, and a shadow may lie across.
    let slope = (random.uniform(-0.3..<0.3), random.uniform(-0.3..<0.3))
    let edge =
      random.uniform() < 0.3 ? (random.uniform(-1..<1), random.uniform(-1..<1)) : nil
    var pixels = canvas.image.pixels
    for row in 0..<side {
      for column in 0..<side {
        let (v, u) = (Float(row) / Float(side) - 0.5, Float(column) / Float(side) - 0.5)
        var light = 1 + slope.0 * v + slope.1 * u
        if let edge, edge.0 * v + edge.1 * u > 0.1 { light *= 0.75 }
        for place in 3 * (row * side + column)..<3 * (row * side + column) + 3 {
          pixels[place] = UInt8(min(max(Float(pixels[place]) * light, 0), 255))
        }
      }
    }
    return Image(size: size, format: .rgb, pixels: pixels)
  }

  /// Now and then as a lens out of focus or a small picture makes it.
  func blurred(_ random: RandomSource) -> Image {
    guard random.uniform() < 0.3 else { return self }
    let share = random.uniform(0.45..<0.95)
    let small = ImageSize(
      height: max(Int(Float(height) * share), 1), width: max(Int(Float(width) * share), 1))
    return resized(to: small).resized(to: size)
  }

  /// With the noise of a sensor.
  func grainy(_ random: RandomSource) -> Image {
    guard random.uniform() < 0.5 else { return self }
    let strength = random.uniform(1..<10)
    // One table of noise, read from anywhere, is as good as noise for each pixel, and fast.
    let table = (0..<1021).map { _ in random.normal() * strength }
    var (place, pixels) = (0, pixels)
    for index in pixels.indices {
      if index % 509 == 0 { place = random.index(below: table.count) }
      pixels[index] = UInt8(min(max(Float(pixels[index]) + table[place], 0), 255))
      place = place + 1 == table.count ? 0 : place + 1
    }
    return Image(size: size, format: .rgb, pixels: pixels)
  }
}

extension Canvas {
  /// Lines as on writing paper, or squares; `share` of the side apart.
  fileprivate mutating func rule(every share: Float, _ random: RandomSource) {
    let gap = max(share * Float(size.width), 4)
    let color = Color(
      hex: [0x8FA8C8, 0xB0B0B0, 0xC89090, 0x7FA090][random.index(below: 4)])
    let (tilt, opacity) = (random.normal() * 0.04, random.uniform(0.3..<0.9))
    let side = Float(size.width)
    let isSquared = random.uniform() < 0.5
    for at in stride(from: -0.2 * side, to: 1.2 * side, by: gap) {
      let (low, high) = (at - tilt * side / 2, at + tilt * side / 2)
      line(from: Point(x: 0, y: low), to: Point(x: side, y: high), color, opacity: opacity)
      if isSquared {
        line(from: Point(x: high, y: 0), to: Point(x: low, y: side), color, opacity: opacity)
      }
    }
  }
}
