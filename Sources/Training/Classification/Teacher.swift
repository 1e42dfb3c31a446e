import Datasets
import ModelZoo
import NeuralNet
import TensorCore

/// A larger network that another one imitates: its probabilities say more than the labels do, which classes look alike for
/// instance (Hinton, Vinyals & Dean 2015, arXiv:1503.02531).
public final class Teacher {
  /// The weight of the teacher's word against the labels'.
  private static let share: Float = 0.9
  /// The softmax temperature of both networks.
  private static let temperature: Float = 4

  private enum Source {
    case network(any ImageClassifier, viewCount: Int)
    case known(Tensor)
  }

  private struct Place: Hashable {
    let step: Int
    let view: Int
  }

  private let source: Source
  private var answers: [Place: Tensor] = [:]

  /// A teacher in evaluation mode whose answers are kept: an epoch sees one of a limited number of distorted views of the
  /// pictures, and the teacher is asked once for each.
  ///
  /// - Parameter viewCount: how many distorted views there are of each picture.
  public init(_ network: any ImageClassifier, viewCount: Int) {
    precondition(viewCount > 0, "Teacher: there is one view or more, not \(viewCount)")
    source = .network(network, viewCount: viewCount)
  }

  /// What a large network said of each training picture as it is, whatever view of it an epoch sees.
  ///
  /// - Parameter logits: [N, classes].
  public init(known logits: Tensor) { source = .known(logits) }

  /// Whether it looks at the pictures of each step.
  var looks: Bool { if case .network = source { true } else { false } }

  /// The view of the pictures that an epoch sees.
  func view(inEpoch epoch: Int) -> Int {
    if case .network(_, let viewCount) = source { epoch % viewCount } else { epoch }
  }

  /// The teacher's logits for a step of an epoch.
  ///
  /// - Parameters:
  ///   - images: the step's pictures as the teacher sees them, where it looks.
  ///   - places: their numbers among the training pictures.
  func logits(of images: [ImageInput], at places: [Int], step: Int, epoch: Int) -> Tensor {
    switch source {
    case .known(let rows): return rows.gatherRows(IndexTensor(places.map(Int32.init))).detached
    case .network(let network, _):
      let place = Place(step: step, view: view(inEpoch: epoch))
      if let known = answers[place] { return known }
      let answer = withoutGradient { network(Tensor(images)) }.detached
      answers[place] = answer
      return answer
    }
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
