import Games
import Imaging

/// A stage on its way to a GIF.
struct Recording {
  private static let side = 200
  private static let captionHeight = 24

  private let stage: Stage
  private let hundredths: Int

  init(_ stage: Stage, framesPerSecond: Double) {
    self.stage = stage
    hundredths = max(Int((100 / framesPerSecond).rounded()), 2)
  }

  /// Plays and writes, and says how many steps are shown.
  func write(to path: String, episodes: Int, frameLimit: Int, seed: UInt64) throws -> Int {
    let size = ImageSize(
      height: Recording.side + Recording.captionHeight, width: Recording.side)
    var animation = Animation(size: size)
    while animation.frameCount < frameLimit {
      let isLast = stage.scores.count >= episodes
      animation.append(frame(size), hundredths: stage.isOver ? 100 : hundredths)
      if isLast { break }
      stage.advance()
    }
    try animation.writeGIF(to: path)
    return animation.frameCount
  }

  private func frame(_ size: ImageSize) -> Canvas {
    var canvas = Canvas(size: size, background: Color(hex: 0x0A0E12))
    let pixels = stage.colors(side: Recording.side) { [$0.red, $0.green, $0.blue] }
    canvas.blit(
      Image(
        size: ImageSize(height: Recording.side, width: Recording.side), format: .rgb,
        pixels: pixels.flatMap { $0 }), left: 0, top: 0)
    let score = stage.environment.score
    canvas.text(
      "\(stage.game.rawValue)  score \(score == score.rounded() ? String(Int(score)) : "\(score)")",
      x: 8, y: Recording.side + 9, Color(hex: 0xDDE3E8), scale: 1)
    return canvas
  }
}
