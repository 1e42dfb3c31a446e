import CExpat

/// Who is told what stands in an XML file.
protocol XMLVisitor: AnyObject {
  /// An element begins; names are without namespaces.
  func begin(_ name: String, _ attributes: [String: String]) throws(InkError)
  /// An element ends; `text` is what stood directly in it.
  func end(_ name: String, _ text: String) throws(InkError)
}

/// Walks through an XML file that may be hostile: no entities, no external files, bounded depth and text.
final class XMLWalk {
  private let file: String
  private let format: InkFormat
  private let visitor: any XMLVisitor
  private let parser: XML_Parser
  private var failure: InkError?
  /// The text of each open element.
  private var texts: [[UInt8]] = []

  private init(
    _ visitor: any XMLVisitor, parser: XML_Parser, file: String, format: InkFormat
  ) {
    self.visitor = visitor
    self.parser = parser
    self.file = file
    self.format = format
  }

  /// Tells a visitor what stands in a file.
  ///
  /// - Throws: what the visitor throws, and `InkError` for XML that is cut or wrong.
  static func walk(
    _ bytes: [UInt8], name: String, format: InkFormat, _ visitor: any XMLVisitor
  ) throws(InkError) {
    guard let parser = XML_ParserCreate(nil) else {
      throw .tooLarge(file: name, what: "bytes for the memory that is left", limit: bytes.count)
    }
    defer { XML_ParserFree(parser) }
    let walk = XMLWalk(visitor, parser: parser, file: name, format: format)
    XML_SetUserData(parser, Unmanaged.passUnretained(walk).toOpaque())
    walk.setHandlers()
    // Files have at most 64 MB, so the count fits.
    let status = withExtendedLifetime(walk) {
      bytes.withUnsafeBytes {
        XML_Parse(parser, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count), 1)
      }
    }
    if let failure = walk.failure { throw failure }
    guard status == XML_STATUS_OK else { throw walk.parserError }
  }

  private func setHandlers() {
    XML_SetElementHandler(
      parser,
      { walk, name, attributes in
        guard let name, let attributes else { return }
        XMLWalk.of(walk)?.begin(name, attributes)
      },
      { walk, name in
        guard let name else { return }
        XMLWalk.of(walk)?.end(name)
      })
    XML_SetCharacterDataHandler(parser) { walk, text, count in
      XMLWalk.of(walk)?.add(UnsafeRawBufferPointer(start: text, count: Int(count)))
    }
    XML_SetEntityDeclHandler(parser) { walk, _, _, _, _, _, _, _, _ in
      XMLWalk.of(walk)?.refuseEntities()
    }
  }

  private static func of(_ pointer: UnsafeMutableRawPointer?) -> XMLWalk? {
    pointer.map { Unmanaged<XMLWalk>.fromOpaque($0).takeUnretainedValue() }
  }

  private var place: String { "line \(XML_GetCurrentLineNumber(parser))" }

  private var parserError: InkError {
    let code = XML_GetErrorCode(parser)
    switch code {
    case XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN, XML_ERROR_PARTIAL_CHAR,
      XML_ERROR_UNCLOSED_CDATA_SECTION:
      return .truncated(file: file, format: format, place: "in \(place)")
    default:
      let reason = XML_ErrorString(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
      return .damaged(
        file: file, format: format, place: place, found: "XML that is not well-formed (\(reason))",
        expected: "each element to be closed and each value quoted")
    }
  }

  /// Calls the visitor, whose first error ends the walk.
  private func attempt(_ body: () throws(InkError) -> Void) {
    guard failure == nil else { return }
    do throws(InkError) {
      try body()
    } catch {
      failure = error
      XML_StopParser(parser, XML_Bool(XML_FALSE))
    }
  }

  private func begin(
    _ name: UnsafePointer<CChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>
  ) {
    attempt { () throws(InkError) in
      guard texts.count < InkLimits.depth else {
        throw .tooLarge(file: file, what: "elements within one another", limit: InkLimits.depth)
      }
      texts.append([])
      var named: [String: String] = [:]
      var index = 0
      while let key = attributes[index], let value = attributes[index + 1] {
        named[String(cString: key)] = String(cString: value)
        index += 2
      }
      try visitor.begin(XMLWalk.local(name), named)
    }
  }

  private func end(_ name: UnsafePointer<CChar>) {
    attempt { () throws(InkError) in
      try visitor.end(XMLWalk.local(name), String(decoding: texts.popLast() ?? [], as: UTF8.self))
    }
  }

  private func add(_ text: UnsafeRawBufferPointer) {
    attempt { () throws(InkError) in
      guard let last = texts.indices.last else { return }
      texts[last] += text
      guard texts[last].count <= InkLimits.elementBytes else {
        throw .tooLarge(
          file: file, what: "bytes of text in an element", limit: InkLimits.elementBytes)
      }
    }
  }

  /// Entities can grow without end; ink has no use for them.
  private func refuseEntities() {
    attempt { () throws(InkError) in
      throw .unsupported(
        file: file, format: format, detail: "declares entities", remedy: "take them out")
    }
  }

  private static func local(_ name: UnsafePointer<CChar>) -> String {
    let name = String(cString: name)
    return name.split(separator: ":").last.map { String($0) } ?? name
  }
}
