import Datasets
import Imaging

/// Names what is in any picture: a digit on paper by one network, what a photograph shows by another.
public final class PictureClassifier: Sendable {
  private let digits: Classifier
  private let photos: Classifier

  /// The two networks that ship, or others.
  ///
  /// - Throws: what reading the weights throws.
  public init(digits: Classifier? = nil, photos: Classifier? = nil) throws {
    self.digits = try digits ?? Classifier(.lenet5)
    self.photos = try photos ?? Classifier(.tinyImageNet)
  }

  /// Answers for each file in order; each answer says which network gave it.
  public func answers(
    to request: Classifier.Request,
    _ give: (Result<Classifier.Answer, any Error>) throws -> Void
  ) rethrows {
    let side = max(digits.transforms.sufficientSide ?? 0, photos.transforms.sufficientSide ?? 0)
    try Classifier.answers(to: request, side: side, from: classifier, give)
  }

  /// The network for a picture.
  public func classifier(for image: Image) -> Classifier {
    PictureKind(of: image) == .digit ? digits : photos
  }
}
