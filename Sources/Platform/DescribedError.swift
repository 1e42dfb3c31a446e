#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An error that says what is wrong in one sentence: which file, what was expected, what was found.
public protocol DescribedError: LocalizedError, CustomStringConvertible {}

extension DescribedError {
  /// The sentence.
  public var errorDescription: String? { description }
}
