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

  /// The same for pictures that are MNIST's already: without looking for the digit.
  public var withoutDigitExtraction: ImagePipeline {
    ImagePipeline(steps.filter { $0 != .digit })
  }

  /// The longer side of a picture that serves as well as a larger one; nil where the whole picture is wanted.
  public var sufficientSide: Int? {
    steps.contains(.digit) ? DigitReader.sufficientSide : nil
  }

  /// The same for training, with these steps before the last one, which normalises.
  public func inserting(_ more: [ImageTransform]) -> ImagePipeline {
    ImagePipeline(steps.dropLast() + more + steps.suffix(1))
  }

  /// The network's input for a picture.
  ///
  /// - Parameter random: where random steps draw from.
  public func callAsFunction(_ image: Image, using random: RandomSource = RandomSource(seed: 0))
    -> ImageInput
  {
    var image = image
    var input: ImageInput?
    for step in steps {
      if input == nil, let next = step.applied(to: image, random) {
        image = next
      } else {
        input = step.applied(to: input ?? step.read(image), random)
      }
    }
    return input ?? ImageInput(image)
  }
}

extension ImageTransform {
  /// MNIST's mean and deviation.
  public static let normalizedDigits = normalize(
    mean: [DigitInput.mean], deviation: [DigitInput.deviation])

  /// What becomes of a picture of bytes; nil for steps that need more than bytes.
  fileprivate func applied(to image: Image, _ random: RandomSource) -> Image? {
    switch self {
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

extension Image {
  /// The middle, of a picture that is enlarged first where it is smaller.
  fileprivate func centerCropped(enlargedTo part: ImageSize) -> Image {
    let factor = max(
      Double(part.height) / Double(max(height, 1)), Double(part.width) / Double(max(width, 1)), 1)
    let enlarged = ImageSize(
      height: max(part.height, Int(Double(height) * factor)),
      width: max(part.width, Int(Double(width) * factor)))
    return (factor > 1 ? resized(to: enlarged) : self).centerCropped(to: part)
  }

  /// A random part of at least this share of the area, between 3:4 and 4:3 in shape.
  fileprivate func randomPart(minimumArea: Float, _ random: RandomSource) -> Image {
    let area = Float(size.pixelCount) * random.uniform(minimumArea..<Float(1).nextUp)
    let shape = exp(random.uniform(-0.28768207..<0.28768207))  // ln(4 / 3)
    let part = ImageSize(
      height: min(max(Int((area / shape).squareRoot()), 1), height),
      width: min(max(Int((area * shape).squareRoot()), 1), width))
    return cropped(
      top: random.index(below: height - part.height + 1),
      left: random.index(below: width - part.width + 1), size: part)
  }
}

extension ImageSize {
  /// The size of the same shape whose shorter side has this length.
  fileprivate func scaled(shorterSide side: Int) -> ImageSize {
    let shortest = max(min(height, width), 1)
    func scaled(_ length: Int) -> Int { max(1, (length * side + shortest / 2) / shortest) }
    return ImageSize(height: scaled(height), width: scaled(width))
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
