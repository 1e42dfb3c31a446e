import Foundation

/// What a network is built from: stored in weight files as JSON.
public protocol NetworkConfiguration: Codable, Sendable, Equatable {
  /// Why no network can be built from this; nil where one can. Sizes from a file are believed only after this.
  var fault: String? { get }
}

/// A module that stands for itself: made from a configuration and a source of parameters, and named in weight files.
public protocol Network: Module {
  /// What can be chosen.
  associatedtype Configuration: NetworkConfiguration
  /// The architecture's name in weight files and on command lines.
  static var architecture: String { get }
  /// What was chosen.
  var configuration: Configuration { get }
  /// A network with random weights, or those of a file.
  init(_ configuration: Configuration, _ source: ParameterSource)
}

/// A configuration with a usual choice for everything.
public protocol DefaultNetworkConfiguration: NetworkConfiguration {
  /// The usual choices.
  static var standard: Self { get }
}

extension Network where Configuration: DefaultNetworkConfiguration {
  /// The usual network, with random weights or those of a file.
  public init(_ source: ParameterSource) { self.init(.standard, source) }
}

extension NetworkConfiguration {
  /// The first of these conditions that does not hold, in words.
  public static func firstFault(_ conditions: [(holds: Bool, what: String)]) -> String? {
    conditions.first { !$0.holds }?.what
  }

  /// As compact JSON with sorted keys.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
