import Boxes
import Datasets
import Imaging
import Platform
import TensorCore

/// Pictures made on the fly: handwritten digits, turned and scaled, in rows or anywhere, on photographs, paper and boards.
public struct DigitScenes: DetectionSource {
  /// What can be chosen.
  public struct Options: Sendable, Codable {
    /// Pictures in an epoch.
    public var count = 8000
    /// The height of digits, as a share of the picture's side.
    public var height: ClosedRange<Float> = 0.045...0.4
    /// How often digits stand in rows instead of anywhere.
    public var rowShare: Float = 0.6
    /// How often a photograph is the ground, where there are any; else it is paper or a board.
    public var photoShare: Float = 0.5
    /// How often there are letters and lines besides, which are no digits.
    public var clutterShare: Float = 0.35

    /// The usual choices.
    public init() {}
  }

  private let digits: MNIST
  private let numbers: Range<Int>
  private let photos: [Image]
  private let options: Options

  /// Scenes with some of MNIST's digits on parts of these photographs (RGB), if there are any.
  public init(
    _ digits: MNIST, _ numbers: Range<Int>, photos: [Image], _ options: Options = Options()
  ) {
    precondition(!numbers.isEmpty, "DigitScenes: no digits")
    (self.digits, self.numbers, self.photos) = (digits, numbers, photos)
    self.options = options
  }

  /// `0` to `9`.
  public var classNames: [String] { digits.classNames }
  /// As chosen.
  public var count: Int { options.count }

  /// The same pictures whenever they are asked for, to check with.
  ///
  /// - Parameter seed: decides which.
  public func fixed(count: Int, side: Int, seed: UInt64) -> DetectionSet {
    let samples = inParallel(Array(0..<count)) { number in
      sample(number, side: side, RandomSource(seed: seed, stream: UInt64(number)))
    }
    return DetectionSet(samples.compactMap { try? $0.get() }, classNames: classNames)
  }

  /// A new scene; the number plays no part.
  public func sample(_ number: Int, side: Int, _ random: RandomSource) -> DetectionSample {
    let isPhoto = !photos.isEmpty && random.uniform() < options.photoShare
    let photo = isPhoto ? photos[random.index(below: photos.count)] : nil
    var scene = DigitScene(
      ground: photo.map { .photo($0, side: side, random) } ?? .sheet(side, random))
    if random.uniform() < options.clutterShare { scene.addClutter(random) }
    if random.uniform() < options.rowShare {
      for _ in 0...random.index(below: 3) { addRow(to: &scene, side, random) }
    } else {
      for _ in 0..<random.index(below: 11) {
        let (digit, label) = digit(random)
        let stamp = DigitStamp(
          digit, height: height(side, random), angle: random.uniform(-0.5..<0.5), random)
        let place = Point(
          x: random.uniform(0..<Float(side)), y: random.uniform(0..<Float(side)))
        scene.add(stamp, label, at: place, in: scene.inkColor(around: place, random))
      }
    }
    return DetectionSample(
      image: scene.image.jittered(by: 0.25, random).blurred(random).grainy(random),
      objects: scene.objects)
  }

  private func digit(_ random: RandomSource) -> (image: Image, label: Int) {
    let sample = digits[numbers.lowerBound + random.index(below: numbers.count)]
    return (sample.image, Int(sample.label))
  }

  /// Small digits are as likely as large ones.
  private func height(_ side: Int, _ random: RandomSource) -> Float {
    let ratio = options.height.upperBound / options.height.lowerBound
    return Float(side) * options.height.lowerBound * pow(ratio, random.uniform())
  }

  /// Writes a few digits beside one another, as a hand does: nearly the same size, ink and slope.
  private func addRow(to scene: inout DigitScene, _ side: Int, _ random: RandomSource) {
    let height = min(height(side, random), 0.25 * Float(side))
    let angle = random.normal() * 0.12
    var pen = Point(
      x: random.uniform(0.02..<0.6) * Float(side), y: random.uniform(0.05..<0.95) * Float(side))
    let color = scene.inkColor(around: pen, random)
    let gap = random.uniform(0.05..<0.5) * height
    for _ in 0...random.index(below: 10) {
      let (digit, label) = digit(random)
      let stamp = DigitStamp(
        digit, height: height * random.uniform(0.9..<1.1),
        angle: angle + random.uniform(-0.12..<0.12), random)
      pen.x += stamp.bounds.width / 2 * cos(angle)
      pen.y += stamp.bounds.width / 2 * sin(angle)
      let place = Point(x: pen.x, y: pen.y + random.uniform(-0.06..<0.06) * height)
      scene.add(stamp, label, at: place, in: color)
      pen.x += (stamp.bounds.width / 2 + gap) * cos(angle)
      pen.y += (stamp.bounds.width / 2 + gap) * sin(angle)
    }
  }
}
