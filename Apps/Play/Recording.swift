import AppSupport
import Files
import Games
import Imaging

/// A stage on its way to a GIF: frames are written as they are played, so memory does not grow with their number.
struct Recording {
  private static let side = 200
  private static let captionHeight = 24
  private static let background = Color(hex: 0x0A0E12)
  private static let ink = Color(hex: 0xDDE3E8)

  private let stage: Stage
  private let hundredths: Int
  private let console: Console

  init(_ stage: Stage, framesPerSecond: Double, console: Console) {
    self.stage = stage
    hundredths = max(Int((100 / framesPerSecond).rounded()), 2)
    self.console = console
  }

  /// Plays and writes until the episodes are over, the frames are enough or the user stops it.
  ///
  /// - Parameter path: a file, which is replaced when the GIF is complete; - is standard output.
  /// - Returns: how many steps are shown.
  func write(to path: String, episodes: Int, frameLimit: Int) throws -> Int {
    if path == "-" {
      return try play(episodes, frameLimit) { StandardOutput.write($0) }
    }
    let file = try OutputFile(path)
    let count = try play(episodes, frameLimit) { try file.write($0) }
    try file.commit()
    return count
  }

  private func play(
    _ episodes: Int, _ frameLimit: Int, _ write: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int {
    let size = ImageSize(
      height: Recording.side + Recording.captionHeight, width: Recording.side)
    let palette = [Recording.background, Recording.ink] + stage.game.type.palette.map(Color.init)
    let writer = try AnimationWriter(size: size, palette: palette, write: write)
    var progress = ProgressLine(console: console)
    while writer.frameCount < frameLimit {
      let isLast = stage.scores.count >= episodes || Interruption.isRequested
      try writer.append(frame(size), hundredths: stage.isOver ? 100 : hundredths)
      if isLast { break }
      progress.show(writer.frameCount, of: frameLimit, unit: "steps") {
        "episode \(stage.scores.count + 1)/\(episodes)"
      }
      stage.advance()
    }
    try writer.finish()
    progress.clear()
    return writer.frameCount
  }

  private func frame(_ size: ImageSize) -> Canvas {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * Recording.side * Recording.side)
    for color in stage.colors(side: Recording.side, { $0 }) {
      pixels.append(color.red)
      pixels.append(color.green)
      pixels.append(color.blue)
    }
    var canvas = Canvas(size: size, background: Recording.background)
    canvas.blit(
      Image(
        size: ImageSize(height: Recording.side, width: Recording.side), format: .rgb,
        pixels: pixels), left: 0, top: 0)
    let score = stage.environment.score
    canvas.text(
      "\(stage.game.rawValue)  score \(score == score.rounded() ? String(Int(score)) : "\(score)")",
      x: 8, y: Recording.side + 9, Recording.ink, scale: 1)
    return canvas
  }
}

extension Color {
  fileprivate init(_ color: PaletteColor) {
    self.init(red: color.red, green: color.green, blue: color.blue)
  }
}
