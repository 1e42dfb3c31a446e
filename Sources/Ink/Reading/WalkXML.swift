import XMLText

/// Tells a visitor what stands in a file of ink.
///
/// - Throws: what the visitor throws, and `InkError` for XML that is cut or wrong.
func walkXML(
  _ bytes: [UInt8], name: String, format: InkFormat, _ visitor: any XMLVisitor
) throws(InkError) {
  do {
    try XMLWalk.walk(
      bytes, visitor, limits: .init(depth: InkLimits.depth, elementBytes: InkLimits.elementBytes))
  } catch let error as InkError {
    throw error
  } catch {
    throw InkError(error as? XMLFault ?? .tooLong(limit: bytes.count), file: name, format: format)
  }
}

extension InkError {
  /// What is wrong with a file's XML.
  fileprivate init(_ fault: XMLFault, file: String, format: InkFormat) {
    switch fault {
    case .truncated(let line):
      self = .truncated(file: file, format: format, place: "in line \(line)")
    case .malformed(let line, let reason):
      self = .damaged(
        file: file, format: format, place: "line \(line)",
        found: "XML that is not well-formed (\(reason))",
        expected: "each element to be closed and each value quoted")
    case .tooDeep(let limit):
      self = .tooLarge(file: file, what: "elements within one another", limit: limit)
    case .tooLong(let limit):
      self = .tooLarge(file: file, what: "bytes of text in an element", limit: limit)
    case .declaresEntities:
      self = .unsupported(
        file: file, format: format, detail: "declares entities", remedy: "take them out")
    }
  }
}
