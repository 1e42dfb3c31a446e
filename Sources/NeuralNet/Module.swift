import TensorCore

/// A part of a network: holds parameters, buffers and further modules as stored properties.
///
/// Names follow one rule: the path of property names, each turned from camelCase into snake_case, joined by
/// dots; elements of arrays are numbered. `encoder.layers[0].runningMean` is `encoder.layers.0.running_mean`,
/// which is what PyTorch calls it.
open class Module {
  /// Whether dropout drops and batch normalisation takes its statistics from the batch.
  public private(set) var isTraining = true

  /// A module without parts.
  public init() {}

  /// The parameters, buffers and modules that this module holds itself, by name. Override it where the
  /// names cannot be those of properties.
  open var parts: [(name: String, part: ModulePart)] {
    var found: [(name: String, part: ModulePart)] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    var levels: [Mirror] = []
    while let level = mirror {
      levels.append(level)
      mirror = level.superclassMirror
    }
    for level in levels.reversed() {
      for child in level.children {
        guard let label = child.label else { continue }
        found.append(contentsOf: Module.parts(of: child.value, named: Module.snakeCase(label)))
      }
    }
    return found
  }

  private static func parts(of value: Any, named name: String) -> [(name: String, part: ModulePart)]
  {
    switch value {
    case let parameter as Parameter: return [(name, .parameter(parameter))]
    case let buffer as Buffer: return [(name, .buffer(buffer))]
    case let module as Module: return [(name, .module(module))]
    case let modules as [Module]:
      return modules.enumerated().map { ("\(name).\($0.offset)", .module($0.element)) }
    default:
      let mirror = Mirror(reflecting: value)
      guard mirror.displayStyle == .optional, let wrapped = mirror.children.first else { return [] }
      return parts(of: wrapped.value, named: name)
    }
  }

  /// `runningMean` → `running_mean`.
  static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { result, letter in
      if letter.isUppercase { result += "_" }
      result += letter.lowercased()
    }
  }

  /// This module and all below it.
  public var modules: [Module] {
    var found: [Module] = [self]
    for (_, part) in parts {
      if case .module(let module) = part { found += module.modules }
    }
    return found
  }

  /// All parameters with their paths.
  public var namedParameters: [(name: String, parameter: Parameter)] {
    namedParts.compactMap { name, part in
      if case .parameter(let parameter) = part { (name, parameter) } else { nil }
    }
  }

  /// All parameters.
  public var parameters: [Parameter] { namedParameters.map(\.parameter) }

  /// How many numbers training can change.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.shape.count } }

  /// All parameters and buffers below this module, with their paths.
  var namedParts: [(name: String, part: ModulePart)] {
    parts.flatMap { name, part -> [(name: String, part: ModulePart)] in
      guard case .module(let module) = part else { return [(name, part)] }
      return module.namedParts.map { ("\(name).\($0.name)", $0.part) }
    }
  }

  /// Turns training behaviour on for this module and all below it.
  public func train() { setTraining(true) }

  /// Turns training behaviour off for this module and all below it.
  public func eval() { setTraining(false) }

  private func setTraining(_ isTraining: Bool) {
    for module in modules { module.isTraining = isTraining }
  }
}

/// What a module consists of.
public enum ModulePart {
  /// A tensor that training changes.
  case parameter(Parameter)
  /// A tensor that the module keeps itself.
  case buffer(Buffer)
  /// A module with parts of its own.
  case module(Module)
}

/// A tensor that belongs to a module's state but is not trained: running statistics, say.
public final class Buffer {
  /// The elements.
  public var tensor: Tensor

  /// A buffer that starts with these elements.
  public init(_ tensor: Tensor) { self.tensor = tensor }
}

/// A module that turns one tensor into one tensor.
public protocol UnaryLayer: Module {
  /// The layer's output.
  func callAsFunction(_ x: Tensor) -> Tensor
}

/// Layers one after another, numbered as in PyTorch's `Sequential`.
public final class Sequential: Module, UnaryLayer {
  /// The layers in order.
  public let layers: [any UnaryLayer]
  private let numbers: [Int]

  /// A chain of layers, numbered from 0.
  public convenience init(_ layers: [any UnaryLayer]) {
    self.init(numbered: layers.enumerated().map { ($0.offset, $0.element) })
  }

  /// A chain of layers with numbers of their own: where ReLU is part of the layer before it, the number that
  /// PyTorch gives to the ReLU stays free.
  public init(numbered layers: [(Int, any UnaryLayer)]) {
    self.layers = layers.map(\.1)
    numbers = layers.map(\.0)
  }

  /// The layers by number.
  public override var parts: [(name: String, part: ModulePart)] {
    zip(numbers, layers).map { (String($0), .module($1)) }
  }

  /// The last layer's output.
  public func callAsFunction(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
}
