import TensorCore
import Testing

@testable import Training

/// A linear layer that is fitted at once.
@Suite struct LinearDiscriminantTests {
  private let random = RandomSource(seed: 3)

  /// `count` rows around each centre.
  private func clouds(_ centers: [[Float]], count: Int) -> (x: Tensor, labels: [Int32]) {
    var (values, labels) = ([Float](), [Int32]())
    for _ in 0..<count {
      for (label, center) in centers.enumerated() {
        values += center.map { $0 + random.normal() }
        labels.append(Int32(label))
      }
    }
    return (Tensor(values, shape: [labels.count, centers[0].count]), labels)
  }

  private func fit(_ x: Tensor, _ labels: [Int32], _ classCount: Int) -> LinearDiscriminant {
    LinearDiscriminant(
      features: x, labels: labels, pictures: Array(labels.indices), classCount: classCount)
  }

  /// Two classes in a plane, by hand: the shrunk covariance times a discriminant is a multiple of the class's mean.
  @Test func discriminantsSolveTheShrunkCovariance() {
    let (x, labels) = clouds([[2, 0], [-1, 1]], count: 40)
    let fit = fit(x, labels, 2)
    let rows = x.values
    var means = [[Float]](repeating: [0, 0], count: 2)
    for (row, label) in labels.enumerated() {
      for axis in 0..<2 { means[Int(label)][axis] += rows[row * 2 + axis] / 40 }
    }
    var covariance = [[Float]](repeating: [0, 0], count: 2)
    for (row, label) in labels.enumerated() {
      for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let (a, b) = (rows[row * 2 + i], rows[row * 2 + j])
        covariance[i][j] += (a - means[Int(label)][i]) * (b - means[Int(label)][j]) / 80
      }
    }
    let (share, variance) = (
      LinearDiscriminant.shrinkage, (covariance[0][0] + covariance[1][1]) / 2
    )
    let weight = fit.weight.values
    var scales = [Float]()
    for label in 0..<2 {
      let (w0, w1) = (weight[label * 2], weight[label * 2 + 1])
      for axis in 0..<2 {
        let image =
          (1 - share) * (covariance[axis][0] * w0 + covariance[axis][1] * w1)
          + share * variance * (axis == 0 ? w0 : w1)
        scales.append(image / means[label][axis])
      }
      #expect(
        abs(fit.bias.values[label] + (w0 * means[label][0] + w1 * means[label][1]) / 2) < 1e-3)
    }
    #expect(scales.allSatisfy { abs($0 - scales[0]) < 0.02 * abs(scales[0]) })
  }

  @Test func softmaxIsAProbability() {
    let centers: [[Float]] = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    let (x, labels) = clouds(centers, count: 60)
    let (other, truth) = clouds(centers, count: 400)
    let fit = fit(x, labels, 3)
    let probabilities = other.linear(weight: fit.weight, bias: fit.bias).softmax()
    let values = probabilities.values
    let best = (0..<truth.count).map { row in (0..<3).map { values[row * 3 + $0] }.max() ?? 0 }
    let right = zip(probabilities.argmax().values, truth).count { $0 == $1 }
    let confidence = best.reduce(0, +) / Float(best.count)
    #expect(abs(Float(right) / Float(truth.count) - confidence) < 0.06)
  }

  @Test func aClassOfOnePictureHasItsDiscriminant() {
    let (x, labels) = clouds([[5, 0], [0, 5], [-5, -5]], count: 1)
    let fit = fit(x, labels, 3)
    let found = x.linear(weight: fit.weight, bias: fit.bias).argmax().values
    #expect(found == labels)
  }
}
