import Files
import Foundation
import NeuralNet
import Optimizers
import Safetensors
import TensorCore
import TestSupport
import Testing

@testable import Training

@Suite struct CheckpointTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func options(_ name: String, resumes: Bool = false) -> TrainingOptions {
    TrainingOptions(
      epochs: 3, schedule: { .oneCycle(total: $0) }, directory: folder.file(name),
      resumes: resumes, fingerprint: #"{"epochs":3,"recipe":{"rate":0.05}}"#)
  }

  private static let optimizers: [@Sendable ([Parameter]) -> Optimizer] = [
    { Adam($0, learningRate: 0.05) },
    { SGD($0, learningRate: 0.05, momentum: 0.9) },
    { RMSprop($0, learningRate: 0.05) },
  ]

  /// Interrupted after each of the nine steps in turn, the run always ends at the same weights.
  @Test(arguments: 0..<3)
  func anInterruptionChangesNothing(optimizer: Int) throws {
    let make = CheckpointTests.optimizers[optimizer]
    let whole = LineTask(averageDecay: 0.9, makeOptimizer: make)
    let trainer = try Trainer(whole, options: options("whole"))
    _ = try trainer.run()
    let best = try folder.bytes("whole/best.safetensors")
    for stop in 1...9 {
      let name = "stop \(stop)"
      let first = LineTask(averageDecay: 0.9, makeOptimizer: make)
      let outcome = try Trainer(
        first, options: options(name), isInterrupted: { first.visited.count == stop }
      ).run()
      #expect(outcome == .interrupted)
      let second = LineTask(averageDecay: 0.9, makeOptimizer: make)
      second.random.state = [1, 2, 3, 4]
      for parameter in second.layer.parameters { parameter.assign(.ones(parameter.shape)) }
      let resumed = try Trainer(second, options: options(name, resumes: true))
      #expect(try resumed.run() == .finished)
      #expect(first.visited + second.visited == whole.visited)
      #expect(first.rates + second.rates == whole.rates)
      #expect(second.weights == whole.weights, "stopped after step \(stop)")
      #expect(try folder.bytes("\(name)/best.safetensors") == best)
      #expect(resumed.history.map(\.training) == trainer.history.map(\.training))
      #expect(resumed.history.map(\.learningRate) == trainer.history.map(\.learningRate))
    }
  }

  @Test func aFinishedRunStaysFinished() throws {
    _ = try Trainer(LineTask(), options: options("run")).run()
    let again = LineTask()
    #expect(try Trainer(again, options: options("run", resumes: true)).run() == .finished)
    #expect(again.visited.isEmpty)
  }

  private func message(_ options: TrainingOptions, _ task: LineTask = LineTask()) -> String {
    do {
      _ = try Trainer(task, options: options)
      return "nothing was wrong"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    (#"{"epochs":4,"recipe":{"rate":0.05}}"#, "epochs 3, not 4"),
    (#"{"epochs":3,"recipe":{"rate":1}}"#, "recipe.rate 0.05, not 1"),
    (#"{"epochs":3}"#, "recipe.rate 0.05, not unknown"),
    (#"{"epochs":3,"more":"yes","recipe":{"rate":0.05}}"#, "more unknown, not yes"),
  ])
  func anotherRecipeIsRefused(fingerprint: String, difference: String) throws {
    _ = try Trainer(LineTask(), options: options("run")).run()
    var other = options("run", resumes: true)
    #expect(message(other) == "nothing was wrong")
    other.fingerprint = fingerprint
    #expect(
      message(other).hasSuffix(
        "checkpoint.safetensors belongs to a run with \(difference); give the same options to resume it"
      ))
  }

  @Test func whatIsNoCheckpointIsRefused() throws {
    let task = LineTask()
    _ = try Trainer(task, options: options("run")).run()
    let path = folder.file("run/checkpoint.safetensors")
    let good = try WeightFile(contentsOf: path)

    func expectRefusal(_ words: String, _ change: (inout WeightFile) -> Void) throws {
      var file = good
      change(&file)
      try file.write(to: path)
      let text = message(options("run", resumes: true), LineTask(averageDecay: 0.5))
      #expect(text.contains(path) && text.contains(words), "\(text)")
    }
    try expectRefusal("no training checkpoint") { $0.metadata = [:] }
    try expectRefusal("no training checkpoint") { $0.metadata["random"] = "1 2 3" }
    try expectRefusal("no training checkpoint") { $0.metadata["progress"] = "{" }
    for damage in [#""epoch":-1"#, #""epoch":9223372036854775807"#, #""epoch":2"#] {
      try expectRefusal("no training checkpoint") {
        $0.metadata["progress"] = $0.metadata["progress"]?
          .replacingOccurrences(of: #""epoch":3,"history""#, with: damage + #","history""#)
      }
    }
    try expectRefusal("'optimizer.optimizer.0.mean' holds numbers that are not finite") {
      $0.tensors["optimizer.optimizer.0.mean"] = Tensor([.nan, 1], shape: [1, 2])
    }
    try expectRefusal("'weight' missing") { $0.tensors["model.weight"] = nil }
    try expectRefusal("'weight' is [3], expected [1, 2]") {
      $0.tensors["model.weight"] = .ones([3])
    }
    try expectRefusal("no training checkpoint") { file in
      for name in file.tensors.keys where name.hasPrefix("optimizer.") {
        file.tensors[name] = .ones([7])
      }
    }
    try expectRefusal("no training checkpoint") { _ in }  // it has no average, the task has
    try AtomicFile.write([1, 2, 3], to: path)
    #expect(message(options("run", resumes: true)).contains("not a valid safetensors file"))
    #expect(message(options("none", resumes: true)).contains("no such file"))
  }

  @Test func aCheckpointOfANetworkIsNotForAnother() throws {
    final class Wide: Module {
      let other = Linear(inputs: 3, outputs: 3, .random(RandomSource(seed: 0)))
    }
    _ = try Trainer(LineTask(), options: options("run")).run()
    let file = try WeightFile(contentsOf: folder.file("run/best.safetensors"))
    #expect(throws: StateMismatch.self) { try Wide().load(state: file.tensors) }
  }
}
