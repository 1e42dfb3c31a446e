import Datasets
import ModelZoo
import NeuralNet
import TensorCore

/// A network in evaluation mode that another one imitates: its probabilities say more than the labels do, which digits look
/// alike for instance (Hinton, Vinyals & Dean 2015, arXiv:1503.02531).
///
/// Its answers are kept: an epoch sees one of a limited number of distorted views of the pictures, and the teacher is asked once
/// for each.
public final class Teacher {
  /// The weight of the teacher's word against the labels'.
  private static let share: Float = 0.9
  /// The softmax temperature of both networks.
  private static let temperature: Float = 4

  private let network: any ImageClassifier
  private let viewCount: Int
  private var answers: [Place: Tensor] = [:]

  private struct Place: Hashable {
    let step: Int
    let view: Int
  }

  /// A teacher.
  ///
  /// - Parameter viewCount: how many distorted views there are of each picture.
  public init(_ network: any ImageClassifier, viewCount: Int) {
    precondition(viewCount > 0, "Teacher: there is one view or more, not \(viewCount)")
    self.network = network
    self.viewCount = viewCount
  }

  /// The view of the pictures that an epoch sees.
  func view(inEpoch epoch: Int) -> Int { epoch % viewCount }

  /// The teacher's logits for a step of an epoch.
  ///
  /// - Parameter images: the step's pictures as the teacher sees them.
  func logits(of images: [ImageInput], step: Int, epoch: Int) -> Tensor {
    let place = Place(step: step, view: view(inEpoch: epoch))
    if let known = answers[place] { return known }
    let answer = withoutGradient { network(Tensor(images)) }.detached
    answers[place] = answer
    return answer
  }

  /// The loss of a network that learns from labels and teacher: to that of the labels comes the cross-entropy against the
  /// teacher's softened probabilities, scaled so that its gradient is about as large.
  static func loss(_ logits: Tensor, teacher: Tensor, labelLoss: Tensor) -> Tensor {
    let targets = (teacher / temperature).softmax()
    let products = (logits / temperature).logSoftmax() * targets
    let imitation = -products.sum() * (temperature * temperature / Float(logits.shape[0]))
    return labelLoss * (1 - share) + imitation * share
  }
}
