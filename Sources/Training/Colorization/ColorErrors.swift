import Imaging
import Platform

/// How far colours lie from the true ones, summed over pictures, after Zhang, Isola & Efros 2016: the area under the cumulative
/// curve of errors in Lab's a and b, and the same with each pixel weighted by how rare its colour is.
public struct ColorErrors: Sendable {
  /// Errors of at most so many units make the curve.
  private static let thresholdCount = 151
  /// How many pixels have an error that is first covered by each threshold.
  private var counts = [Double](repeating: 0, count: thresholdCount + 1)
  private var weights = [Double](repeating: 0, count: thresholdCount + 1)
  private var psnrSum = 0.0
  private var colorfulnessSum = 0.0
  private var pictureCount = 0

  /// No pictures yet.
  public init() {}

  /// Adds a picture.
  ///
  /// - Parameters:
  ///   - truth: the original's Lab coordinates, [height, width, 3].
  ///   - found: those of the picture in question.
  ///   - pixels: the original's bytes.
  ///   - rarity: what a pixel of the original counts.
  public mutating func add(
    truth: [Float], found: [Float], size: ImageSize, pixels: [UInt8], rarity: [Float]
  ) {
    for place in 0..<size.pixelCount {
      let (a, b) = (
        truth[3 * place + 1] - found[3 * place + 1], truth[3 * place + 2] - found[3 * place + 2]
      )
      let bin = min(Int((a * a + b * b).squareRoot().rounded(.up)), Self.thresholdCount)
      counts[bin] += 1
      weights[bin] += Double(rarity[place])
    }
    let image = Image(size: size, labSamples: found)
    psnrSum += Self.psnr(image.pixels, pixels)
    colorfulnessSum += Self.colorfulness(image.pixels)
    pictureCount += 1
  }

  /// Adds the sums of other pictures.
  public mutating func add(_ other: ColorErrors) {
    for bin in counts.indices {
      counts[bin] += other.counts[bin]
      weights[bin] += other.weights[bin]
    }
    psnrSum += other.psnrSum
    colorfulnessSum += other.colorfulnessSum
    pictureCount += other.pictureCount
  }

  /// The mean share of pixels below the thresholds 0...150, percent.
  public var area: Double { Self.area(counts) }
  /// The same, each pixel weighted by its rarity.
  public var rebalancedArea: Double { Self.area(weights) }
  /// The mean peak signal-to-noise ratio, dB.
  public var psnr: Double { psnrSum / Double(max(pictureCount, 1)) }
  /// The mean colourfulness (Hasler & Süsstrunk 2003).
  public var colorfulness: Double { colorfulnessSum / Double(max(pictureCount, 1)) }
  /// How many pictures there were.
  public var count: Int { pictureCount }

  private static func area(_ histogram: [Double]) -> Double {
    let total = histogram.reduce(0, +)
    var (sum, area) = (0.0, 0.0)
    for bin in 0..<thresholdCount {
      sum += histogram[bin]
      area += sum
    }
    return total > 0 ? 100 * area / total / Double(thresholdCount) : 0
  }

  private static func psnr(_ found: [UInt8], _ truth: [UInt8]) -> Double {
    var sum = 0
    for (one, other) in zip(found, truth) {
      sum += (Int(one) - Int(other)) * (Int(one) - Int(other))
    }
    let mean = Double(sum) / Double(found.count) / (255 * 255)
    return -10 * log10(max(mean, 1e-8))
  }

  /// How vivid a picture is: deviations and means of red against green and of yellow against blue.
  public static func colorfulness(_ pixels: [UInt8]) -> Double {
    var (sums, squares) = (SIMD2<Double>(), SIMD2<Double>())
    for place in stride(from: 0, to: pixels.count, by: 3) {
      let (red, green, blue) = (
        Double(pixels[place]), Double(pixels[place + 1]), Double(pixels[place + 2])
      )
      let opponents = SIMD2(red - green, 0.5 * (red + green) - blue)
      sums += opponents
      squares += opponents * opponents
    }
    let count = Double(pixels.count / 3)
    let means = sums / count
    let variances = (squares - sums * means) / max(count - 1, 1)
    return max(variances.sum(), 0).squareRoot() + 0.3 * (means * means).sum().squareRoot()
  }
}
