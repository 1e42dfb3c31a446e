import Ink
import ModelZoo
import TensorCore

/// How much ink is changed before a network sees it: as other hands, other papers and other pens would have it.
struct InkAugmentation: Sendable {
  /// Size changes by up to this share, in x and y apart from each other by half of it.
  var scale: Float
  /// Strokes lean by up to this further, units a unit up.
  var slant: Float
  /// Lines rise or fall by up to this many degrees.
  var degrees: Float
  /// Ink moves up or down by up to so many units.
  var shift: Float
  /// Points are up to this share further apart or closer together, as of a faster or slower pen.
  var speed: Float
  /// Deviation of each point, in units.
  var noise: Float

  /// For a network that reads all hands.
  static let reading = InkAugmentation(
    scale: 0.2, slant: 0.3, degrees: 4, shift: 3, speed: 0.25, noise: 0.3)
  /// For a network that learns each hand as it is.
  static let writing = InkAugmentation(
    scale: 0.05, slant: 0.03, degrees: 1, shift: 0.5, speed: 0.1, noise: 0)

  /// Ink changed at random.
  func callAsFunction(_ ink: Handwriting, _ random: RandomSource) -> Handwriting {
    func around(_ width: Float) -> Float { (2 * random.uniform() - 1) * width }
    let both = 1 + around(scale)
    let transform = InkTransform.scale(
      x: both * (1 + around(scale / 2)), y: both * (1 + around(scale / 2))
    )
    .then(.slant(around(slant))).then(.rotation(degrees: around(degrees)))
    .then(.translation(x: 0, y: around(shift)))
    var changed = ink.transformed(by: transform)
      .resampled(spacing: PenBatch.unit * (1 + around(speed)))
    guard noise > 0 else { return changed }
    for stroke in changed.strokes.indices {
      for point in changed.strokes[stroke].points.indices {
        changed.strokes[stroke].points[point].x += noise * random.normal()
        changed.strokes[stroke].points[point].y += noise * random.normal()
      }
    }
    return changed
  }
}
