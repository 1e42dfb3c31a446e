import Files
import Platform

/// The folder that a training writes to.
public enum OutputFolder {
  /// Why a training does not begin.
  public enum Refusal: DescribedError, Equatable {
    /// Weights are there.
    case holdsWeights(file: String, hasCheckpoint: Bool)
    /// A checkpoint of a run that was stopped is there.
    case holdsCheckpoint(file: String)
    /// A file is where the folder would be.
    case isFile(path: String)

    /// One sentence.
    public var description: String {
      switch self {
      case .holdsWeights(let file, let hasCheckpoint):
        "\(file) holds the weights of a training; choose another --out, \(hasCheckpoint ? "go on with --resume, " : "")"
          + "or replace them with --overwrite"
      case .holdsCheckpoint(let file):
        "\(file) is the checkpoint of a run that was stopped; go on with --resume, or replace it with --overwrite"
      case .isFile(let path): "\(path) is a file; name a folder with --out"
      }
    }
  }

  /// The file with the weights that a run ends with.
  public static func weights(in directory: String) -> String { "\(directory)/model.safetensors" }

  /// The file that a run is resumed from.
  public static func checkpoint(in directory: String) -> String {
    "\(directory)/checkpoint.safetensors"
  }

  /// Sees to it that a run can write, and that a new one destroys nothing.
  ///
  /// - Parameter keepsResults: whether weights or a checkpoint in the folder are a reason not to begin.
  /// - Throws: `Refusal`.
  public static func check(_ directory: String, keepsResults: Bool = true) throws(Refusal) {
    let (weights, checkpoint) = (weights(in: directory), checkpoint(in: directory))
    if InputFile.exists(directory) && !InputFile.isDirectory(directory) {
      throw .isFile(path: directory)
    }
    guard keepsResults else { return }
    if InputFile.exists(weights) {
      throw .holdsWeights(file: weights, hasCheckpoint: InputFile.exists(checkpoint))
    }
    if InputFile.exists(checkpoint) { throw .holdsCheckpoint(file: checkpoint) }
  }

  /// Creates a folder and those above it where they are missing.
  ///
  /// - Throws: `FileError.unwritable` with the system's reason where that is not possible.
  public static func create(_ path: String) throws(FileError) {
    // Foundation's own function does not pass on why it failed.
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts {
      folder += "/" + part
      if InputFile.isDirectory(folder) || mkdir(folder, 0o777) == 0 { continue }
      let code = errno
      if InputFile.isDirectory(folder) { continue }  // made by another program meanwhile
      throw .unwritable(file: path, reason: String(cString: strerror(code)))
    }
  }
}
