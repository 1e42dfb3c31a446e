import Boxes
import XMLText

/// One picture's boxes in PASCAL VOC's XML (Everingham et al. 2010, "The PASCAL Visual Object Classes Challenge").
final class VOCAnnotation: XMLVisitor {
  private(set) var fileName: String?
  private(set) var objects: [AnnotatedPicture.Object] = []
  private var path: [String] = []
  private var name = ""
  private var edges: [String: Float] = [:]
  private var isDifficult = false

  private enum Fault: Error { case foreign, tooMany }
  private static let objectLimit = 100_000

  /// Reads a file.
  ///
  /// - Throws: `AnnotationError` where it is no XML, or its root is no `annotation`.
  init(file: String) throws(AnnotationError) {
    let bytes = try readAnnotation(file)
    do {
      try XMLWalk.walk(bytes, self, limits: .init(elementBytes: 1 << 16))
    } catch {
      throw .malformed(file: file, detail: Self.words(error))
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case Fault.foreign: "is XML, but no <annotation> of PASCAL VOC"
    case Fault.tooMany: "has more than \(objectLimit) boxes"
    case XMLFault.truncated(let line): "is cut off, in line \(line)"
    case XMLFault.malformed(let line, let reason): "is damaged XML: line \(line), \(reason)"
    case XMLFault.declaresEntities: "declares entities, which annotations have no use for"
    default: "is XML with more in it than annotations need"
    }
  }

  func begin(_ element: String, _ attributes: [String: String]) throws {
    if path.isEmpty && element != "annotation" { throw Fault.foreign }
    path.append(element)
    if path == ["annotation", "object"] {
      guard objects.count < Self.objectLimit else { throw Fault.tooMany }
      (name, edges, isDifficult) = ("", [:], false)
    }
  }

  func end(_ element: String, _ text: String) {
    let content = trimmed(text)
    switch path.dropFirst().joined(separator: "/") {
    case "filename": fileName = content
    case "object/name": name = content
    case "object/difficult": isDifficult = content == "1"
    case "object/bndbox/xmin", "object/bndbox/ymin", "object/bndbox/xmax", "object/bndbox/ymax":
      edges[element] = Float(content)
    case "object": finishObject()
    default: break
    }
    path.removeLast()
  }

  /// A box whose edges are not all there has no area, and is named as such.
  private func finishObject() {
    let values = ["xmin", "ymin", "xmax", "ymax"].map { edges[$0] ?? .nan }
    objects.append(
      .init(
        name: name,
        box: Box(left: values[0], top: values[1], right: values[2], bottom: values[3]),
        isIgnored: isDifficult))
  }
}
