import TensorCore

/// What the modules of a network put out on one forward pass: the stuff of tables and pictures.
///
/// `@unchecked Sendable`: only the thread that makes the pass writes to it, in `Module.tracing`.
public final class ForwardTrace: @unchecked Sendable {
  /// One module's call.
  public struct Step {
    /// The module that was called.
    public let module: Module
    /// The path of its parameters, from the network down.
    public let name: String
    /// What it does, its parts' and its activation function's words included.
    public let summary: String
    /// What it put out.
    public let output: Tensor
  }

  @TaskLocal static var current: ForwardTrace?

  private let network: Module

  private init(of network: Module) { self.network = network }

  private struct Call {
    let module: Module
    var words: [String] = []
    var firstInner: Int
  }
  private var open: [Call] = []
  private var calls: [(module: Module, words: [String], output: Tensor, depth: Int)] = []

  /// Notes a call with its output and those of the modules inside.
  func recording(_ module: Module, _ activation: Activation.Kind?, _ body: () -> Tensor) -> Tensor {
    open.append(Call(module: module, firstInner: calls.count))
    let output = body()
    guard let call = open.popLast() else { return output }
    // What is inside counts for the network itself and for chains of layers.
    let isTransparent = module === network || module is Sequential
    var words = module.summary.isEmpty ? call.words : [module.summary]
    if let activation { words.append(activation.rawValue) }
    if !isTransparent {
      calls.removeSubrange(call.firstInner...)
      if !module.summary.isEmpty || !words.isEmpty {
        calls.append((module, words, output, open.count))
      }
    }
    if !open.isEmpty { open[open.count - 1].words += words }
    return output
  }

  /// The calls of the modules that a network is made of, in order.
  private var steps: [Step] {
    let names = Dictionary(
      network.namedModules.map { (ObjectIdentifier($0.module), $0.name) },
      uniquingKeysWith: { first, _ in first })
    return calls.map { call in
      Step(
        module: call.module, name: names[ObjectIdentifier(call.module)] ?? "",
        summary: call.words.joined(separator: ", "), output: call.output)
    }
  }
}

extension ForwardTrace {
  /// What the layers of a network put out while `body` runs.
  fileprivate static func steps(of network: Module, _ body: () throws -> Void) rethrows -> [Step] {
    let trace = ForwardTrace(of: network)
    try $current.withValue(trace) { try body() }
    return trace.steps
  }
}

extension Module {
  /// Runs `body`, in which this network is called, and tells what its layers put out: one step for each part of the
  /// network that says what it is, in the order of the calls.
  public func tracing(_ body: () throws -> Void) rethrows -> [ForwardTrace.Step] {
    try ForwardTrace.steps(of: self, body)
  }
}
