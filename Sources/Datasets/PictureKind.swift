import Imaging
import Platform
import TensorCore

/// What a picture is of, as far as it decides which network is asked.
public enum PictureKind: Sendable, Equatable {
  /// One digit on paper, or on something like it.
  case digit
  /// Anything else: a photograph.
  case photo

  /// Decides by how the picture looks: paper fills most of it, few colours, strokes that can be one digit.
  public init(of image: Image) {
    let logit = zip(PictureKind.features(of: image), PictureKind.weights)
      .reduce(PictureKind.offset) { $0 + $1.0 * $1.1 }
    self = logit > 0 ? .digit : .photo
  }

  /// Logistic regression on `features`: 700 drawn digits (`make_digits.py --variants FOLDER --count 100 --seed 77`) and 400 of
  /// MNIST's against 2,444 photographs of eight sets.
  private static let weights: [Float] = [
    5.063, 7.226, -17.56, -7.142, -26.01,
    -5.037, -24.74, 1.442, -10.8, 6.723,
  ]
  private static let offset: Float = 4.824

  /// What the decision is made on, each about 0...1.
  public static func features(of image: Image) -> [Float] {
    let found = DigitReader.find(image)
    let small = GrayPlane.opaque(image, limit: 128)
    let luma = GrayPlane(size: small.size, values: small.grayPlane())
    let background = Background(luma)
    let (height, width) = (luma.size.height, luma.size.width)
    var (paper, edges, contrast) = (Float(0), Float(0), Float(0))
    var differences: [Float] = []
    for row in 0..<height {
      for column in 0..<width {
        let value = luma[row, column]
        let difference = abs(value - background(row, column))
        differences.append(difference)
        if difference < 0.06 { paper += 1 }
        contrast = max(contrast, difference)
        let right = column + 1 < width ? abs(luma[row, column + 1] - value) : 0
        let below = row + 1 < height ? abs(luma[row + 1, column] - value) : 0
        if max(right, below) > 0.04 { edges += 1 }
      }
    }
    let count = Float(luma.values.count)
    // Colours in cells of 8 x 8 x 8, and how much they stand out of grey.
    var (cells, chroma) = ([Int](repeating: 0, count: 512), Float(0))
    let rgb = small.rgb().pixels
    for start in stride(from: 0, to: rgb.count, by: 3) {
      let (r, g, b) = (Int(rgb[start]), Int(rgb[start + 1]), Int(rgb[start + 2]))
      cells[r / 32 * 64 + g / 32 * 8 + b / 32] += 1
      chroma += Float(max(r, g, b) - min(r, g, b)) / 255
    }
    let used = Float(cells.count { Float($0) > 0.003 * count })
    let largest = Float(cells.max() ?? 0) / count
    let entropy = cells.reduce(Float(0)) { sum, cell in
      cell == 0 ? sum : sum - Float(cell) / count * log2(Float(cell) / count)
    }
    let ink = found.map { $0.reduce(0) { $0 + $1 } / 784 } ?? 0
    return [
      found == nil ? 0 : 1, paper / count, edges / count, chroma / count, used / 64, largest,
      entropy / 9, ranked(differences, at: differences.count * 8 / 10), ink, contrast,
    ]
  }
}
