import Files
import Foundation
import Platform

/// What the classes of a network are called: by the folders of its data, and for people.
public struct ClassNames: Sendable, Equatable {
  /// Why a file of names cannot be used.
  public enum Fault: DescribedError {
    /// It is no text, or has no line.
    case noText(file: String)
    /// It has no name for a class.
    case missing(file: String, name: String)
    /// It has another number of lines than the network has classes.
    case count(file: String, found: Int, expected: Int)

    /// One sentence naming the file.
    public var description: String {
      switch self {
      case .noText(let file): "\(file): holds no names; expected a text with one name a line"
      case .missing(let file, let name): "\(file): has no line for class '\(name)'"
      case .count(let file, let found, let expected):
        "\(file): holds \(found) names, but the network has \(expected) classes"
      }
    }
  }

  /// The names of the data's folders.
  public let classes: [String]
  /// The names for people.
  public let labels: [String]
  /// The names in Chinese, where they are known.
  public let chinese: [String]?

  /// Classes that are called as their folders are.
  public init(_ classes: [String]) { (self.classes, labels, chinese) = (classes, classes, nil) }

  /// Classes whose names are in a file: a line each, with the folder's name, a tab, the name (of several with commas the
  /// first), and perhaps another tab and the name in Chinese. Other lines are passed over.
  ///
  /// - Throws: `FileError` or `Fault`.
  public init(_ classes: [String], namedIn file: String) throws {
    let lines = try Self.lines(of: file)
    let known = Dictionary(
      lines.compactMap { line -> (String, [Substring])? in
        let fields = line.split(separator: "\t")
        return fields.count > 1 ? (String(fields[0]), Array(fields.dropFirst())) : nil
      }, uniquingKeysWith: { first, _ in first })
    let names = try classes.map { name in
      guard let found = known[name] else { throw Fault.missing(file: file, name: name) }
      return found
    }
    self.classes = classes
    labels = names.map { String($0[0].split(separator: ",")[0]) }
    let others = names.compactMap { $0.count > 1 ? String($0[1]) : nil }
    chinese = others.count == classes.count ? others : nil
  }

  /// The names in a file with one a line, for a network that does not know its own.
  ///
  /// - Throws: `FileError` or `Fault`.
  public static func list(in file: String, count: Int) throws -> [String] {
    let lines = try lines(of: file)
    guard lines.count == count else {
      throw Fault.count(file: file, found: lines.count, expected: count)
    }
    return lines
  }

  private static func lines(of file: String) throws -> [String] {
    let bytes = try InputFile.read(file, limit: 16 << 20)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Fault.noText(file: file)
    }
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard !lines.isEmpty else { throw Fault.noText(file: file) }
    return lines
  }
}
