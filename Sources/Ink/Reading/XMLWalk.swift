import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Who is told what stands in an XML file.
protocol XMLVisitor: AnyObject {
  /// An element begins; names are without namespaces.
  func begin(_ name: String, _ attributes: [String: String]) throws(InkError)
  /// An element ends; `text` is what stood directly in it.
  func end(_ name: String, _ text: String) throws(InkError)
}

/// Walks through an XML file that may be hostile: no entities, no external files, bounded depth and text.
final class XMLWalk: NSObject, XMLParserDelegate {
  private let file: String
  private let format: InkFormat
  private let visitor: any XMLVisitor
  private var failure: InkError?
  /// The text of each open element.
  private var texts: [String] = []
  private var isComplete = false

  private init(_ visitor: any XMLVisitor, file: String, format: InkFormat) {
    self.visitor = visitor
    self.file = file
    self.format = format
  }

  /// Tells a visitor what stands in a file.
  ///
  /// - Throws: what the visitor throws, and `InkError` for XML that is cut or wrong.
  static func walk(
    _ bytes: [UInt8], name: String, format: InkFormat, _ visitor: any XMLVisitor
  ) throws(InkError) {
    // Entities can grow without end; ink has no use for them.
    guard bytes.firstRange(of: Array("<!ENTITY".utf8)) == nil else {
      throw .unsupported(
        file: name, format: format, detail: "declares entities", remedy: "take them out")
    }
    let walk = XMLWalk(visitor, file: name, format: format)
    let parser = XMLParser(data: Data(bytes))
    parser.shouldResolveExternalEntities = false
    parser.delegate = walk
    let isDone = parser.parse()
    if let failure = walk.failure { throw failure }
    let place = "line \(parser.lineNumber)"
    // The parser is content with a file that ends inside an element.
    guard walk.isComplete else {
      if !isDone, parser.lineNumber < bytes.count(where: { $0 == 10 }) {
        throw walk.malformed(place)
      }
      throw .truncated(file: name, format: format, place: "in \(place)")
    }
    guard isDone, parser.parserError == nil else { throw walk.malformed(place) }
  }

  private func malformed(_ place: String) -> InkError {
    .damaged(
      file: file, format: format, place: place, found: "XML that is not well-formed",
      expected: "each element to be closed and each value quoted")
  }

  private func attempt(_ parser: XMLParser, _ body: () throws(InkError) -> Void) {
    guard failure == nil else { return }
    do throws(InkError) {
      try body()
    } catch {
      failure = error
      parser.abortParsing()
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    attempt(parser) { () throws(InkError) in
      guard texts.count < InkLimits.depth else {
        throw .tooLarge(file: file, what: "elements within one another", limit: InkLimits.depth)
      }
      texts.append("")
      try visitor.begin(XMLWalk.local(name), attributes)
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    attempt(parser) { () throws(InkError) in
      guard let last = texts.indices.last else { return }
      texts[last] += string
      guard texts[last].utf8.count <= InkLimits.elementBytes else {
        throw .tooLarge(
          file: file, what: "bytes of text in an element", limit: InkLimits.elementBytes)
      }
    }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    attempt(parser) { () throws(InkError) in
      try visitor.end(XMLWalk.local(name), texts.popLast() ?? "")
      isComplete = texts.isEmpty
    }
  }

  private static func local(_ name: String) -> String {
    name.split(separator: ":").last.map { String($0) } ?? name
  }
}
