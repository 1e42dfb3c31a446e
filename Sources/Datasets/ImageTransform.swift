import Imaging
import Platform
import TensorCore

/// One step on the way from a picture to a network's input. Steps are Codable: those that a network was trained with
/// travel with its weights and are taken again when it answers.
public enum ImageTransform: Sendable, Equatable, Codable {
  /// The digit in the picture, as MNIST's pictures look (`DigitReader`): white on black, 28x28, grey.
  case digit
  /// One channel.
  case grey
  /// Three channels, what is transparent on white.
  case rgb
  /// The shorter side becomes so many pixels long.
  case resizeShorterSide(to: Int)
  /// Both sides become so many pixels long, whatever the shape was.
  case resize(height: Int, width: Int)
  /// The middle of the picture; smaller pictures are enlarged first.
  case centerCrop(height: Int, width: Int)
  /// A random part of at least this share of the area, and of a shape between 3:4 and 4:3, resized to this size.
  case randomResizedCrop(height: Int, width: Int, minimumArea: Float)
  /// Left and right are exchanged with this probability.
  case randomFlip(probability: Float)
  /// Left and right are exchanged in every second epoch; chance decides in which half of them a picture begins (Jordan
  /// 2024, arXiv:2404.00498).
  case alternatingFlip
  /// Shifted by up to so many pixels in each direction; what comes in is the picture's own edge, mirrored.
  case randomShift(pixels: Int)
  /// Brightness, contrast and saturation are multiplied by 1 ± up to this share each; RGB.
  case colorJitter(Float)
  /// Turned, scaled, slanted, shifted and bent at random; square grey pictures.
  case distort(DigitAugmentation)
  /// (x - mean) / deviation, a value a channel, for x in 0...1.
  case normalize(mean: [Float], deviation: [Float])
}

/// A picture as a network takes it: [H, W, C].
public struct ImageInput: Sendable {
  /// Height and width.
  public let size: ImageSize
  /// Channels of a pixel.
  public let channels: Int
  /// The elements, row by row, channels last.
  public var values: [Float]
  /// Whether the picture shows what the pipeline looked for: false where there is no digit.
  public private(set) var isFound = true

  /// Left and right exchanged.
  public var mirrored: ImageInput {
    var result = self
    for row in 0..<size.height {
      for column in 0..<size.width {
        let (from, to) = (row * size.width + size.width - 1 - column, row * size.width + column)
        for channel in 0..<channels {
          result.values[to * channels + channel] = values[from * channels + channel]
        }
      }
    }
    return result
  }

  /// The bytes of a picture as 0...1.
  init(_ image: Image) {
    size = image.size
    channels = image.channelCount
    values = image.samples()
  }

  /// What the digit reader makes of a picture: nothing but zeros where it holds no digit.
  init(digitIn image: Image) {
    size = ImageSize(height: DigitInput.size, width: DigitInput.size)
    channels = 1
    let digit = DigitReader.find(image)
    isFound = digit != nil
    values = digit ?? [Float](repeating: 0, count: size.pixelCount)
  }
}

/// Transforms one after another.
public struct ImagePipeline: Sendable, Equatable, Codable {
  /// The steps in order.
  public var steps: [ImageTransform]

  /// A pipeline of these steps.
  public init(_ steps: [ImageTransform]) { self.steps = steps }

  /// Decodes an array of steps.
  public init(from decoder: any Decoder) throws { steps = try [ImageTransform](from: decoder) }

  /// Encodes the array of steps.
  public func encode(to encoder: any Encoder) throws { try steps.encode(to: encoder) }

  /// What a digit network sees of any picture.
  public static let digits = ImagePipeline([.digit, .normalizedDigits])

  /// What a network sees of a photograph: its middle, RGB, normalised.
  public static func photo(
    side: Int, resizing: Int? = nil, mean: [Float], deviation: [Float]
  ) -> ImagePipeline {
    ImagePipeline([
      .rgb, .resizeShorterSide(to: resizing ?? side), .centerCrop(height: side, width: side),
      .normalize(mean: mean, deviation: deviation),
    ])
  }

  /// With ImageNet's mean and deviation.
  public static func imageNet(side: Int, resizing: Int? = nil) -> ImagePipeline {
    .photo(
      side: side, resizing: resizing, mean: [0.485, 0.456, 0.406],
      deviation: [0.229, 0.224, 0.225])
  }

