import Boxes
import Foundation

/// The boxes of many pictures in COCO's JSON (Lin et al. 2014, arXiv:1405.0312).
struct COCOAnnotations: Decodable {
  /// A number, or a text as some exporters write.
  struct ID: Decodable, Hashable, Comparable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        text = String(number)
      } else {
        text = try container.decode(String.self)
      }
    }

    /// In the order of numbers.
    static func < (one: ID, other: ID) -> Bool {
      (Int(one.text) ?? .max, one.text) < (Int(other.text) ?? .max, other.text)
    }
  }

  struct Picture: Decodable {
    let id: ID
    let file_name: String
  }
  struct Annotation: Decodable {
    let image_id: ID
    let category_id: ID
    let bbox: [Float]
    let iscrowd: Int?
  }
  struct Category: Decodable {
    let id: ID
    let name: String
  }

  /// An element of a list; nil where it is not as it should be, so that it alone is left out.
  private struct Element<Value: Decodable>: Decodable {
    let value: Value?
    init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
  }

  private enum Keys: String, CodingKey { case images, annotations, categories }

  let images: [Picture]
  let annotations: [Annotation]
  let categories: [Category]
  /// One sentence for each list with elements that cannot be used.
  private(set) var faults: [String] = []

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    var faults: [String] = []
    func list<Value: Decodable>(_ key: Keys) throws -> [Value] {
      let elements = try container.decode([Element<Value>].self, forKey: key)
      if let first = elements.firstIndex(where: { $0.value == nil }) {
        let count = elements.count { $0.value == nil }
        faults.append(
          "\(count) of its \(key.rawValue) cannot be used, the first is number \(first + 1)")
      }
      return elements.compactMap(\.value)
    }
    images = try list(.images)
    annotations = try list(.annotations)
    categories = try list(.categories)
    let known = Set(images.map(\.id))
    let strays = annotations.count { !known.contains($0.image_id) }
    if strays > 0 {
      faults.append("\(strays) of its annotations are of pictures that it does not name")
    }
    self.faults = faults
  }

  /// Reads a file; nil where it is JSON of another kind.
  ///
  /// - Throws: `AnnotationError` where it is no JSON.
  static func read(_ path: String) throws(AnnotationError) -> COCOAnnotations? {
    let bytes = try readAnnotation(path, limit: 512 << 20)
    do {
      return try JSONDecoder().decode(COCOAnnotations.self, from: Data(bytes))
    } catch DecodingError.dataCorrupted {
      throw .malformed(file: path, detail: "is damaged JSON")
    } catch {
      return nil
    }
  }

  /// Classes in the order of their numbers that at least one box has: some exporters add a class above all.
  var classNames: [String] {
    let used = Set(annotations.map(\.category_id))
    return categories.filter { used.contains($0.id) }.sorted { $0.id < $1.id }.map(\.name)
  }

  /// Each picture's file name and boxes.
  var pictures: [(name: String, objects: [AnnotatedPicture.Object])] {
    let names = Dictionary(categories.map { ($0.id, $0.name) }) { first, _ in first }
    let boxes = Dictionary(grouping: annotations, by: \.image_id)
    return images.map { image in
      let objects = (boxes[image.id] ?? []).map { annotation in
        let b = annotation.bbox.count == 4 ? annotation.bbox : [.nan, .nan, .nan, .nan]
        return AnnotatedPicture.Object(
          name: names[annotation.category_id] ?? annotation.category_id.text,
          box: Box(x: b[0], y: b[1], width: b[2], height: b[3]),
          isIgnored: annotation.iscrowd == 1)
      }
      return (image.file_name, objects)
    }
  }
}
