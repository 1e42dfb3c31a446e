import Platform

/// Why a weight file cannot be read or written.
public enum SafetensorsError: DescribedError, Equatable {
  /// The file cannot be opened, read or written; `reason` is the system's.
  case unreadable(file: String, reason: String)
  /// The file is no safetensors file, or damaged.
  case malformed(file: String, reason: String)
  /// A tensor's entry contradicts itself or the file.
  case badTensor(file: String, name: String, reason: String)

  /// One sentence naming file, tensor and cause.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file): \(reason)"
    case .malformed(let file, let reason): "\(file) is not a valid safetensors file: \(reason)"
    case .badTensor(let file, let name, let reason): "\(file): tensor '\(name)' \(reason)"
    }
  }
}
