import Files

/// What `--weights` names.
public enum WeightOption {
  /// The file itself, or `model.safetensors` in a folder that `train` wrote.
  public static func file(_ path: String) -> String {
    InputFile.isDirectory(path) ? "\(path)/model.safetensors" : path
  }
}
