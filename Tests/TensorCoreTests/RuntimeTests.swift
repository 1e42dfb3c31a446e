import Foundation
import Synchronization
import TestSupport
import Testing

@testable import TensorCore

/// Memory, threads and libraries: what all computations of a process share, so these run one at a time.
@Suite(.serialized) struct RuntimeTests {
  /// A small network with most kinds of operations, and one training step of it.
  struct Network {
    let kernel: Parameter
    let gain: Parameter
    let offset: Parameter
    let weight: Parameter
    let images: Tensor
    let labels = IndexTensor((0..<16).map { Int32($0 % 10) })

    init() {
      let random = RandomSource(seed: 21)
      kernel = Parameter(.normal([16, 3, 3, 3], deviation: 0.2, using: random))
      gain = Parameter(.ones([16]))
      offset = Parameter(.zeros([16]))
      weight = Parameter(.normal([10, 16 * 36], deviation: 0.05, using: random))
      images = .normal([16, 12, 12, 3], using: random)
    }

    func loss() -> Tensor {
      let x = images.convolved(
        weight: kernel.value, bias: nil, geometry: ConvolutionGeometry(padding: 1))
      let y = x.batchNormalized(
        moments: x.channelMoments(), isFixed: false, weight: gain.value, bias: offset.value,
        fusingReLU: true
      ).maxPooled(window: 2)
      let dropped = y.flattened().dropout(probability: 0.2, using: RandomSource(seed: 1))
      return dropped.linear(weight: weight.value, bias: nil).crossEntropy(targets: labels)
    }

    @discardableResult func step() -> [Float] {
      let loss = loss()
      loss.backward()
      for parameter in [kernel, gain, offset, weight] {
        let gradient = parameter.gradient?.values ?? []
        parameter.update { for index in gradient.indices { $0[index] -= 0.1 * gradient[index] } }
        parameter.zeroGradient()
      }
      return [loss.item] + kernel.value.values + weight.value.values
    }
  }

  @Test func steadyStateAllocatesNothing() {
    let network = Network()
    for _ in 0..<3 { network.step() }
    // Tests of other suites may allocate meanwhile; a step that does so itself does it every time.
    let growth = (0..<10).map { _ in
      let before = MemoryPool.statistics.systemAllocations
      network.step()
      return MemoryPool.statistics.systemAllocations - before
    }
    #expect(growth.contains(0), "\(growth)")
  }

  @Test func tensorsGiveTheirMemoryBack() {
    let losses = (0..<10).map { _ in
      let before = MemoryPool.statistics.bytesInUse
      do {
        let network = Network()
        network.step()
      }
      return MemoryPool.statistics.bytesInUse - before
    }
    #expect(losses.contains(0), "\(losses)")
  }

  @Test func buffersOfEverNewSizesDoNotPileUp() {
    let peak = max(MemoryPool.statistics.peakBytesInUse, 64 << 20)
    var sum = 0
    for power in 1...6 {
      for eighths in 5...8 {
        let bytes = (peak >> power) / 8 * eighths
        sum += bytes
        _ = Storage(count: bytes / 4)
      }
    }
    let now = MemoryPool.statistics
    #expect(sum > 3 * peak)
    #expect(now.bytesInUse + now.bytesCached <= 2 * now.peakBytesInUse + peak / 2)
  }

  @Test func sameRunTwiceIsBitIdentical() {
    let (a, b) = (Network(), Network())
    for _ in 0..<3 { #expect(a.step() == b.step()) }
  }

  @Test func learns() {
    let network = Network()
    let first = network.step()[0]
    for _ in 0..<40 { network.step() }
    #expect(network.step()[0] < 0.2 * first)
  }

  func withThreads<R>(_ count: Int, _ body: () throws -> R) rethrows -> R {
    let before = Runtime.threadCount
    Runtime.threadCount = count
    defer { Runtime.threadCount = before }
    return try body()
  }

  @Test func threadCountHoldsOnEveryThread() {
    let seen = Mutex(0)
    let done = DispatchSemaphore(value: 0)
    withThreads(3) {
      Thread {
        seen.withLock { $0 = Runtime.threadCount }
        done.signal()
      }.start()
      done.wait()
    }
    #expect(seen.withLock { $0 } == 3)
  }

  @Test func threadCountsAgree() throws {
    let one = withThreads(1) { Network().step() }
    let two = withThreads(2) { Network().step() }
    try Mismatch.check(Tensor(two), Tensor(one), tolerance: 1e-5)
  }

  /// The package's own kernels add up in an order that does not depend on the thread count.
  @Test func ownKernelsGiveTheSameBitsOnAnyThreadCount() {
    let random = RandomSource(seed: 22)
    let x = Tensor.normal([300, 40, 8], using: random)
    let long = Tensor.normal([200_000], using: random)
    func results() -> [[Float]] {
      let moments = x.channelMoments()
      return [
        x.sum().values, long.sum().values, x.sum(alongDimensions: [0, 1]).values,
        x.sum(alongDimensions: [1]).values, moments.mean.values, moments.variance.values,
        x.softmax().values, x.tanh().values, (x * x.sum(alongDimensions: [0])).values,
        x.dropout(probability: 0.5, using: RandomSource(seed: 1)).values,
        x.layerNormalized(weight: .ones([8]), bias: .zeros([8])).values,
        x.permuted([2, 0, 1]).values,
      ]
    }
    let one = withThreads(1, results)
    for count in [2, 3] {
      let more = withThreads(count, results)
      for (index, pair) in zip(one, more).enumerated() {
        #expect(pair.0 == pair.1, "result \(index) with \(count) threads")
      }
    }
  }

  @Test func matrixLibrariesAgree() throws {
    let random = RandomSource(seed: 23)
    let before = Runtime.matrixLibrary
    defer { Runtime.matrixLibrary = before }
    for (m, k, n) in [
      (1, 64, 10), (33, 17, 65), (128, 300, 64), (7, 1, 1), (256, 260, 200), (32, 512, 2048),
    ] {
      for (left, right) in [(false, false), (true, false), (false, true), (true, true)] {
        let a = Tensor.normal(left ? [2, k, m] : [2, m, k], using: random)
        let b = Tensor.normal(right ? [2, n, k] : [2, k, n], using: random)
        let results = Runtime.MatrixLibrary.allCases.map { library in
          Runtime.matrixLibrary = library
          return a.matmul(b, transposingSelf: left, transposingOther: right)
        }
        for other in results.dropFirst() {
          try Mismatch.check(results[0], other, tolerance: 5e-5, what: "product \(m) \(k) \(n)")
        }
      }
    }
  }
}
