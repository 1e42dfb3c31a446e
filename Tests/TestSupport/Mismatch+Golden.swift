import NeuralNet
import TensorCore

extension Mismatch {
  /// Throws where every so manieth number of a tensor is not what a golden file holds.
  public static func checkSample(
    _ found: Tensor, _ expected: [Float], every step: Int, tolerance: Float, what: String
  ) throws {
    let kept = found.values.enumerated().filter { $0.offset % step == 0 }.map(\.element)
    try check(Tensor(kept), Tensor(expected), tolerance: tolerance, what: what)
  }

  /// Throws where the gradients of a network are not what a golden file holds.
  public static func checkGradients(
    of model: Module, _ expected: [Float], tolerance: Float = 2e-3
  ) throws {
    let sums = try Pattern.gradientSums(of: model)
    guard sums.count == expected.count else {
      throw Mismatch("\(sums.count) parameters, expected \(expected.count)")
    }
    for ((name, sum), expected) in zip(sums, expected) {
      try check(Tensor(sum), Tensor(expected), tolerance: tolerance, what: "gradient of \(name)")
    }
  }
}

extension Pattern {
  /// Σ gradient · pattern of each parameter, in the order of names.
  public static func gradientSums(of model: Module) throws -> [(name: String, sum: Float)] {
    let named = model.namedParameters.sorted { $0.name < $1.name }
    return try named.enumerated().map { place, entry in
      guard let gradient = entry.parameter.gradient else {
        throw Mismatch("\(entry.name) has no gradient")
      }
      return (
        entry.name, (gradient * tensor(gradient.shape, place: 60 + place, in: -1...1)).sum().item
      )
    }
  }
}
