import Foundation
import Platform

/// Finds what ships with the package: weights and samples.
public enum ShippedData {
  /// Why nothing was found.
  public struct Missing: DescribedError {
    let path: String
    var option = "--weights"
    /// What was looked for and what to do.
    public var description: String {
      "\(path) was not found in Data/ here, beside the program or in the package; run it inside the package, set "
        + "MODEL_ZOO_DATA to its Data folder, or give \(option)"
    }
  }

  /// The path of something under Data/: in the folder that MODEL_ZOO_DATA names, the current folder or one
  /// above it, one above the program (whose place is .build/release), or in the package as it was checked out when it was
  /// built, which is where the weights of a dependency are.
  ///
  /// - Throws: `Missing`.
  public static func path(_ name: String) throws -> String {
    let environment = ProcessInfo.processInfo.environment["MODEL_ZOO_DATA"].map { [$0] } ?? []
    let starts = [FileManager.default.currentDirectoryPath, programFolder, #filePath]
    for folder in environment + starts.flatMap(ancestors).map({ $0 + "/Data" }) {
      let candidate = "\(folder)/\(name)"
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
    }
    throw Missing(path: "Data/\(name)")
  }

  /// The shipped weights of a model.
  ///
  /// - Parameter option: the option that names others, for the error.
  /// - Throws: `Missing`.
  public static func weights(of model: String, option: String = "--weights") throws -> String {
    do {
      return try path("Models/\(model)/model.safetensors")
    } catch let missing as Missing {
      throw Missing(path: missing.path, option: option)
    }
  }

  private static var programFolder: String {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    return (program as NSString).deletingLastPathComponent
  }

  private static func ancestors(_ path: String) -> [String] {
    var parts = path.split(separator: "/", omittingEmptySubsequences: true)
    var found = [path]
    while !parts.isEmpty {
      parts.removeLast()
      found.append("/" + parts.joined(separator: "/"))
    }
    return found
  }
}
