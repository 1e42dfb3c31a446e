/// Which values a point of an InkML trace has, in which order.
struct InkMLFormat {
  /// Names of the channels that each point has.
  fileprivate(set) var names: [String] = []
  /// Names of channels whose values grow in the other direction.
  fileprivate(set) var turned: Set<String> = []

  /// X to the right and Y down, which holds without a definition.
  static let standard: InkMLFormat = {
    var format = InkMLFormat()
    format.names = ["X", "Y"]
    return format
  }()

  var isUsable: Bool { names.contains("X") && names.contains("Y") }
}

/// The trace formats of an InkML file and the contexts that name them.
struct InkMLFormats {
  private struct Context {
    var format: String?
    var parent: String?
  }

  /// Formats by `xml:id`; those without one, and those within contexts and sources, have made-up names.
  private var formats: [String: InkMLFormat] = [:]
  private var contexts: [String: Context] = [:]
  /// Formats of ink sources by the sources' names.
  private var sources: [String: String] = [:]
  /// Names of the elements that are open: contexts, sources, a format.
  private var context: String?
  private var source: String?
  private var format: String?
  private var isIntermittent = false
  /// What holds for traces that name no context.
  private var current: String?
  /// How many were defined.
  private(set) var count = 0

  mutating func begin(_ name: String, _ attributes: [String: String], isDefinition: Bool) {
    func reference(_ key: String) -> String? {
      attributes[key].map { String($0.drop { $0 == "#" }) }
    }
    let id = attributes["xml:id"] ?? attributes["id"] ?? "#\(count)"
    if ["context", "inkSource", "traceFormat", "channel"].contains(name) { count += 1 }
    switch name {
    case "context":
      let known = reference("traceFormatRef") ?? reference("inkSourceRef").flatMap { sources[$0] }
      contexts[id] = Context(format: known, parent: reference("contextRef"))
      context = id
      if !isDefinition { current = id }
    case "inkSource":
      source = id
    case "traceFormat":
      formats[id] = InkMLFormat()
      format = id
      if let source { sources[source] = id }
      if let context { contexts[context]?.format = id }
    case "intermittentChannels":
      isIntermittent = true
    case "channel":
      guard let format, !isIntermittent, let channel = attributes["name"] else { return }
      formats[format]?.names.append(channel)
      if attributes["orientation"] == "-ve" { formats[format]?.turned.insert(channel) }
    default: break
    }
  }

  mutating func end(_ name: String) {
    switch name {
    case "context": context = nil
    case "inkSource": source = nil
    case "traceFormat": format = nil
    case "intermittentChannels": isIntermittent = false
    default: break
    }
  }

  /// The format of a trace; nil where its points have no X and Y.
  ///
  /// - Parameter reference: the context that it names. Without one the latest context holds, else the only format of the file.
  func format(_ reference: String?) -> InkMLFormat? {
    var name = reference.map { String($0.drop { $0 == "#" }) } ?? current
    // Contexts inherit; a circle of them must end.
    for _ in 0..<8 {
      guard let context = name.flatMap({ contexts[$0] }) else { break }
      if let found = context.format.flatMap({ formats[$0] }) { return found.isUsable ? found : nil }
      name = context.parent
    }
    guard formats.count == 1, let only = formats.values.first else { return .standard }
    return only.isUsable ? only : nil
  }
}
