import NeuralNet

/// A network that is only read from now on: in evaluation mode, and its parameters frozen.
///
/// `@unchecked Sendable`: nobody changes a frozen network, so any number of threads may call it at once. What a pass shares
/// with others is guarded below: the memory pool, the cache of compiled convolutions and the reordered weights by locks;
/// scratch memory and oneDNN's memory objects are each call's own; the thread pool takes one operation after another.
/// Whoever wraps a network keeps no other way to change it.
public struct Frozen<N>: @unchecked Sendable {
  /// The network.
  public let network: N

  /// Freezes a network.
  public init(_ network: N, as module: Module) {
    module.eval()
    module.freeze()
    self.network = network
  }

  /// A network that is being trained, for the thread that trains it and as long as it does not.
  package init(borrowing network: N) { self.network = network }
}

extension Frozen where N: Module {
  /// Freezes a network.
  public init(_ network: N) { self.init(network, as: network) }
}
