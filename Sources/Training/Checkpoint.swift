import Foundation
import Inference
import NeuralNet
import Optimizers
import Platform
import Safetensors
import TensorCore

/// Why a checkpoint cannot be gone on from.
public enum CheckpointError: DescribedError {
  /// The file is no checkpoint of this program.
  case notACheckpoint(file: String)
  /// It belongs to a run with another recipe; what differs, in words.
  case otherRecipe(file: String, difference: String)
  /// A tensor holds what is no finite number.
  case notFinite(file: String, name: String)
  /// Its tensors do not fit the network.
  case mismatch(file: String, StateMismatch)

  /// One sentence naming file and cause.
  public var description: String {
    switch self {
    case .notACheckpoint(let file): "\(file) is a weight file but no training checkpoint"
    case .otherRecipe(let file, let difference):
      "\(file) belongs to a run with \(difference); give the same options to resume it"
    case .notFinite(let file, let name):
      "\(file): '\(name)' holds numbers that are not finite; the run that wrote it had diverged, begin anew"
    case .mismatch(let file, let mismatch): "\(file) does not fit the network: \(mismatch)"
    }
  }
}

/// A run's state on disk: weights, optimizer memory, average, random state and progress in one file.
enum Checkpoint {
  static func write<Task: TrainingTask>(
    _ task: Task, _ progress: TrainingProgress, to path: String, options: TrainingOptions
  ) throws {
    var tensors: [String: Tensor] = [:]
    for (name, tensor) in task.model.state { tensors["model.\(name)"] = tensor }
    var counts: [String: Int] = [:]
    for (name, optimizer) in task.optimizers {
      let state = optimizer.state
      counts[name] = state.stepCount
      for (slot, tensor) in state.slots { tensors["optimizer.\(name).\(slot)"] = tensor }
    }
    if let state = task.average?.state {
      counts["average"] = state.stepCount
      for (index, tensor) in state.averages.enumerated() { tensors["average.\(index)"] = tensor }
    }
    let state = try task.state
    for (name, tensor) in state.tensors { tensors["task.\(name)"] = tensor }
    let metadata = [
      "format": "model-zoo checkpoint", "recipe": options.fingerprint, "task": state.json,
      "progress": try encoded(progress), "counts": try encoded(counts),
      "random": task.random.state.map(String.init).joined(separator: " "),
    ]
    let bytes = state.bytes.map { ("task.\($0.key).bytes", $0.value) }
    var file = WeightFile(tensors: tensors, metadata: metadata)
    file.bytes = Dictionary(uniqueKeysWithValues: bytes)
    try file.write(to: path)
  }

  static func restore<Task: TrainingTask>(
    _ task: Task, from path: String, options: TrainingOptions
  ) throws -> TrainingProgress {
    let file = try WeightFile(contentsOf: path)
    guard let progress: TrainingProgress = decoded(file.metadata["progress"]),
      progress.isPossible,
      let counts: [String: Int] = decoded(file.metadata["counts"]),
      let words = file.metadata["random"]?.split(separator: " ").compactMap({ UInt64($0) }),
      words.count == task.random.state.count, let found = file.metadata["recipe"]
    else { throw CheckpointError.notACheckpoint(file: path) }
    guard found == options.fingerprint else {
      throw CheckpointError.otherRecipe(
        file: path, difference: RecipeDifference.words(found, options.fingerprint))
    }
    for (name, tensor) in file.tensors.sorted(by: { $0.key < $1.key }) where !tensor.isFinite {
      throw CheckpointError.notFinite(file: path, name: name)
    }
    func part(_ prefix: String) -> [String: Tensor] {
      Dictionary(
        uniqueKeysWithValues: file.tensors.compactMap { name, tensor in
          name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), tensor) : nil
        })
    }
    do {
      try task.model.load(state: part("model."))
    } catch let mismatch as StateMismatch {
      throw CheckpointError.mismatch(file: path, mismatch)
    }
    for (name, optimizer) in task.optimizers {
      try optimizer.restore(
        stepCount: counts[name] ?? 0,
        slots: fitting(part("optimizer.\(name)."), optimizer.parameters, path))
    }
    if let average = task.average {
      let stored = part("average.")
      let averages = try (0..<average.state.averages.count).map { index in
        guard let tensor = stored["\(index)"], tensor.shape == average.state.averages[index].shape
        else { throw CheckpointError.notACheckpoint(file: path) }
        return tensor
      }
      average.restore(stepCount: counts["average"] ?? 0, averages: averages)
    }
    var state = TaskState()
    state.tensors = part("task.")
    state.json = file.metadata["task"] ?? ""
    for (name, bytes) in file.bytes where name.hasPrefix("task.") {
      state.bytes[String(name.dropFirst("task.".count).dropLast(".bytes".count))] = bytes
    }
    guard task.restore(state) else { throw CheckpointError.notACheckpoint(file: path) }
    task.random.state = words
    return progress
  }

  /// Optimizer memory, once each tensor has been seen to fit its parameter; step counts are scalars.
  private static func fitting(
    _ slots: [String: Tensor], _ parameters: [Parameter], _ path: String
  ) throws -> [String: Tensor] {
    for (name, tensor) in slots {
      guard let index = name.split(separator: ".").first.flatMap({ Int($0) }),
        parameters.indices.contains(index),
        tensor.shape == (name.hasSuffix(".steps") ? [] : parameters[index].shape)
      else { throw CheckpointError.notACheckpoint(file: path) }
    }
    return slots
  }

  private static func encoded(_ value: some Encodable) throws -> String {
    try ModelMetadata.encoded(value)
  }

  private static func decoded<Value: Decodable>(_ text: String?) -> Value? {
    text.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
  }
}

/// Tells how two recipes differ.
enum RecipeDifference {
  /// The values that differ, those of the checkpoint first: "epochs 10, not 5".
  static func words(_ found: String, _ expected: String) -> String {
    let (found, expected) = (leaves(found), leaves(expected))
    let names = Set(found.keys).union(expected.keys).sorted()
    let differences = names.filter { found[$0] != expected[$0] }.map {
      "\($0) \(found[$0] ?? "unknown"), not \(expected[$0] ?? "unknown")"
    }
    return differences.isEmpty ? "another recipe" : differences.joined(separator: ", ")
  }

  /// The values of a JSON object by their paths.
  private static func leaves(_ json: String) -> [String: String] {
    var found: [String: String] = [:]
    func walk(_ value: Any, _ path: String) {
      guard let object = value as? [String: Any] else {
        found[path] = "\(value)"
        return
      }
      for (key, part) in object { walk(part, path.isEmpty ? key : "\(path).\(key)") }
    }
    if let value = try? JSONSerialization.jsonObject(with: Data(json.utf8)) { walk(value, "") }
    return found
  }
}
