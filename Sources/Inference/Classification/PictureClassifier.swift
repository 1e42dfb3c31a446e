import Datasets
import Imaging
import Synchronization

/// Names what is in any picture: a digit on paper by one network, what a photograph shows by another. Each network is read
/// when the first picture of its kind comes.
public final class PictureClassifier: Sendable {
  private let digits = OnDemand { try Classifier(.lenet5) }
  private let photos: OnDemand<Classifier>

  /// The two networks that ship.
  ///
  /// - Parameter inChinese: whether things are named in Chinese.
  public init(inChinese: Bool = false) {
    photos = OnDemand { try Classifier(.tinyImageNet, inChinese: inChinese) }
  }

  /// Answers for each file in order; each answer says which network gave it.
  ///
  /// - Throws: what `give` throws.
  public func answers(
    to request: Classifier.Request,
    _ give: (Result<Classifier.Answer, any Error>) throws -> Void
  ) throws {
    let sides = [ClassifierPreset.lenet5, .tinyImageNet].compactMap(\.transforms.sufficientSide)
    try Classifier.answers(to: request, side: sides.max(), from: classifier, give)
  }

  /// The network for a picture of its kind (`PictureKind`).
  ///
  /// - Throws: what reading its weights throws.
  public func classifier(for image: Image) throws -> Classifier {
    try (PictureKind(of: image) == .digit ? digits : photos).value()
  }
}

/// A value that is made when it is first asked for, once, whichever thread asks.
private final class OnDemand<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let make: @Sendable () throws -> Value

  init(_ make: @escaping @Sendable () throws -> Value) { self.make = make }

  func value() throws -> Value {
    try made.withLock { made in
      if let made { return made }
      let value = try make()
      made = value
      return value
    }
  }
}
