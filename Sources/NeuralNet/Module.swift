import TensorCore

/// A part of a network: holds parameters, buffers and further modules as stored properties.
///
/// Names follow one rule: the path of property names, each turned from camelCase into snake_case, joined by
/// dots; elements of arrays are numbered, values of dictionaries go by their keys. `encoder.layers[0].runningMean` is
/// `encoder.layers.0.running_mean`, which is what PyTorch calls it.
open class Module {
  /// Whether dropout drops and batch normalisation takes its statistics from the batch.
  public private(set) var isTraining = true

  /// A module without parts.
  public init() {}

  /// The parameters, buffers and modules that this module holds itself, by name. Override it where the
  /// names cannot be those of properties.
  ///
  /// Optionals, arrays, dictionaries and tuples of parts are walked. A part anywhere else (in a struct, an enum, an object
  /// that is no module) would be overlooked, so it ends the program with the name of the property.
  open var parts: [(name: String, part: ModulePart)] { PartWalk.parts(of: self) }

  /// What the layer is, in a few words, for tables; empty where there is nothing to say.
  open var summary: String { "" }

  /// This module and all below it, each once, with their paths; its own path is empty.
  public var namedModules: [(name: String, module: Module)] {
    var found: [(name: String, module: Module)] = []
    var seen: Set<ObjectIdentifier> = []
    func visit(_ module: Module, _ path: String) {
      guard seen.insert(ObjectIdentifier(module)).inserted else { return }
      found.append((path, module))
      for (name, part) in module.parts {
        if case .module(let child) = part { visit(child, path.isEmpty ? name : "\(path).\(name)") }
      }
    }
    visit(self, "")
    return found
  }

  /// This module and all below it, each once.
  public var modules: [Module] { namedModules.map(\.module) }

  /// All parameters with their paths, each once: one that several modules share goes by its first path.
  public var namedParameters: [(name: String, parameter: Parameter)] {
    namedParts.own.compactMap { name, part in
      if case .parameter(let parameter) = part { (name, parameter) } else { nil }
    }
  }

  /// All parameters, each once.
  public var parameters: [Parameter] { namedParameters.map(\.parameter) }

  /// How many numbers training can change.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.shape.count } }

  /// All parameters and buffers below this module by path, each once, and the further paths of those that are shared.
  var namedParts: (own: [(name: String, part: ModulePart)], aliases: [String: String]) {
    var own: [(name: String, part: ModulePart)] = []
    var aliases: [String: String] = [:]
    var names: [ObjectIdentifier: String] = [:]
    var open: Set<ObjectIdentifier> = []
    func visit(_ module: Module, _ path: String) {
      precondition(
        open.insert(ObjectIdentifier(module)).inserted,
        "Module: '\(path)' (\(type(of: module))) contains itself")
      for (name, part) in module.parts {
        let full = path.isEmpty ? name : "\(path).\(name)"
        if case .module(let child) = part {
          visit(child, full)
        } else if let first = names[part.identity] {
          aliases[full] = first
        } else {
          names[part.identity] = full
          own.append((full, part))
        }
      }
      open.remove(ObjectIdentifier(module))
    }
    visit(self, "")
    return (own, aliases)
  }

  /// Turns training behaviour on for this module and all below it.
  public func train() { setTraining(true) }

  /// Turns training behaviour off for this module and all below it.
  public func eval() { setTraining(false) }

  private func setTraining(_ isTraining: Bool) {
    for module in modules { module.isTraining = isTraining }
  }

  /// Keeps all parameters below this module as they are: they receive no gradient.
  public func freeze() { parameters.forEach { $0.isTrainable = false } }

  /// Lets all parameters below this module be trained again.
  public func unfreeze() { parameters.forEach { $0.isTrainable = true } }
}

/// What a module consists of.
public enum ModulePart {
  /// A tensor that training changes.
  case parameter(Parameter)
  /// A tensor that the module keeps itself.
  case buffer(Buffer)
  /// A module with parts of its own.
  case module(Module)

  /// Tells one object from another.
  var identity: ObjectIdentifier {
    switch self {
    case .parameter(let parameter): ObjectIdentifier(parameter)
    case .buffer(let buffer): ObjectIdentifier(buffer)
    case .module(let module): ObjectIdentifier(module)
    }
  }
}

/// A tensor that belongs to a module's state but is not trained: running statistics, say.
public final class Buffer {
  /// The elements.
  public var tensor: Tensor

  /// A buffer that starts with these elements.
  public init(_ tensor: Tensor) { self.tensor = tensor }
}
