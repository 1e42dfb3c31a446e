import NeuralNet
import TensorCore

/// Weights and inputs by a formula in whole numbers, the same as in Tests/golden/classifier_fixture.py, so that
/// golden files hold results alone.
public enum Pattern {
  /// Numbers that look random.
  public static func tensor(_ shape: Shape, place: Int, in range: ClosedRange<Float>) -> Tensor {
    let (low, high) = (range.lowerBound, range.upperBound)
    return Tensor(
      (0..<shape.count).map { index in
        let step = (index * 7919 + place * 104_729 + index * index * 31) % 1009
        return low + (high - low) * (Float(step) / 1008)
      }, shape: shape)
  }

  /// Fills a network, whose tensors are counted in the order of their names, and turns it to evaluation.
  public static func fill(_ model: Module) throws {
    var state = model.state
    for (place, (name, tensor)) in state.sorted(by: { $0.key < $1.key }).enumerated() {
      let shape = tensor.shape
      if name.hasSuffix("running_var") {
        state[name] = self.tensor(shape, place: place, in: 0.5...2)
      } else if shape.rank == 1 {
        state[name] = self.tensor(shape, place: place, in: -0.5...1)
      } else {
        let bound = 2 / Float(shape.count / shape[0]).squareRoot()
        state[name] = self.tensor(shape, place: place, in: -bound...bound)
      }
    }
    try model.load(state: state)
    model.eval()
  }
}
