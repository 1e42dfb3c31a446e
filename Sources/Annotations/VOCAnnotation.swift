import Boxes
import Foundation
import FoundationXML

/// One picture's boxes in PASCAL VOC's XML (Everingham et al. 2010, "The PASCAL Visual Object Classes Challenge").
final class VOCAnnotation: NSObject, XMLParserDelegate {
  private(set) var fileName: String?
  private(set) var objects: [AnnotatedPicture.Object] = []
  private var path: [String] = []
  private var text = ""
  private var name = ""
  private var edges: [String: Float] = [:]
  private var isDifficult = false

  private static let objectLimit = 100_000

  /// Reads a file.
  ///
  /// - Throws: `AnnotationError` where it is no XML, or its root is no `annotation`.
  init(file: String) throws(AnnotationError) {
    let bytes = try readAnnotation(file)
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.shouldResolveExternalEntities = false
    parser.delegate = self
    // The parser says nothing of elements that are still open at the end.
    guard parser.parse(), path.isEmpty else {
      throw .malformed(
        file: file,
        detail: isForeign ? Self.foreign : "is damaged XML")
    }
    if isForeign { throw .malformed(file: file, detail: Self.foreign) }
  }

  private var isForeign = false
  private static let foreign = "is XML, but no <annotation> of PASCAL VOC"

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if path.isEmpty && element != "annotation" || objects.count >= Self.objectLimit {
      isForeign = path.isEmpty
      parser.abortParsing()
    }
    path.append(element)
    text = ""
    if path == ["annotation", "object"] { (name, edges, isDifficult) = ("", [:], false) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if text.utf8.count < 4096 { text += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    let content = text.trimmingCharacters(in: .whitespacesAndNewlines)
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
    text = ""
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
