import Boxes
import Foundation

/// The boxes of many pictures in COCO's JSON (Lin et al. 2014, arXiv:1405.0312).
struct COCOAnnotations: Decodable {
  struct Picture: Decodable {
    let id: Int
    let file_name: String
  }
  struct Annotation: Decodable {
    let image_id: Int
    let category_id: Int
    let bbox: [Float]
    let iscrowd: Int?
  }
  struct Category: Decodable {
    let id: Int
    let name: String
  }

  let images: [Picture]
  let annotations: [Annotation]
  let categories: [Category]

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
          name: names[annotation.category_id] ?? "\(annotation.category_id)",
          box: Box(x: b[0], y: b[1], width: b[2], height: b[3]),
          isIgnored: annotation.iscrowd == 1)
      }
      return (image.file_name, objects)
    }
  }
}
