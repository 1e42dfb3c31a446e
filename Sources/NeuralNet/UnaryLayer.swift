import TensorCore

/// A module that turns one tensor into one tensor.
///
/// A layer implements `forward`; it is called like a function, `layer(x)`, or `layer(x, .relu)` for an activation function
/// after it, which some layers do in the same pass over memory.
public protocol UnaryLayer: Module {
  /// The layer's output.
  func forward(_ x: Tensor) -> Tensor
  /// The layer's output after an activation function; implemented by layers that do both at once.
  func forward(_ x: Tensor, then activation: Activation.Kind) -> Tensor
}

extension UnaryLayer {
  /// The function applied to the layer's output.
  public func forward(_ x: Tensor, then activation: Activation.Kind) -> Tensor {
    activation(forward(x))
  }

  /// The layer's output, after an activation function where one is given.
  public func callAsFunction(_ x: Tensor, _ activation: Activation.Kind? = nil) -> Tensor {
    guard let trace = ForwardTrace.current else {
      return activation.map { forward(x, then: $0) } ?? forward(x)
    }
    return trace.recording(self, activation) {
      activation.map { forward(x, then: $0) } ?? forward(x)
    }
  }
}

/// Layers one after another, numbered as in PyTorch's `Sequential`.
///
/// A ReLU after a convolution or batch normalisation is computed with it in one pass.
public final class Sequential: Module, UnaryLayer {
  /// The layers in order.
  public let layers: [any UnaryLayer]
  private let steps: [(layer: any UnaryLayer, activation: Activation.Kind?)]

  /// A chain of layers, numbered from 0.
  public init(_ layers: [any UnaryLayer]) {
    self.layers = layers
    var steps: [(layer: any UnaryLayer, activation: Activation.Kind?)] = []
    for layer in layers {
      if let function = layer as? Activation, let last = steps.last, last.activation == nil,
        !(last.layer is Activation)
      {
        steps[steps.count - 1].activation = function.kind
      } else {
        steps.append((layer, nil))
      }
    }
    self.steps = steps
  }

  /// The layers by number.
  public override var parts: [(name: String, part: ModulePart)] {
    layers.enumerated().map { (String($0.offset), .module($0.element)) }
  }

  /// The last layer's output.
  public func forward(_ x: Tensor) -> Tensor {
    steps.reduce(x) { $1.layer($0, $1.activation) }
  }
}
