import NeuralNet
import TensorCore

/// A classifier of photographs in two halves: convolutions that find features, and what makes classes of them.
///
/// Grad-CAM looks at the place where the halves meet; a new set of classes needs a new last layer only.
public protocol FeatureClassifier: ImageClassifier {
  /// The pictures' last maps: [N, H, W, 3] → [N, H', W', C].
  func maps(_ x: Tensor) -> Tensor
  /// The logits that follow from them: [N, H', W', C] → [N, classes].
  func logits(maps: Tensor) -> Tensor
  /// The last layer, features → classes.
  var head: Linear { get }
}
