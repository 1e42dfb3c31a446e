import CExpat

/// Who is told what stands in an XML file.
public protocol XMLVisitor: AnyObject {
  /// An element begins; names are without namespaces.
  func begin(_ name: String, _ attributes: [String: String]) throws
  /// An element ends; `text` is what stood directly in it.
  func end(_ name: String, _ text: String) throws
}

/// What is wrong with XML, whatever it is about.
public enum XMLFault: Error, Equatable {
  /// It ends too early.
  case truncated(line: Int)
  /// It is not well-formed: Expat's words.
  case malformed(line: Int, reason: String)
  /// More elements within one another than are accepted.
  case tooDeep(limit: Int)
  /// More bytes in an element's text, or in the file, than are accepted.
  case tooLong(limit: Int)
  /// Entities can grow without end; data has no use for them.
  case declaresEntities
}

/// Walks through XML that may be hostile: no entities, no external files, bounded depth and text.
public final class XMLWalk {
  /// What is accepted.
  public struct Limits: Sendable {
    /// Elements within one another.
    public var depth: Int
    /// Bytes of text that stand directly in an element.
    public var elementBytes: Int

    /// 64 elements within one another and 16 MiB of text in each unless said otherwise.
    public init(depth: Int = 64, elementBytes: Int = 16 << 20) {
      (self.depth, self.elementBytes) = (depth, elementBytes)
    }
  }

  private let visitor: any XMLVisitor
  private let limits: Limits
  private let parser: XML_Parser
  private var failure: (any Error)?
  /// The text of each open element.
  private var texts: [[UInt8]] = []

  private init(_ visitor: any XMLVisitor, _ limits: Limits, _ parser: XML_Parser) {
    (self.visitor, self.limits, self.parser) = (visitor, limits, parser)
  }

  /// Tells a visitor what stands in a file.
  ///
  /// - Throws: the first error of the visitor, or `XMLFault`.
  public static func walk(_ bytes: [UInt8], _ visitor: any XMLVisitor, limits: Limits = Limits())
    throws
  {
    guard let count = Int32(exactly: bytes.count), let parser = XML_ParserCreate(nil) else {
      throw XMLFault.tooLong(limit: Int(Int32.max))
    }
    defer { XML_ParserFree(parser) }
    let walk = XMLWalk(visitor, limits, parser)
    XML_SetUserData(parser, Unmanaged.passUnretained(walk).toOpaque())
    walk.setHandlers()
    let status = withExtendedLifetime(walk) {
      bytes.withUnsafeBytes {
        XML_Parse(parser, $0.bindMemory(to: CChar.self).baseAddress, count, 1)
      }
    }
    if let failure = walk.failure { throw failure }
    guard status == XML_STATUS_OK else { throw walk.fault }
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
      XMLWalk.of(walk)?.attempt { throw XMLFault.declaresEntities }
    }
  }

  private static func of(_ pointer: UnsafeMutableRawPointer?) -> XMLWalk? {
    pointer.map { Unmanaged<XMLWalk>.fromOpaque($0).takeUnretainedValue() }
  }

  private var fault: XMLFault {
    let (code, line) = (XML_GetErrorCode(parser), Int(XML_GetCurrentLineNumber(parser)))
    switch code {
    case XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN, XML_ERROR_PARTIAL_CHAR,
      XML_ERROR_UNCLOSED_CDATA_SECTION:
      return .truncated(line: line)
    default:
      let reason = XML_ErrorString(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
      return .malformed(line: line, reason: reason)
    }
  }

  /// Calls the visitor, whose first error ends the walk.
  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do {
      try body()
    } catch {
      failure = error
      XML_StopParser(parser, XML_Bool(XML_FALSE))
    }
  }

  private func begin(
    _ name: UnsafePointer<CChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>
  ) {
    attempt {
      guard texts.count < limits.depth else { throw XMLFault.tooDeep(limit: limits.depth) }
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
    attempt {
      try visitor.end(XMLWalk.local(name), String(decoding: texts.popLast() ?? [], as: UTF8.self))
    }
  }

  private func add(_ text: UnsafeRawBufferPointer) {
    attempt {
      guard let last = texts.indices.last else { return }
      texts[last] += text
      guard texts[last].count <= limits.elementBytes else {
        throw XMLFault.tooLong(limit: limits.elementBytes)
      }
    }
  }

  private static func local(_ name: UnsafePointer<CChar>) -> String {
    let name = String(cString: name)
    return name.split(separator: ":").last.map { String($0) } ?? name
  }
}
