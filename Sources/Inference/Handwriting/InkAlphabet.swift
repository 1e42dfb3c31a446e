import Platform

/// Why a text cannot be written, or ink cannot be read.
public enum HandwritingError: DescribedError, Equatable {
  /// A character that the network has not learnt and that nothing stands in for.
  case unknownCharacter(Character, place: Int)
  /// No text at all.
  case emptyText
  /// More characters than are written at once.
  case textTooLong(count: Int, limit: Int)
  /// Ink with more points than are read at once.
  case inkTooLong(name: String, count: Int, limit: Int)
  /// A hand that the network does not have.
  case unknownStyle(found: String, count: Int)
  /// A line of ink too few letters of which are known to learn a hand from.
  case tooLittleInk(file: String, found: Int, needed: Int, leftOut: String)
  /// A style file of which nothing can be written.
  case unusableStyle(file: String, reason: String)

  /// One sentence: what is wrong, what to do.
  public var description: String {
    switch self {
    case .unknownCharacter(let character, let place):
      let codes = character.unicodeScalars.map { scalar in
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits
      }
      let isGraphic = character.unicodeScalars.allSatisfy(\.properties.isGraphic)
      let shown = isGraphic ? "'\(character)' " : ""
      return "character \(place) of the text, \(shown)(\(codes.joined(separator: " "))), cannot be "
        + "written by hand; what stands on an English keyboard can, letters of Latin script with their "
        + "accents, and € £ ¥ ° ß œ æ ø ł"
    case .emptyText: return "there is no text to write; give one, or a file or pipe that has some"
    case .textTooLong(let count, let limit):
      return
        "the text has \(count) characters, at most \(limit) are written at once; split it"
    case .inkTooLong(let name, let count, let limit):
      return "\(name): the ink has \(count) points, at most \(limit) are read at once; split it"
    case .unknownStyle(let found, let count):
      return "there is no style \(found); give a number of 1 to \(count), random, or a style file"
    case .tooLittleInk(let file, let found, let needed, let leftOut):
      return "\(file): \(found) characters of known ink are too few to learn a hand from, "
        + "\(needed) or more are needed" + (leftOut.isEmpty ? "" : "; left out: \(leftOut)")
    case .unusableStyle(let file, let reason):
      return "\(file): this style \(reason); make it anew with handwrite learn"
    }
  }
}

extension Unicode.Scalar.Properties {
  /// Whether a terminal shows it as it is.
  fileprivate var isGraphic: Bool {
    switch generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    default: true
    }
  }
}

/// The characters that a network of ink knows, numbered from 1.
public struct InkAlphabet: Sendable, Hashable {
  /// The characters in the order of their numbers.
  public let characters: [Character]
  private let numbers: [Character: Int32]

  /// The printable characters of ASCII, the space among them.
  public static let ascii = InkAlphabet(
    String((32..<127).map { Character(Unicode.Scalar(UInt8($0))) }))

  /// The characters of a text, each of which stands once.
  public init(_ text: String) {
    characters = Array(text)
    numbers = Dictionary(
      characters.enumerated().map { ($0.element, Int32($0.offset + 1)) }, uniquingKeysWith: min)
  }

  /// All characters in one text.
  public var text: String { String(characters) }

  /// Whether a character has a number.
  public func contains(_ character: Character) -> Bool { numbers[character] != nil }

  /// The numbers of a text's characters.
  ///
  /// - Throws: `HandwritingError.unknownCharacter` for the first one that has none.
  public func numbers(of text: some StringProtocol) throws(HandwritingError) -> [Int32] {
    var found: [Int32] = []
    for (place, character) in text.enumerated() {
      guard let number = numbers[character] else {
        throw .unknownCharacter(character, place: place + 1)
      }
      found.append(number)
    }
    return found
  }

  /// The text that numbers stand for; those of no character are left out.
  public func text(of numbers: [Int32]) -> String {
    String(
      numbers.compactMap { number in
        (1...characters.count).contains(Int(number)) ? characters[Int(number) - 1] : nil
      })
  }
}
