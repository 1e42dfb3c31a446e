import ModelZoo
import TensorCore

/// A larger network's probabilities, which say more than the labels do: which classes look alike (Hinton, Vinyals & Dean 2015,
/// arXiv:1503.02531).
public enum Teacher {
  /// A network in evaluation mode that sees the same distorted pictures.
  case network(any ImageClassifier)
  /// What a network said of each training picture as it is, one row a picture: it is asked once only.
  case known(Tensor)

  /// The weight of the teacher's word against the labels'.
  static let share: Float = 0.9
  /// The softmax temperature of both networks.
  static let temperature: Float = 4

  /// The teacher's logits of a batch: its images, and their places among the training pictures.
  func logits(_ images: Tensor, _ places: [Int]) -> Tensor {
    withoutGradient {
      switch self {
      case .network(let network): network(images)
      case .known(let rows): rows.gatherRows(IndexTensor(places.map(Int32.init)))
      }
    }
  }

  /// Cross-entropy against the teacher's softened probabilities, scaled so that its gradient is about as large as that of
  /// the labels.
  static func loss(_ logits: Tensor, teacher: Tensor) -> Tensor {
    let targets = (teacher.detached / temperature).softmax()
    let products = (logits / temperature).logSoftmax() * targets
    return -products.sum() * (temperature * temperature / Float(logits.shape[0]))
  }
}
