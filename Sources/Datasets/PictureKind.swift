import Imaging
import Platform
import TensorCore

/// What a picture is of, as far as it decides which network is asked.
public enum PictureKind: Sendable, Equatable {
  /// One digit on paper, or on something like it.
  case digit
  /// Anything else: a photograph.
  case photo

  /// Decides by how the picture looks (paper fills most of it, few colours) and by whether the digit reader finds strokes that
  /// can be a digit: what looks like paper but holds no digit is a photograph, unless it is blank.
  ///
  /// Logistic regression, fitted to 700 drawn digits (`make_digits.py --variants FOLDER --count 100 --seed 77`) and 400 of
  /// MNIST's against 2,444 photographs of eight sets.
  public init(of image: Image) {
    let look = zip(PictureKind.look(of: image), PictureKind.weights)
      .reduce(PictureKind.offset) { $0 + $1.0 * $1.1 }
    guard look + PictureKind.foundWeight > 0 else {
      self = .photo
      return
    }
    if let digit = DigitReader.find(image) {
      // It counts for something between nothing and this, less the more ink it has.
      let ink = digit.reduce(0, +) / Float(digit.count)
      let found = PictureKind.foundWeight + PictureKind.inkWeight * ink
      self = look + max(found, 0) > 0 ? .digit : .photo
    } else {
      self = look > 0 && PictureKind.isBlank(image) ? .digit : .photo
    }
  }

  /// Whether all pixels are nearly alike.
  private static func isBlank(_ image: Image) -> Bool {
    let plane = image.rgb().grayPlane()
    return (plane.max() ?? 0) - (plane.min() ?? 0) < 0.03
  }

  private static let (foundWeight, inkWeight): (Float, Float) = (5.063, -10.8)
  private static let weights: [Float] = [
    7.226, -17.56, -7.142, -26.01, -5.037, -24.74, 1.442, 6.723,
  ]
  private static let offset: Float = 4.824

  /// What the decision is made on, each about 0...1: the shares of paper and of edges, mean chroma, how many colours there are, the
  /// share of the commonest, their entropy, and how much pixels differ from the paper: the eighth tenth and the most.
  private static func look(of image: Image) -> [Float] {
    let small = GrayPlane.opaque(image, limit: 128)
    let luma = GrayPlane(size: small.size, values: small.grayPlane())
    let background = Background(luma)
    let (height, width) = (luma.size.height, luma.size.width)
    var (paper, edges) = (Float(0), Float(0))
    var differences: [Float] = []
    for row in 0..<height {
      for column in 0..<width {
        let value = luma[row, column]
        let difference = abs(value - background(row, column))
        differences.append(difference)
        if difference < 0.06 { paper += 1 }
        let right = column + 1 < width ? abs(luma[row, column + 1] - value) : 0
        let below = row + 1 < height ? abs(luma[row + 1, column] - value) : 0
        if max(right, below) > 0.04 { edges += 1 }
      }
    }
    let count = Float(differences.count)
    let colors = ColorUse(of: small.rgb())
    return [
      paper / count, edges / count, colors.chroma, colors.used / 64, colors.largest,
      colors.entropy / 9, ranked(differences, at: differences.count * 8 / 10),
      differences.max() ?? 0,
    ]
  }
}

/// The colours of an RGB picture in cells of 32 levels a channel.
private struct ColorUse {
  /// How much colours stand out of grey in the mean, 0...1.
  let chroma: Float
  /// The number of cells with more than 0.3 % of the pixels.
  let used: Float
  /// The share of the commonest cell.
  let largest: Float
  /// Entropy of the cells, in bits.
  let entropy: Float

  init(of image: Image) {
    var (cells, sum) = ([Int](repeating: 0, count: 512), 0)
    let pixels = image.pixels
    for start in stride(from: 0, to: pixels.count, by: 3) {
      let (r, g, b) = (Int(pixels[start]), Int(pixels[start + 1]), Int(pixels[start + 2]))
      cells[r / 32 * 64 + g / 32 * 8 + b / 32] += 1
      sum += max(r, g, b) - min(r, g, b)
    }
    let count = Float(image.size.pixelCount)
    let shares = cells.filter { $0 > 0 }.map { Float($0) / count }
    chroma = Float(sum) / 255 / count
    used = Float(shares.count { $0 > 0.003 })
    largest = shares.max() ?? 0
    entropy = shares.reduce(0) { $0 - $1 * log2($1) }
  }
}
