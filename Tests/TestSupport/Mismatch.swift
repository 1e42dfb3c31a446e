import TensorCore

/// Numbers that are not what they should be.
public struct Mismatch: Error, CustomStringConvertible {
  /// Which numbers, and what they should be.
  public let description: String

  /// A mismatch described so.
  public init(_ description: String) { self.description = description }

  /// Throws where two tensors differ in shape, or in an element by more than tolerance · (1 + |expected|).
  public static func check(
    _ found: Tensor, _ expected: Tensor, tolerance: Float = 1e-5, what: String = "result"
  ) throws {
    if let fault = between(found, expected, tolerance: tolerance, what: what) {
      throw Mismatch(fault)
    }
  }

  /// The difference in words, nil where there is none: the worst element and how many are wrong.
  static func between(_ found: Tensor, _ expected: Tensor, tolerance: Float, what: String)
    -> String?
  {
    guard found.shape == expected.shape else {
      return "\(what) has shape \(found.shape), expected \(expected.shape)"
    }
    var wrongCount = 0
    var worst: (excess: Float, text: String) = (-1, "")
    for (index, (value, goal)) in zip(found.values, expected.values).enumerated() {
      let isSame = value == goal || (value.isNaN && goal.isNaN)
      let excess = abs(value - goal) / (1 + abs(goal))
      if isSame || excess <= tolerance { continue }
      wrongCount += 1
      let rank = excess.isNaN ? .infinity : excess
      if rank > worst.excess { worst = (rank, "[\(index)] is \(value), expected \(goal)") }
    }
    return wrongCount == 0
      ? nil : "\(what)\(worst.text) (\(wrongCount) of \(found.count) beyond \(tolerance))"
  }
}
