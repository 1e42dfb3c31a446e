import Boxes
import Datasets
import Imaging
import TensorCore

/// What chance does to pictures with boxes before a detector sees them.
public struct DetectionAugmentation: Sendable, Codable {
  /// How often four pictures become one (Bochkovskiy et al. 2020, arXiv:2004.10934).
  public var mosaicShare: Float = 0.5
  /// A picture is scaled by a factor from this range before it is cut.
  public var scale: ClosedRange<Float> = 0.6...1.6
  /// Whether left and right may be exchanged.
  public var flips = true
  /// Whether top and bottom may be exchanged: right for what has no up, such as cells.
  public var flipsVertically = false
  /// Whether rows and columns may be exchanged, which with the others gives all quarter turns.
  public var transposes = false
  /// Brightness, contrast and saturation change by up to this share.
  public var colorJitter: Float = 0.3
  /// A box of which less than this share is left after a cut is dropped.
  public var leastVisible: Float = 0.3

  /// The usual choices.
  public init() {}

  /// An input of `side` pixels square, and its objects.
  ///
  /// - Parameter other: another picture of the data set, by a random number.
  func sample(
    _ sample: DetectionSample, side: Int, _ random: RandomSource,
    other: (RandomSource) -> DetectionSample
  ) -> DetectionSample {
    var result = DetectionSample(
      image: Image(
        size: ImageSize(height: side, width: side), format: .rgb, filledWith: Letterbox.padding),
      objects: [])
    if random.uniform() < mosaicShare {
      let (row, column) = (cut(side, random), cut(side, random))
      let tiles = [
        (0, 0, row, column), (0, column, row, side - column), (row, 0, side - row, column),
        (row, column, side - row, side - column),
      ]
      for (index, tile) in tiles.enumerated() {
        place(index == 0 ? sample : other(random), into: &result, tile, side, random)
      }
    } else {
      place(sample, into: &result, (0, 0, side, side), side, random)
    }
    if colorJitter > 0 { result.image = result.image.jittered(by: colorJitter, random) }
    return result
  }

  private func cut(_ side: Int, _ random: RandomSource) -> Int {
    Int(Float(side) * random.uniform(0.3..<0.7))
  }

  /// Scales, flips and cuts a picture, and puts it into a tile: row, column, height, width.
  private func place(
    _ sample: DetectionSample, into result: inout DetectionSample,
    _ tile: (row: Int, column: Int, height: Int, width: Int), _ side: Int, _ random: RandomSource
  ) {
    let changed = changed(sample, side, random)
    // A larger picture is cut at random, a smaller one lies anywhere.
    func offset(_ extent: Int, _ room: Int) -> Int {
      let free = room - extent
      return free >= 0 ? random.index(below: free + 1) : -random.index(below: 1 - free)
    }
    let row = offset(changed.image.height, tile.height)
    let column = offset(changed.image.width, tile.width)
    var part = Image(
      size: ImageSize(height: tile.height, width: tile.width), format: .rgb,
      filledWith: Letterbox.padding)
    part.paste(changed.image, row: row, column: column)
    result.image.paste(part, row: tile.row, column: tile.column)
    for var object in changed.objects {
      let moved = object.box.moved(right: Float(column), down: Float(row))
      let seen = moved.clipped(to: part.size)
      guard seen.isUsable, seen.area >= leastVisible * moved.area, min(seen.width, seen.height) >= 2
      else { continue }
      object.box = seen.moved(right: Float(tile.column), down: Float(tile.row))
      result.objects.append(object)
    }
  }

  /// A picture turned, mirrored and scaled by chance.
  private func changed(_ sample: DetectionSample, _ side: Int, _ random: RandomSource)
    -> DetectionSample
  {
    func happens() -> Bool { random.uniform() < 0.5 }
    let factor =
      Float(side) / Float(max(sample.image.height, sample.image.width))
      * random.uniform(scale.lowerBound..<scale.upperBound.nextUp)
    var result = sample.scaled(by: factor)
    if transposes, happens() { result = result.transposed() }
    if flips, happens() { result = result.flippedHorizontally() }
    if flipsVertically, happens() { result = result.flippedVertically() }
    return result
  }
}
