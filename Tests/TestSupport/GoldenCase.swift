import TensorCore

/// One operation on given inputs, with the outputs and gradients that PyTorch finds.
public struct GoldenCase: Sendable, CustomStringConvertible {
  /// The group that the case belongs to.
  public let group: String
  /// The case's own name.
  public let name: String
  /// Which operation.
  public let op: String
  private let options: [String: [Double]]
  private let arrays: [String: GoldenArray]

  init(group: String, entry: GoldenFile.CaseEntry, arrays: [String: GoldenArray]) {
    self.group = group
    name = entry.name
    op = entry.op
    options = entry.options
    self.arrays = arrays
  }

  /// The case as test reports show it.
  public var description: String { "\(group)/\(name)" }

  /// Whether an option is there.
  public func has(_ option: String) -> Bool { options[option] != nil }

  /// An option's numbers.
  public func numbers(_ option: String) throws -> [Double] {
    guard let numbers = options[option] else {
      throw GoldenError(description: "\(self) has no option '\(option)'")
    }
    return numbers
  }

  /// An option's only number.
  public func number(_ option: String) throws -> Float { Float(try numbers(option)[0]) }

  /// An option's whole numbers.
  public func counts(_ option: String) throws -> [Int] { try numbers(option).map { Int($0) } }

  /// An option's only whole number.
  public func count(_ option: String) throws -> Int { try counts(option)[0] }

  /// An option that is true or false.
  public func flag(_ option: String) throws -> Bool { try number(option) != 0 }

  /// An option for height and width: one number for both or two.
  public func extent(_ option: String) throws -> Extent2d {
    let counts = try counts(option)
    return Extent2d(height: counts[0], width: counts[counts.count - 1])
  }

  /// A recorded array: `in.x`, `out.y`, `grad.x`.
  public func array(_ name: String) throws -> GoldenArray {
    guard let array = arrays[name] else {
      throw GoldenError(description: "\(self) has no array '\(name)'")
    }
    return array
  }

  /// The names of the recorded arrays of one kind.
  public func names(_ kind: String) -> [String] {
    arrays.keys.filter { $0.hasPrefix(kind + ".") }.map { String($0.dropFirst(kind.count + 1)) }
      .sorted()
  }

  /// Compares an operation's only output and its gradients with the recorded ones.
  public func check(tolerance: Float = 1e-5, _ operation: (GoldenInputs) throws -> Tensor) throws {
    try check(tolerance: tolerance) { ["y": try operation($0)] }
  }

  /// Compares an operation's outputs and gradients with the recorded ones.
  ///
  /// - Parameters:
  ///   - tolerance: the error allowed to a number v is tolerance · (1 + |v|).
  ///   - parameters: a layer's own parameters, by the names of the inputs whose gradients they receive.
  public func check(
    tolerance: Float = 1e-5, parameters: [String: Parameter] = [:],
    _ operation: (GoldenInputs) throws -> [String: Tensor]
  ) throws {
    let inputs = GoldenInputs(self, arrays: arrays)
    let outputs = try operation(inputs)
    var faults: [String] = []
    var loss = Tensor(0)
    for name in names("out") {
      guard let output = outputs[name] else {
        throw GoldenError(description: "\(self): the test gives no output '\(name)'")
      }
      faults += difference(output, try array("out.\(name)"), tolerance, "output \(name)")
      if output.shape == (try array("out.\(name)")).shape {
        loss = loss + (output * GoldenCase.lossWeights(output.shape)).sum()
      }
    }
    loss.backward()
    for name in names("grad") {
      let expected = try array("grad.\(name)")
      if let gradient = (parameters[name] ?? inputs.parameters[name])?.gradient {
        faults += difference(gradient, expected, tolerance, "gradient of \(name)")
      } else if expected.values.contains(where: { $0 != 0 }) {
        faults.append("gradient of \(name) is missing")
      }
    }
    if !faults.isEmpty { throw Mismatch("\(self): " + faults.joined(separator: "; ")) }
  }

  private func difference(
    _ found: Tensor, _ expected: GoldenArray, _ tolerance: Float, _ what: String
  ) -> [String] {
    Mismatch.between(found, expected.tensor, tolerance: tolerance, what: what).map { [$0] } ?? []
  }

  /// What each element of an output counts in the loss, as `loss_weights` in golden.py makes it.
  static func lossWeights(_ shape: Shape) -> Tensor {
    Tensor((0..<shape.count).map { Float(Double(($0 * 37 + 11) % 101) / 50 - 1) }, shape: shape)
  }
}

/// A golden case's inputs: those with a recorded gradient stand in parameters.
public struct GoldenInputs {
  let parameters: [String: Parameter]
  private let arrays: [String: GoldenArray]
  private let owner: GoldenCase

  init(_ owner: GoldenCase, arrays: [String: GoldenArray]) {
    self.owner = owner
    self.arrays = arrays
    parameters = Dictionary(
      uniqueKeysWithValues: owner.names("grad").compactMap { name in
        arrays["in.\(name)"].map { (name, Parameter($0.tensor)) }
      })
  }

  /// An input that may be absent: a bias, an initial state.
  public func optional(_ name: String) -> Tensor? {
    parameters[name]?.value ?? arrays["in.\(name)"]?.tensor
  }

  /// An input.
  public subscript(name: String) -> Tensor {
    get throws {
      guard let tensor = optional(name) else {
        throw GoldenError(description: "\(owner) has no input '\(name)'")
      }
      return tensor
    }
  }

  /// An input of whole numbers.
  public func indices(_ name: String) throws -> IndexTensor {
    try owner.array("in.\(name)").indices
  }
}
