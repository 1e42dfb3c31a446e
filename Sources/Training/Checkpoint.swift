import Foundation
import NeuralNet
import Optimizers
import Safetensors
import TensorCore
import Platform

/// Why a checkpoint cannot be gone on from.
public enum CheckpointError: DescribedError {
  /// The file is no checkpoint of this program.
  case notACheckpoint(file: String)
  /// It belongs to a run with other options.
  case otherOptions(file: String, found: String, expected: String)
  /// Its tensors do not fit the network.
  case mismatch(file: String, StateMismatch)

  /// One sentence naming file and cause.
  public var description: String {
    switch self {
    case .notACheckpoint(let file): "\(file) is a weight file but no training checkpoint"
    case .otherOptions(let file, let found, let expected):
      "\(file) belongs to a run with \(found), not \(expected); give the same options to resume it"
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
    let memory = try task.memory
    for (name, tensor) in memory.tensors { tensors["task.\(name)"] = tensor }
    let metadata = [
      "format": "model-zoo checkpoint", "options": options.fingerprint, "task": memory.remark,
      "progress": try encoded(progress), "counts": try encoded(counts),
      "random": task.random.state.map(String.init).joined(separator: " "),
    ]
    let bytes = memory.bytes.map { ("task.\($0.key).bytes", $0.value) }
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
      words.count == task.random.state.count, let found = file.metadata["options"]
    else { throw CheckpointError.notACheckpoint(file: path) }
    guard found == options.fingerprint else {
      throw CheckpointError.otherOptions(
        file: path, found: found, expected: options.fingerprint)
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
    var memory = TaskMemory()
    memory.tensors = part("task.")
    memory.remark = file.metadata["task"] ?? ""
    for (name, bytes) in file.bytes where name.hasPrefix("task.") {
      memory.bytes[String(name.dropFirst("task.".count).dropLast(".bytes".count))] = bytes
    }
    guard task.restore(memory) else { throw CheckpointError.notACheckpoint(file: path) }
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

  static func writeWeights(_ model: Module, to path: String) throws {
    try WeightFile(tensors: model.state).write(to: path)
  }

  private static func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // A run that diverges is a run nonetheless, and can be looked at.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func decoded<Value: Decodable>(_ text: String?) -> Value? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    return text.flatMap { try? decoder.decode(Value.self, from: Data($0.utf8)) }
  }
}
