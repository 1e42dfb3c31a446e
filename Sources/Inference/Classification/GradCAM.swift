import Imaging
import ModelZoo
import TensorCore

/// Where a network looks for a class: its last maps, each weighed by how much the class's logit grows with it (Selvaraju et al.
/// 2017, "Grad-CAM", arXiv:1610.02391).
enum GradCAM {
  /// The logits of a picture, and for each of some classes a map of where it is seen.
  ///
  /// - Shapes: input [1, H, W, 3] → maps [H', W'], 0 and more.
  static func maps(
    of network: some FeatureClassifier, _ input: Tensor, classes: (Tensor) -> [Int]
  ) -> (logits: Tensor, size: ImageSize, maps: [[Float]]) {
    let found = withoutGradient { network.maps(input) }
    let (height, width, channels) = (found.shape[1], found.shape[2], found.shape[3])
    let leaf = Parameter(found)
    let logits = network.head(network.features(maps: leaf.value))
    let values = found.values
    let maps = classes(logits).map { place -> [Float] in
      leaf.zeroGradient()
      let again = network.head(network.features(maps: leaf.value))
      again.sliced(place..<place + 1, alongDimension: 1).sum().backward()
      guard let slopes = leaf.gradient?.values else { return [] }
      var weights = [Float](repeating: 0, count: channels)
      for (index, slope) in slopes.enumerated() { weights[index % channels] += slope }
      return (0..<height * width).map { pixel in
        let sum = (0..<channels).reduce(Float(0)) {
          $0 + weights[$1] * values[pixel * channels + $1]
        }
        return max(sum / Float(height * width), 0)
      }
    }
    return (logits.detached, ImageSize(height: height, width: width), maps)
  }
}
