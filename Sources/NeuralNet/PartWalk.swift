import TensorCore

/// Finds the parts of a module among its stored properties.
enum PartWalk {
  static func parts(of module: Module) -> [(name: String, part: ModulePart)] {
    var levels: [Mirror] = []
    var level: Mirror? = Mirror(reflecting: module)
    while let current = level {
      levels.append(current)
      level = current.superclassMirror
    }
    var found: [(name: String, part: ModulePart)] = []
    for child in levels.reversed().flatMap(\.children) {
      guard let label = child.label else { continue }
      let owner = "\(type(of: module)).\(label)"
      found += parts(of: child.value, named: snakeCase(label), owner)
    }
    return found
  }

  /// `runningMean` → `running_mean`.
  static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { result, letter in
      if letter.isUppercase { result += "_" }
      result += letter.lowercased()
    }
  }

  private static func parts(of value: Any, named name: String, _ owner: String) -> [(
    name: String, part: ModulePart
  )] {
    if let part = part(value) { return [(name, part)] }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.flatMap { parts(of: $0.value, named: name, owner) }
    case .collection:
      // Scalars have no mirror to speak of: an array of them is long, and holds no parts.
      guard let first = mirror.children.first, mayHoldParts(first.value) else { return [] }
      return mirror.children.enumerated().flatMap { index, child in
        parts(of: child.value, named: "\(name).\(index)", owner)
      }
    case .tuple:
      return mirror.children.enumerated().flatMap { index, child in
        let label = child.label.map { $0.hasPrefix(".") ? String(index) : snakeCase($0) }
        return parts(of: child.value, named: "\(name).\(label ?? String(index))", owner)
      }
    case .dictionary:
      let pairs = mirror.children.map { Array(Mirror(reflecting: $0.value).children.map(\.value)) }
      return pairs.sorted { "\($0[0])" < "\($1[0])" }
        .flatMap { parts(of: $0[1], named: "\(name).\($0[0])", owner) }
    default:
      var seen: Set<ObjectIdentifier> = []
      if hidesPart(value, &seen, depth: 0) {
        // Unlike a precondition, this says its sentence in release builds, too.
        fatalError(
          "Module: \(owner) is a \(type(of: value)) with a parameter or module inside, which would be overlooked; "
            + "make it a Module, or an array, dictionary, tuple or optional of them")
      }
      return []
    }
  }

  private static func part(_ value: Any) -> ModulePart? {
    switch value {
    case let parameter as Parameter: .parameter(parameter)
    case let buffer as Buffer: .buffer(buffer)
    case let module as Module: .module(module)
    default: nil
    }
  }

  private static func mayHoldParts(_ value: Any) -> Bool {
    part(value) != nil || Mirror(reflecting: value).displayStyle != nil
  }

  /// Whether there is a part somewhere inside a value that is not walked.
  private static func hidesPart(_ value: Any, _ seen: inout Set<ObjectIdentifier>, depth: Int)
    -> Bool
  {
    if part(value) != nil { return true }
    let mirror = Mirror(reflecting: value)
    guard let style = mirror.displayStyle, depth < 6 else { return false }
    if style == .class, !seen.insert(ObjectIdentifier(value as AnyObject)).inserted { return false }
    if style == .collection || style == .set {
      guard let first = mirror.children.first, mayHoldParts(first.value) else { return false }
    }
    var level: Mirror? = mirror
    while let current = level {
      if current.children.contains(where: { hidesPart($0.value, &seen, depth: depth + 1) }) {
        return true
      }
      level = current.superclassMirror
    }
    return false
  }
}
