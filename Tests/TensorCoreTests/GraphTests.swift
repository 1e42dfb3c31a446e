import TensorCore
import TestSupport
import Testing

/// How gradients travel, add up and stop.
@Suite struct GraphTests {
  @Test func gradientsAddUpUntilForgotten() {
    let x = Parameter(Tensor([1, 2, 3]))
    x.value.squared().sum().backward()
    (x.value * 10).sum().backward()
    #expect(x.gradient?.values == [12, 14, 16])
    x.zeroGradient()
    #expect(x.gradient == nil)
    x.value.sum().backward()
    #expect(x.gradient?.values == [1, 1, 1])
  }

  @Test func earlierGradientsAreNotOverwritten() {
    let (x, y) = (Parameter(Tensor([1, 2])), Parameter(Tensor([3, 4])))
    (x.value + y.value).sum().backward()  // one gradient, perhaps in one memory, for both
    let kept = x.gradient
    x.value.sum().backward()
    #expect(x.gradient?.values == [2, 2])
    #expect(y.gradient?.values == [1, 1])
    #expect(kept?.values == [1, 1])
  }

  @Test func tensorUsedTwice() throws {
    let x = Parameter(Tensor([2, -3]))
    let y = x.value.squared()
    (y * y + y + x.value + x.value).sum().backward()
    // 4x³ + 2x + 2
    try Mismatch.check(try #require(x.gradient), Tensor([38, -112]))
  }

  @Test func sharedPathsAreWalkedOnce() throws {
    // Each level doubles the number of paths: 2^60 of them, and every node is passed once.
    let x = Parameter(Tensor([1]))
    var y = x.value
    for _ in 0..<60 { y = (y + y) * 0.5 }
    y.sum().backward()
    #expect(x.gradient?.values == [1])
  }

  @Test func withoutGradientRecordsNothing() throws {
    let x = Parameter(Tensor([1, 2]))
    let y = withoutGradient { x.value.squared().exp() }
    #expect(!y.requiresGradient)
    #expect((x.value * 2).requiresGradient)
    let z = x.value * withoutGradient { x.value * 3 }
    z.sum().backward()
    #expect(x.gradient?.values == [3, 6])
    #expect(throws: Mismatch.self) { try withoutGradient { throw Mismatch("any error") } }
    #expect((x.value * 2).requiresGradient)
  }

  @Test func detachedAndFrozenStopGradients() {
    let (x, y) = (Parameter(Tensor([1, 2])), Parameter(Tensor([3, 4])))
    y.isTrainable = false
    (x.value * y.value + x.value.detached * 7).sum().backward()
    #expect(x.gradient?.values == [3, 4])
    #expect(y.gradient == nil)
    #expect(!y.value.requiresGradient)
  }

  @Test func gradientOfEachElement() {
    let x = Parameter(Tensor([1, 2, 3]))
    x.value.squared().backward(gradient: Tensor([1, 0, -1]))
    #expect(x.gradient?.values == [2, 0, -6])
  }

  @Test func partsThatNothingReads() {
    // Two of three results of one operation lead nowhere.
    let x = Parameter(Tensor([1, 2, 3, 4], shape: [1, 4]))
    x.value.split([1, 2, 1])[1].sum().backward()
    #expect(x.gradient?.values == [0, 1, 1, 0])
  }

  @Test func valuesBeforeAnUpdateAreCopiedByCopied() {
    let x = Parameter(Tensor([1, 2]))
    let copy = x.value.copied()
    x.assign(Tensor([5, 6]))
    #expect(copy.values == [1, 2])
    #expect(x.value.values == [5, 6])
  }

  @Test func parameterCopiesWhatItStartsWith() {
    let start = Tensor([1, 2])
    let x = Parameter(start)
    x.update { $0[0] = 9 }
    #expect(start.values == [1, 2])
  }

  @Test func convolutionSeesChangedWeights() throws {
    // The weights' reordered copy has to follow.
    let x = Tensor.ones([1, 4, 4, 3])
    let weight = Parameter(.ones([16, 3, 3, 3]))
    let first = x.convolved(weight: weight.value, bias: nil)
    weight.update { for index in 0..<(16 * 27) { $0[index] = 2 } }
    let second = x.convolved(weight: weight.value, bias: nil)
    try Mismatch.check(second, first * 2)
  }

  @Test func longChainIsWalkedAndFreed() {
    let x = Parameter(Tensor([1]))
    var y = x.value
    for _ in 0..<100_000 { y = y + 1e-3 }
    y.backward()
    #expect(x.gradient?.values == [1])
  }

  @Test func longChainIsFreedWithoutAWalk() {
    let x = Parameter(Tensor([1]))
    var y = x.value
    for _ in 0..<100_000 { y = y + x.value }
    #expect(y.item == 100_001)
    y = Tensor([0])
    #expect(x.gradient == nil)
  }

  @Test func longLadderIsWalkedAndFreed() {
    // Two intertwined chains, as a recurrent network's states are.
    let x = Parameter(Tensor([1]))
    var (a, b) = (x.value, x.value * 0)
    for _ in 0..<50_000 { (a, b) = (a + b, b * 0.5) }
    (a + b).sum().backward()
    #expect(x.gradient?.values == [1])
  }
}