  /// ImageNet's mean and deviation, whatever the size.
  public static let imageNetColors = ImagePipeline([
    .rgb, .normalize(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225]),
  ])

  /// With CIFAR-10's mean and deviation.
  public static let cifar = ImagePipeline.photo(
    side: 32, mean: [0.4914, 0.4822, 0.4465], deviation: [0.247, 0.2435, 0.2616])

  /// Height and width of what a photograph becomes; nil for other pipelines.
  public var side: Int? {
    steps.lazy.compactMap { step in
      if case .centerCrop(let height, _) = step { height } else { nil }
    }.first
  }

  /// The same for training: these steps in place of those that choose a part of the picture.
  public func replacingParts(with steps: [ImageTransform]) -> ImagePipeline {
    ImagePipeline([.rgb] + steps + self.steps.suffix(1))
  }

  /// The same for pictures that are MNIST's already: without looking for the digit.
  public var withoutDigitExtraction: ImagePipeline {
    ImagePipeline(steps.filter { $0 != .digit })
  }

  /// The longer side of a picture that serves as well as a larger one; nil where the whole picture is wanted.
  public var sufficientSide: Int? {
    if steps.contains(.digit) { return DigitReader.sufficientSide }
    // Enough for pictures up to four times as long as wide.
    let sides = steps.map { step in
      if case .resizeShorterSide(let side) = step { 4 * side } else { 0 }
    }
    return sides.max().flatMap { $0 > 0 ? $0 : nil }
  }

  /// The same for training, with these steps before the last one, which normalises.
  public func inserting(_ more: [ImageTransform]) -> ImagePipeline {
    ImagePipeline(steps.dropLast() + more + steps.suffix(1))
  }

  /// Whether the steps go together and their sizes are reasonable: to be asked of a pipeline from a file.
  public var isUsable: Bool {
    var (channels, isBytes) = (nil as Int?, true)
    return steps.allSatisfy { step in
      func fits(_ sides: Int...) -> Bool { isBytes && sides.allSatisfy((1...4096).contains) }
      switch step {
      case .digit:
        defer { (channels, isBytes) = (1, false) }
        return isBytes
      case .grey:
        channels = 1
        return isBytes
      case .rgb:
        channels = 3
        return isBytes
      case .resizeShorterSide(let side): return fits(side)
      case .resize(let height, let width), .centerCrop(let height, let width):
        return fits(height, width)
      case .randomResizedCrop(let height, let width, let area):
        return fits(height, width) && area > 0 && area <= 1
      case .randomFlip, .alternatingFlip: return isBytes
      case .randomShift(let pixels): return isBytes && (0...16).contains(pixels)
      case .colorJitter(let share): return isBytes && channels == 3 && (0..<1).contains(share)
      case .distort:
        isBytes = false
        return channels == 1
      case .normalize(let mean, let deviation):
        // MNIST's pictures have one channel as they are.
        isBytes = false
        return mean.count == channels ?? 1 && deviation.count == mean.count
          && deviation.allSatisfy { $0 != 0 }
      }
    }
  }

  /// The network's input for a picture.
  ///
  /// - Parameter draw: what random steps depend on.
  public func callAsFunction(_ image: Image, _ draw: SampleDraw = SampleDraw()) -> ImageInput {
    var image = image
    var input: ImageInput?
    for step in steps {
      if input == nil, let next = step.applied(to: image, draw) {
        image = next
      } else {
        input = step.applied(to: input ?? step.read(image), draw.random)
      }
    }
    return input ?? ImageInput(image)
  }
}

extension ImageTransform {
  /// MNIST's mean and deviation.
  public static let normalizedDigits = normalize(
    mean: [DigitInput.mean], deviation: [DigitInput.deviation])

  /// What becomes of a picture by a step that works on bytes and leaves nothing to chance.
  func applied(to image: Image) -> Image { applied(to: image, SampleDraw()) ?? image }

  /// What becomes of a picture of bytes; nil for steps that need more than bytes.
  fileprivate func applied(to image: Image, _ draw: SampleDraw) -> Image? {
    let random = draw.random
    return switch self {
    case .digit, .distort, .normalize: nil
    case .grey: image.format.hasAlpha ? image.composited(over: .white).gray() : image.gray()
    case .rgb: image.format.hasAlpha ? image.composited(over: .white).rgb() : image.rgb()
    case .resizeShorterSide(let side): image.resized(to: image.size.scaled(shorterSide: side))
    case .resize(let height, let width):
      image.resized(to: ImageSize(height: height, width: width))
    case .centerCrop(let height, let width):
      image.centerCropped(enlargedTo: ImageSize(height: height, width: width))
    case .randomResizedCrop(let height, let width, let area):
      image.randomPart(minimumArea: area, random)
        .resized(to: ImageSize(height: height, width: width))
    case .randomFlip(let probability):
      random.uniform() < probability ? image.flippedHorizontally() : image
    case .alternatingFlip:
      (RandomSource(seed: 1, stream: UInt64(draw.index)).index(below: 2) + draw.epoch) % 2 == 1
        ? image.flippedHorizontally() : image
    case .randomShift(let pixels):
      image.shifted(
        down: random.index(below: 2 * pixels + 1) - pixels,
        right: random.index(below: 2 * pixels + 1) - pixels)
    case .colorJitter(let share): image.jittered(by: share, random)
    }
  }

  /// The first step that needs floats makes them.
  fileprivate func read(_ image: Image) -> ImageInput {
    self == .digit ? ImageInput(digitIn: image) : ImageInput(image)
  }

  fileprivate func applied(to input: ImageInput, _ random: RandomSource) -> ImageInput {
    var result = input
    switch self {
    case .digit: break
    case .distort(let augmentation): result.values = augmentation.distorted(input, using: random)
    case .normalize(let mean, let deviation):
      precondition(
        mean.count == input.channels && deviation.count == input.channels,
        "normalize: \(mean.count) means for \(input.channels) channels")
      for channel in 0..<input.channels {
        let (mean, factor) = (mean[channel], 1 / deviation[channel])
        for place in stride(from: channel, to: result.values.count, by: input.channels) {
          result.values[place] = (result.values[place] - mean) * factor
        }
      }
    default: preconditionFailure("\(self) comes before the steps that work on floats")
    }
    return result
  }
}

extension Tensor {
  /// Inputs of one size as a batch [N, H, W, C].
  public init(_ inputs: [ImageInput]) {
    let first = inputs.first
    let (size, channels) = (first?.size ?? ImageSize(height: 0, width: 0), first?.channels ?? 0)
    let count = size.pixelCount * channels
    precondition(
      inputs.allSatisfy { $0.size == size && $0.channels == channels },
      "Tensor: the inputs of a batch have one size")
    self.init(shape: [inputs.count, size.height, size.width, channels]) { buffer in
      guard let base = buffer.baseAddress else { return }
      for (index, input) in inputs.enumerated() {
        input.values.withUnsafeBufferPointer { values in
          if let start = values.baseAddress {
            (base + index * count).update(from: start, count: count)
          }
        }
      }
    }
  }
}
