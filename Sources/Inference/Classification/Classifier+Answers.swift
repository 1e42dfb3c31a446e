import Datasets
import Imaging

extension Classifier {
  /// Pictures that go through a network together.
  private static let batchSize = 64

  /// Answers for each file in order, in batches that are read by all cores; what cannot be read fails alone.
  public func answers(
    to request: Request, _ give: (Result<Answer, any Error>) throws -> Void
  ) rethrows {
    try Self.answers(to: request, side: transforms.sufficientSide, from: { _ in self }, give)
  }

  /// The same where each picture chooses its classifier.
  ///
  /// - Parameter side: the longer side of pictures that is enough for all classifiers; nil for whole pictures.
  static func answers(
    to request: Request, side: Int?, from chosen: @Sendable (Image) throws -> Classifier,
    _ give: (Result<Answer, any Error>) throws -> Void
  ) rethrows {
    let files = request.files
    for start in stride(from: 0, to: files.count, by: batchSize) {
      let part = Array(files[start..<min(start + batchSize, files.count)])
      let inputs = inParallel(part) { file in
        let image = try Image(contentsOf: file == "-" ? "/dev/stdin" : file, reducedTo: side)
        let classifier = try chosen(image)
        return (classifier: classifier, input: classifier.transforms(image))
      }
      let predictions = predictions(inputs.map { try? $0.get() })
      for (index, result) in inputs.enumerated() {
        try give(
          result.map { classifier, input in
            Answer(
              file: part[index], model: classifier.name, found: input.isFound,
              predictions: Array(predictions[index].prefix(
                request.top ?? (classifier.network.readsColor ? 5 : 1))))
          })
      }
    }
  }

  /// The classes of each input by its classifier, each of which is asked once.
  private static func predictions(_ inputs: [(classifier: Classifier, input: ImageInput)?])
    -> [[Prediction]]
  {
    var found = [[Prediction]](repeating: [], count: inputs.count)
    var waiting = inputs.indices.filter { inputs[$0] != nil }
    while let classifier = waiting.first.flatMap({ inputs[$0]?.classifier }) {
      let own = waiting.filter { inputs[$0]?.classifier === classifier }
      for (place, answer) in zip(own, classifier.classify(own.compactMap { inputs[$0]?.input })) {
        found[place] = answer
      }
      waiting.removeAll(where: own.contains)
    }
    return found
  }
}
