import Datasets
import Imaging
import Inference

/// A look at all pictures before a training: which of them have colour, and how common each colour is.
struct ColorSurvey {
  /// The pictures with a mean chroma above 5 of Lab's units.
  private(set) var coloured: [Int] = []
  /// The share of pixels in each bin, of means over 2x2 pixels or more.
  private(set) var frequencies: [Float]
  private static let batchSize = 256

  /// Reads all pictures; one that cannot be read is passed over.
  ///
  /// - Parameter failed: is told of it.
  init(of pictures: some ImageDataset, bins: ColorBins, failed: (any Error) -> Void) {
    var counts = [Int](repeating: 0, count: bins.centers.count)
    for start in stride(from: 0, to: pictures.count, by: Self.batchSize) {
      let indices = Array(start..<min(start + Self.batchSize, pictures.count))
      let found = inParallel(indices) { try Self.look(at: pictures[$0].image, bins) }
      for (index, result) in zip(indices, found) {
        switch result {
        case .failure(let error): failed(error)
        case .success(let look):
          if look.chroma > 5 { coloured.append(index) }
          for bin in look.bins { counts[bin] += 1 }
        }
      }
    }
    let total = Float(max(counts.reduce(0, +), 1))
    frequencies = counts.map { Float($0) / total }
  }

  private static func look(at image: Image, _ bins: ColorBins) -> (chroma: Float, bins: [Int]) {
    let picture = image.rgb()
    let half = ImageSize(
      height: max(min(picture.height / 2, 64), 1), width: max(min(picture.width / 2, 64), 1))
    let lab = picture.resized(to: half, filter: .area).labSamples()
    var chroma: Float = 0
    var found: [Int] = []
    found.reserveCapacity(half.pixelCount)
    for place in stride(from: 0, to: lab.count, by: 3) {
      let color = SIMD2(lab[place + 1], lab[place + 2])
      chroma += (color * color).sum().squareRoot()
      found.append(bins.nearest(color))
    }
    return (chroma / Float(half.pixelCount), found)
  }
}
