import NeuralNet
import TensorCore

/// A classifier of photographs: convolutions that find maps, what makes features of them, and a last linear layer.
///
/// Grad-CAM looks at the maps; other classes need another last layer, and perhaps some training of what is just below it.
public protocol FeatureClassifier: ImageClassifier {
  /// The pictures' last maps: [N, H, W, 3] → [N, H', W', C].
  func maps(_ x: Tensor) -> Tensor
  /// What the last layer sees: [N, H', W', C] → [N, F].
  func features(maps: Tensor) -> Tensor
  /// The last layer: features → logits [N, classes].
  var head: Linear { get }
  /// The layers below the last one that fine-tuning changes too.
  var upperLayers: [Module] { get }
}

extension FeatureClassifier {
  /// The logits.
  public func forward(_ x: Tensor) -> Tensor { head(features(maps: maps(x))) }

  /// The same network for other classes: all weights but those of the last layer, which are random.
  public func retargeted(classCount: Int, random: RandomSource) throws -> Self {
    var configuration = configuration
    configuration.classCount = classCount
    let other = Self(configuration, .random(random))
    let own = Set(head.parameters.map(ObjectIdentifier.init))
    let names = namedParameters.filter { own.contains(ObjectIdentifier($0.parameter)) }.map(\.name)
    try other.load(state: state.filter { !names.contains($0.key) }, strict: false)
    return other
  }
}
