import Platform

extension DetectionRecipe {
  /// Why nothing can be learnt from pictures.
  public enum Fault: DescribedError, Equatable {
    /// There are none.
    case noPictures(data: String)
    /// Nothing tells which weights are the best.
    case noValidation(data: String)
    /// No detector has so many classes.
    case classCount(data: String, Int)

    /// One sentence naming the data.
    public var description: String {
      switch self {
      case .noPictures(let data): "\(data): no picture is there to learn from"
      case .noValidation(let data):
        "\(data): no picture that is kept for validation has an object"
      case .classCount(let data, let count):
        count == 0
          ? "\(data): no box names a class"
          : "\(data): \(count) classes are more than a detector has"
      }
    }
  }
}
