import Boxes
import Yams

/// One picture's boxes as YOLO's text: a class's number, then centre and size, or a polygon's corners, in shares of the
/// picture's width and height.
enum YOLOLabels {
  /// The boxes of a file, with class numbers as names, and one sentence for each line that is none; nil where no line is one.
  ///
  /// - Throws: `AnnotationError` where it cannot be read.
  static func read(_ path: String) throws(AnnotationError) -> (
    objects: [AnnotatedPicture.Object], faults: [String]
  )? {
    var (objects, faults) = ([AnnotatedPicture.Object](), [String]())
    for (number, line) in try readLines(path).enumerated() where !line.isEmpty {
      let words = line.split(whereSeparator: \.isWhitespace)
      let numbers = words.dropFirst().compactMap { Float($0) }
      // Some exporters write 1.0.
      guard let label = words.first.flatMap({ Double($0) }).flatMap({ Int(exactly: $0) }),
        label >= 0, numbers.count == words.count - 1, let box = box(numbers)
      else {
        faults.append("line \(number + 1) is no class's number with four numbers behind it")
        continue
      }
      objects.append(.init(name: "\(label)", box: box))
    }
    return objects.isEmpty && !faults.isEmpty ? nil : (objects, faults)
  }

  private static func box(_ n: [Float]) -> Box? {
    if n.count == 4 || n.count == 5 {  // a fifth number is a score
      return Box(x: n[0] - n[2] / 2, y: n[1] - n[3] / 2, width: n[2], height: n[3])
    }
    guard n.count >= 6, n.count % 2 == 0 else { return nil }
    let x = stride(from: 0, to: n.count, by: 2).map { n[$0] }
    let y = stride(from: 1, to: n.count, by: 2).map { n[$0] }
    guard let left = x.min(), let right = x.max(), let top = y.min(), let bottom = y.max() else {
      return nil
    }
    return Box(left: left, top: top, right: right, bottom: bottom)
  }

  /// The names of the classes that a folder has beside its labels: `names` in a YAML file, or a text file with one a line.
  static func classNames(in tree: AnnotationTree) throws(AnnotationError) -> [String]? {
    for file in tree.files("yaml", "yml") {
      if let names = try names(inYAML: file.path) { return names }
    }
    let list = tree.files.first {
      $0.suffix == "names"
        || $0.suffix == "txt" && ["classes", "labels", "names"].contains($0.stem)
    }
    return try list.map { (file) throws(AnnotationError) in
      try readLines(file.path).filter { !$0.isEmpty }
    }
  }

  /// `names: [a, b]`, the same with a line each, or `names: {0: a, 1: b}`.
  private static func names(inYAML path: String) throws(AnnotationError) -> [String]? {
    let text = String(decoding: try readAnnotation(path, limit: 1 << 20), as: UTF8.self)
    guard let root = try? Yams.compose(yaml: text), let names = root["names"] else { return nil }
    if let sequence = names.sequence { return sequence.compactMap(\.scalar?.string) }
    guard let mapping = names.mapping else { return nil }
    let pairs = mapping.compactMap { pair in
      pair.key.scalar.flatMap { Int($0.string) }.flatMap { key in
        pair.value.scalar.map { (key, $0.string) }
      }
    }
    return pairs.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
