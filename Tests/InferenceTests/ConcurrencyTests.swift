import Dispatch
import Imaging
import ModelZoo
import NeuralNet
import Synchronization
import TensorCore
import TestSupport
import Testing

@testable import Inference

/// Services answer any number of threads at once, as they answer one.
@Suite struct ConcurrencyTests {
  /// Runs `work` in so many threads at once; the results in order.
  private func atOnce<Value: Sendable>(_ count: Int, _ work: @escaping @Sendable (Int) -> Value)
    -> [Value]
  {
    let results = Mutex([Int: Value]())
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let value = work(index)
      results.withLock { $0[index] = value }
    }
    return (0..<count).compactMap { index in results.withLock { $0[index] } }
  }

  /// Convolutions by oneDNN and by Winograd, strided and not, pooling, batch norm, products.
  @Test(arguments: [1, 3])
  func oneNetworkManyThreads(batch: Int) {
    let network = Frozen(ColorizerNetwork(.random(seed: 1)))
    let alex = Frozen(AlexNet64(.plain, .random(seed: 2)))
    let inputs = (0..<4).map {
      Tensor.normal([batch, 64, 64, 1], using: RandomSource(seed: UInt64($0))).values
    }
    @Sendable func answer(_ index: Int) -> [Float] {
      withoutGradient {
        let grey = Tensor(inputs[index % 4], shape: [batch, 64, 64, 1])
        let color = Tensor.concatenated([grey, grey, grey])
        return network.network(grey).values + alex.network(color).values
      }
    }
    let expected = (0..<4).map(answer)
    for (index, found) in atOnce(24, answer).enumerated() {
      #expect(found == expected[index % 4], "call \(index)")
    }
  }

  /// The first calls compile the primitives and reorder the weights: from several threads at once.
  @Test func theFirstCallsMayComeTogether() {
    for seed in 0..<UInt64(6) {
      let network = Frozen(ConvNet(.init(channels: 5 + Int(seed)), .random(seed: seed)))
      let x = Tensor.normal([2, 28, 28, 1], using: RandomSource(seed: seed)).values
      let found = atOnce(8) { _ in
        withoutGradient { network.network(Tensor(x, shape: [2, 28, 28, 1])).values }
      }
      #expect(Set(found).count == 1)
    }
  }

  @Test func shippedServicesAnswerTogether() async throws {
    let cache = ModelCache()
    let classifier = try await cache.classifier()
    let (french, bot) = (
      try await cache.translator(from: "en", to: "fr"), try await cache.chatBot()
    )
    #expect(try await cache.classifier() === classifier)
    let detector = try await cache.detector(.cells)
    let cells = try Image(contentsOf: ShippedData.path("Samples/detect/cells.jpg"))
      .resized(to: ImageSize(height: 120, width: 160))
    let penman = try Penman()
    let texts = ["I am hungry.", "Where is the station?", "It is cold today."]
    @Sendable func answer(_ index: Int) -> [String] {
      let text = texts[index % 3]
      let translation = try? french.answers(to: .init(texts: [text])).first?.translation
      let reply = try? bot.answer(to: .init(turns: [text], seed: 1)).reply
      let found = detector.answer("cells", cells, .init(files: [], threshold: 0.2)).objects
      let written = try? penman.write(
        text, in: penman.style(1 + index % 3), WritingOptions())
      return [
        translation ?? "", reply ?? "", found.map(\.label).joined(separator: " "),
        written.map { "\($0.readings) \($0.ink.pointCount)" } ?? "",
      ]
    }
    let expected = (0..<3).map(answer)
    #expect(expected.allSatisfy { $0.allSatisfy { !$0.isEmpty } })
    for (index, found) in atOnce(12, answer).enumerated() {
      #expect(found == expected[index % 3])
    }
  }
}
