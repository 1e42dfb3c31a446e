import NeuralNet
import TensorCore
import TestSupport
import Testing

@testable import ModelZoo

/// The networks for photographs against their PyTorch twins.
@Suite struct PhotoNetsTests {
  private func network(_ name: String) throws -> (any FeatureClassifier, shape: Shape, trains: Bool)
  {
    let random = ParameterSource.random(seed: 0)
    return switch name {
    case "resnet18": (ResNet18(.init(classCount: 7), random), [3, 16, 24, 3], true)
    case "resnet18 torchvision": (ResNet18(.torchvision, random), [2, 64, 96, 3], true)
    case "alexnet": (AlexNet(.init(dropout: 0), random), [1, 224, 224, 3], false)
    case "alexnet64":
      (
        AlexNet64(.init(classCount: 7, dropout: 0, hiddenUnits: 2048), random), [3, 64, 64, 3], true
      )
    case "alexnet64 at 32x48":
      (
        AlexNet64(.init(classCount: 7, dropout: 0, hiddenUnits: 2048), random), [2, 32, 48, 3], true
      )
    default: (CIFARNet(.init(widths: [16, 24, 40], classCount: 7), random), [3, 32, 32, 3], true)
    }
  }

  @Test(arguments: PhotoNetsGolden.cases.keys.sorted())
  func logitsAndGradientsAreThoseOfPyTorch(name: String) throws {
    let golden = try #require(PhotoNetsGolden.cases[name])
    let (network, shape, trains) = try network(name)
    network.unfreeze()
    try Pattern.fill(network)
    let x = Pattern.tensor(shape, place: 40, in: -1...1)
    let logits = withoutGradient { network(x) }.values
    let kept =
      logits.count > 100 ? stride(from: 0, to: logits.count, by: 7).map { logits[$0] } : logits
    try #require(kept.count == golden.logits.count)
    let largest = max(golden.logits.map(abs).max() ?? 0, 1)
    for (found, expected) in zip(kept, golden.logits) {
      #expect(abs(found - expected) < 1e-4 * largest, "\(name)")
    }
    if trains { network.train() }
    let out = network(x)
    (out * Pattern.tensor(out.shape, place: 50, in: -1...1)).sum().backward()
    let sums = try Pattern.gradientSums(of: network)
    try #require(sums.count == golden.gradients.count)
    for (place, (path, sum)) in sums.enumerated() {
      // Rounding reaches the sum as a share of the gradient's norm; units of ReLU near their kink take the other side.
      let slack = 6e-3 * golden.norms[place] + 1e-5
      #expect(abs(sum - golden.gradients[place]) < slack, "\(name): \(path)")
    }
  }

  @Test func parameterCounts() {
    let source = ParameterSource.random(seed: 0)
    #expect(AlexNet(source).parameterCount == 61_100_840)
    #expect(ResNet18(.torchvision, source).parameterCount == 11_689_512)
    #expect(ResNet18(source).parameterCount == 11_271_432)
  }

  @Test func otherClassesKeepAllWeightsButTheLast() throws {
    let network = CIFARNet(.init(widths: [16, 16, 16]), .random(seed: 3))
    let other = try network.retargeted(classCount: 3, random: RandomSource(seed: 4))
    #expect(other.head.weight.shape == [3, 16])
    for (name, tensor) in network.state where name != "head.weight" {
      #expect(other.state[name]?.values == tensor.values, "\(name)")
    }
  }

  @Test func whiteningMakesPatchesUncorrelated() {
    let random = RandomSource(seed: 5)
    let base = Tensor.normal([40, 12, 12, 1], using: random)
    let pictures = Tensor.concatenated(
      [base, base * 0.5 + Tensor.normal([40, 12, 12, 1], using: random) * 0.3, base * -0.2])
    let network = CIFARNet(.init(widths: [8, 8, 8]), .random(seed: 6))
    network.whiten(pictures)
    let maps = withoutGradient { network.whitening(pictures) }
      .sliced(1..<11, alongDimension: 1).sliced(1..<11, alongDimension: 2).reshaped([-1, 32])
    let first = maps.sliced(0..<16, alongDimension: 1)
    let second = maps.sliced(16..<32, alongDimension: 1)
    #expect((first + second).values.allSatisfy { abs($0) < 1e-3 })
    let covariance = first.matmul(first, transposingSelf: true) / Float(maps.shape[0])
    for row in 0..<16 {
      for column in 0..<16 where row != column {
        #expect(abs(covariance.values[row * 16 + column]) < 0.05)
      }
    }
    #expect(abs(covariance.values[15 * 16 + 15] - 1) < 0.05)
  }
}
