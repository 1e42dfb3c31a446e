import TensorCore

/// Compares the gradients of an operation with central differences of the loss Σ rᵢ yᵢ, r random but fixed.
public struct GradientCheck {
  /// The operation, for messages.
  public let name: String
  /// How far an element is moved to each side.
  public var step: Float
  /// The error allowed to a derivative d is tolerance · (1 + |d|).
  public var tolerance: Float
  /// How many elements of each input are moved; larger inputs are sampled.
  public var elementLimit: Int

  /// A check of one operation.
  public init(
    _ name: String, step: Float = 1e-2, tolerance: Float = 2e-3, elementLimit: Int = 48
  ) {
    self.name = name
    self.step = step
    self.tolerance = tolerance
    self.elementLimit = elementLimit
  }

  /// Checks the gradient of every input.
  ///
  /// - Throws: `Mismatch`, which names the operation, the input, the element and both derivatives.
  public func callAsFunction(_ inputs: [Tensor], _ operation: ([Tensor]) -> Tensor) throws {
    try callAsFunction(inputs) { (values: [Tensor]) -> [Tensor] in [operation(values)] }
  }

  /// Checks the gradient of every input through all outputs.
  ///
  /// - Throws: `Mismatch`, which names the operation, the input, the element and both derivatives.
  public func callAsFunction(_ inputs: [Tensor], _ operation: ([Tensor]) -> [Tensor]) throws {
    let parameters = inputs.map { Parameter($0) }
    let outputs = operation(parameters.map(\.value))
    let random = RandomSource(seed: 5)
    let weights = outputs.map { Tensor.uniform($0.shape, in: -1..<1, using: random) }
    var loss = Tensor(0)
    for (output, weight) in zip(outputs, weights) { loss = loss + (output * weight).sum() }
    loss.backward()
    for (position, parameter) in parameters.enumerated() {
      guard let gradient = parameter.gradient?.values else {
        throw Mismatch("\(name): input \(position) received no gradient")
      }
      for index in chosen(gradient.count, random) {
        let numeric = derivative(of: parameter, at: index) {
          let moved = withoutGradient { operation(parameters.map(\.value)) }
          return zip(moved, weights).reduce(0) { $0 + product($1.0, $1.1) }
        }
        let error = abs(Double(gradient[index]) - numeric)
        guard error <= Double(tolerance) * (1 + abs(numeric)) else {
          throw Mismatch(
            "\(name): input \(position), element \(index) of \(parameter.shape): backward gives "
              + "\(gradient[index]), central differences \(numeric)")
        }
      }
    }
  }

  private func chosen(_ count: Int, _ random: RandomSource) -> [Int] {
    count <= elementLimit ? Array(0..<count) : Array(random.permutation(count)[..<elementLimit])
  }

  private func derivative(of parameter: Parameter, at index: Int, _ loss: () -> Double) -> Double {
    let value = parameter.value.values[index]
    let (above, below) = (value + step, value - step)
    parameter.update { $0[index] = above }
    let high = loss()
    parameter.update { $0[index] = below }
    let low = loss()
    parameter.update { $0[index] = value }
    return (high - low) / (Double(above) - Double(below))
  }

  private func product(_ x: Tensor, _ y: Tensor) -> Double {
    zip(x.values, y.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}

extension Tensor {
  /// Numbers in random order, no two closer than `gap` and none closer than that to zero: no step of a
  /// gradient check crosses a kink or changes which of them is largest.
  public static func spread(_ shape: Shape, gap: Float = 0.1, using random: RandomSource) -> Tensor
  {
    let order = random.permutation(shape.count)
    return Tensor(
      order.map { gap * (Float($0) + 1 - Float((shape.count + 1) / 2)) + gap / 2 }, shape: shape)
  }
}
