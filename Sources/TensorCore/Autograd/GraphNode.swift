/// One operation of a computation: knows how to turn the gradients of its results into those of its inputs.
///
/// Closures kept here hold detached tensors only, so that the graph is held together by `inputs` alone and
/// can be walked and freed without recursion, however long it is.
class GraphNode {
  typealias Backward = ([Tensor?]) -> [Tensor?]

  /// A parameter that the backward pass reads, as it was in the forward pass.
  struct Needed {
    let storage: Storage
    let version: Int
    let shape: Shape

    /// The inputs that can be changed in place: those that share memory with a parameter.
    static func among(_ inputs: [Tensor]) -> [Needed] {
      inputs.compactMap {
        guard $0.storage.parameterName != nil else { return nil }
        return Needed(storage: $0.storage, version: $0.storage.version, shape: $0.shape)
      }
    }
  }

  private(set) var inputs: [Tensor.Origin?]
  private var needed: [Needed]
  private var backward: Backward?
  fileprivate(set) var gradients: [Tensor?]
  /// The longest way to a leaf: an order in which every node comes after its inputs.
  let depth: Int
  fileprivate var isVisited = false

  init(inputs: [Tensor.Origin?], needed: [Needed] = [], outputCount: Int, backward: Backward?) {
    self.inputs = inputs
    self.needed = needed
    self.backward = backward
    gradients = [Tensor?](repeating: nil, count: outputCount)
    depth = 1 + (inputs.lazy.compactMap { $0?.node.depth }.max() ?? 0)
  }

  /// Adds to the gradient of one result.
  func accumulate(_ gradient: Tensor, output: Int) {
    guard var sum = gradients[output] else {
      gradients[output] = gradient
      return
    }
    gradients[output] = nil
    sum.add(gradient)
    gradients[output] = sum
  }

  /// Passes the gradients on to the inputs and lets go of everything held for that.
  fileprivate func propagate() {
    guard let backward else {
      precondition(
        self is LeafNode || gradients.allSatisfy { $0 == nil },
        "backward: this part of the graph was walked before; add the losses and walk it once")
      return
    }
    if gradients.contains(where: { $0 != nil }) {
      for one in needed where one.storage.version != one.version {
        // Unlike a precondition, this says its sentence in release builds, too.
        fatalError(
          "backward: the parameter '\(one.storage.parameterName ?? "")' \(one.shape) was changed after the forward pass "
            + "that needs it; call backward first")
      }
      let passed = backward(gradients)
      for (input, gradient) in zip(inputs, passed) {
        if let input, let gradient { input.node.accumulate(gradient, output: input.output) }
      }
    }
    gradients = [Tensor?](repeating: nil, count: gradients.count)
    (self.backward, needed) = (nil, [])
  }

  deinit {
    // Frees a chain of nodes in a loop: without it each deinit would call the next.
    var orphans = inputs.compactMap { $0?.node }
    inputs = []
    while var node = orphans.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      orphans.append(contentsOf: node.inputs.compactMap { $0?.node })
      node.inputs = []
    }
  }
}

/// The end of the graph at a parameter: keeps the gradient that arrives.
final class LeafNode: GraphNode {
  init() { super.init(inputs: [], outputCount: 1, backward: nil) }

  var gradient: Tensor? {
    get { gradients[0] }
    set { gradients[0] = newValue }
  }
}

extension Tensor {
  /// Adds gradients of this scalar to the parameters it was computed from, and frees its graph.
  public func backward() {
    precondition(
      count == 1, "backward: \(shape) is not a scalar; pass the gradient of each element")
    backward(gradient: .ones(shape))
  }

  /// Adds the gradients of Σ gradient · self to the parameters it was computed from, and frees its graph.
  public func backward(gradient: Tensor) {
    precondition(
      gradient.shape == shape, "backward: gradient \(gradient.shape) for a result \(shape)")
    guard let origin else { return }
    origin.node.accumulate(gradient.detached, output: origin.output)
    var nodes: [GraphNode] = []
    var pending = [origin.node]
    origin.node.isVisited = true
    while let node = pending.popLast() {
      nodes.append(node)
      for input in node.inputs {
        if let next = input?.node, !next.isVisited {
          next.isVisited = true
          pending.append(next)
        }
      }
    }
    nodes.sort { $0.depth > $1.depth }
    withoutGradient {
      for node in nodes {
        node.propagate()
        node.isVisited = false
      }
    }
  }
}
