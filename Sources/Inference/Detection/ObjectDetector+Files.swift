import Boxes
import Datasets
import Imaging
import TensorCore

extension ObjectDetector {
  /// A picture, what is in it, and the same in the words of an answer.
  public typealias Finding = (answer: Answer, picture: Image, detections: [Detection])

  /// Answers for each file in order, in batches that are read by all cores; what cannot be read fails alone.
  public func findings(
    in request: Request, _ give: (Result<Finding, any Error>) throws -> Void
  ) rethrows {
    let files = request.files
    let together = 4 * Runtime.threadCount
    for start in stride(from: 0, to: files.count, by: together) {
      let part = Array(files[start..<min(start + together, files.count)])
      let pictures = inParallel(part) { file in
        try Image(contentsOf: file == "-" ? "/dev/stdin" : file).rgb()
      }
      let readable = pictures.compactMap { try? $0.get() }
      var found = detections(in: readable, request.suppression).makeIterator()
      for (file, result) in zip(part, pictures) {
        try give(
          result.map { picture in
            let all = found.next() ?? []
            return (
              answer(file, picture, all, request), picture,
              all.filter { $0.score >= request.threshold }
            )
          })
      }
    }
  }

  /// What is in a picture.
  public func answer(_ file: String, _ picture: Image, _ request: Request) -> Answer {
    answer(file, picture, detections(in: [picture], request.suppression)[0], request)
  }

  private func answer(
    _ file: String, _ picture: Image, _ all: [Detection], _ request: Request
  ) -> Answer {
    let seen = all.filter { $0.score >= request.threshold }
    let objects = seen.map { found in
      func pixels(_ value: Float) -> Double { Double((value * 10).rounded()) / 10 }
      return Object(
        label: labels[found.label], score: (Double(found.score) * 1e4).rounded() / 1e4,
        x: pixels(found.box.x), y: pixels(found.box.y), width: pixels(found.box.width),
        height: pixels(found.box.height))
    }
    let nearest = all.first.map {
      Prediction(label: labels[$0.label], probability: Double($0.score))
    }
    return Answer(
      file: file, width: picture.width, height: picture.height, objects: objects,
      nearest: objects.isEmpty ? nearest : nil, text: text(seen))
  }

  /// What rows of single characters read.
  private func text(_ detections: [Detection]) -> [String]? {
    guard labels.allSatisfy({ $0.count == 1 }) else { return nil }
    return ReadingOrder.rows(detections).map { $0.map { labels[$0.label] }.joined() }
  }
}
