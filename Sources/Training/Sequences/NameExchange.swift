import Datasets
import Inference
import TensorCore

/// Gives the people of a conversation other names each time it is shown, so that a bot learns to say the name that it
/// was told, not the names of its data.
struct NameExchange: Sendable {
  /// Words after which people say their name.
  private static let introductions = [
    ["name", "is"], ["name", "s"], ["call", "me"], ["i", "m"],
  ]

  /// The names that are given.
  let names: [String]
  /// Those that are exchanged, in small letters.
  private let known: Set<String>

  /// The names with which people of some conversations introduce themselves, but for that of the bot.
  init(_ examples: [DialogueExample], bot: [DialogueExample]) {
    var counts: [String: Count] = [:]
    for example in examples + bot {
      for turn in example.context.suffix(1) + example.responses {
        let words = NameExchange.words(turn)
        for (place, word) in words.enumerated().dropFirst() {
          counts[word.lowercased(), default: Count()].note(
            isCapital: word.first?.isUppercase ?? false,
            isGiven: NameExchange.isIntroduced(place, words))
        }
      }
    }
    var own: Set<String> = []
    for words in bot.flatMap({ $0.responses.map(NameExchange.words) }) {
      own.formUnion(
        words.indices.filter { NameExchange.isIntroduced($0, words) }.map {
          words[$0].lowercased()
        })
    }
    known = Set(counts.filter { $0.key.count > 2 && $0.value.isName }.keys).subtracting(own)
    names = known.sorted().map(\.localizedCapitalized)
  }

  /// How often a word was seen after the first of a turn.
  private struct Count {
    private var (capital, small, given) = (0, 0, 0)

    mutating func note(isCapital: Bool, isGiven: Bool) {
      if isCapital { capital += 1 } else { small += 1 }
      if isGiven { given += 1 }
    }

    var isName: Bool { given > 0 && capital > 4 * small }
  }

  private static func isIntroduced(_ place: Int, _ words: [String]) -> Bool {
    place > 1 && introductions.contains(words[place - 2..<place].map { $0.lowercased() })
  }

  /// The conversation with other names, the same person's the same everywhere.
  func exchanged(_ example: DialogueExample, _ random: RandomSource) -> DialogueExample {
    guard names.count > 1 else { return example }
    let words = Set(
      (example.context + example.responses).flatMap(NameExchange.words).map { $0.lowercased() })
    let others = words.intersection(known).sorted().map { ($0, name(random)) }
    guard !others.isEmpty, random.uniform() < 0.8 else { return example }
    let new = Dictionary(uniqueKeysWithValues: others)
    var result = example
    result.context = example.context.map { NameExchange.replacing(new, in: $0) }
    result.responses = example.responses.map { NameExchange.replacing(new, in: $0) }
    return result
  }

  /// One of the names, or one made of the halves of two: it can be copied, not known.
  private func name(_ random: RandomSource) -> String {
    let name = names[random.index(below: names.count)]
    guard random.uniform() < 0.5 else { return name }
    let other = names[random.index(below: names.count)]
    let (start, end) = (name.prefix((name.count + 1) / 2), other.dropFirst((other.count + 1) / 2))
    return String(start) + String(end)
  }

  private static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter }.map(String.init)
  }

  private static func replacing(_ names: [String: String], in text: String) -> String {
    var (result, word) = ("", "")
    for character in text + "\n" {
      if character.isLetter {
        word.append(character)
        continue
      }
      let new = names[word.lowercased()] ?? word
      result += word.first?.isLowercase == true ? new.lowercased() : new
      result.append(character)
      word = ""
    }
    return String(result.dropLast())
  }
}
