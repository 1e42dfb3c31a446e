import Foundation

/// Brings what people type into the one form that a network learnt, and its translation back into theirs: capitals,
/// missing capitals and stops, repeated letters.
struct SentenceForm: Sendable {
  /// The text in the network's form.
  private(set) var text: String
  private let language: String
  private var isCapitals = false
  private var isWithoutCapital = false
  private var isWithoutStop = false
  private var isShort = false

  /// The form of a normalised text.
  ///
  /// - Parameter known: the words of the training data; without them capitals and letters stay.
  init(_ typed: String, language: String, known: KnownWords?) {
    self.language = language
    text = typed
    if language == "zh" {
      text = SentenceForm.withCommas(text)
    } else if let known {
      let words = SentenceForm.words(of: text)
      isCapitals = SentenceForm.isCapitals(words, known)
      if isCapitals || !text.contains(where: \.isUppercase) {
        text = SentenceForm.cased(isCapitals ? text.lowercased() : text, language, known)
      }
      text = SentenceForm.spelled(text, language, known)
      if language == "fr" { text = Slips.withPreposition(text) }
    }
    let count = language == "zh" ? text.count : SentenceForm.words(of: text).count
    isShort = count <= (language == "zh" ? 4 : 2)
    guard known != nil else { return }
    if let first = text.first, first.isLowercase, !MarkScanner.beginsAddress(text),
      !text.prefix(while: \.isLetter).contains(where: \.isUppercase)
    {
      isWithoutCapital = true
      text = first.uppercased() + text.dropFirst()
    }
    if let last = text.last, last.isLetter || last.isNumber || last == "%" {
      isWithoutStop = true
      text +=
        Questions.isQuestion(text, language)
        ? (language == "zh" ? "？" : language == "fr" ? " ?" : "?") : (language == "zh" ? "。" : ".")
    }
  }

  /// A translation in the form of what was typed. Of one or two words the missing stop and capital are taken away
  /// again; longer text stays a written sentence.
  func restored(_ translation: String, in target: String, known: KnownWords?) -> String {
    var result = translation
    if isWithoutStop, isShort {
      while let last = result.last, ".。?？ ".contains(last), result.count > 1 {
        result.removeLast()
      }
      if isWithoutCapital, let first = result.first, first.isUppercase {
        let word = String(result.prefix { $0.isLetter })
        if known?.proper.contains(word) != true, word != "I" {
          result = first.lowercased() + result.dropFirst()
        }
      }
    }
    return isCapitals ? result.uppercased() : result
  }

  // MARK: Capitals

  private static func words(of text: String) -> [Substring] {
    text.split { !($0.isLetter || $0 == "'" || $0 == "-") }.filter {
      $0.contains(where: \.isLetter)
    }
  }

  /// Whether all is in capitals, and is no name in capitals such as IKEA.
  private static func isCapitals(_ words: [Substring], _ known: KnownWords) -> Bool {
    let long = words.filter { $0.count(where: \.isLetter) >= 2 }
    guard !long.isEmpty, words.allSatisfy({ !$0.contains(where: \.isLowercase) }) else {
      return false
    }
    return long.count > 1
      || long.allSatisfy { word in
        let small = word.lowercased()
        return known.ordinary.contains(small) || known.kept.contains(small.capitalized)
          || words.count > 2
      }
  }

  /// Text in small letters with the capitals that words always have.
  private static func cased(_ text: String, _ language: String, _ known: KnownWords) -> String {
    CopyMarks.words(of: text).map { word -> String in
      let small = String(word)
      guard word.count > 1 || word == "i", word.allSatisfy(\.isLetter) else { return small }
      if language == "en", small == "i" { return "I" }
      let name = small.prefix(1).uppercased() + small.dropFirst()
      let isName = known.kept.contains(name) || known.names.contains(name)
      return isName && !known.ordinary.contains(small) ? name : small
    }.joined()
  }

  // MARK: Letters

  private static func spelled(_ text: String, _ language: String, _ known: KnownWords) -> String {
    CopyMarks.words(of: text).map { word -> String in
      let small = word.lowercased()
      guard word.count > 1, word.allSatisfy(\.isLetter), !known.ordinary.contains(small) else {
        return String(word)
      }
      var better = Slips.table(of: language)[small]
      if better == nil {
        better = (squeezed(small) + Slips.elided(small, language)).first { form in
          form.split(separator: "'").last.map { known.ordinary.contains(String($0)) } ?? false
        }
      }
      if better == nil, language == "fr" { better = known.accented(small) }
      guard var better else { return String(word) }
      if word.first?.isUppercase == true {
        better = better.prefix(1).uppercased() + better.dropFirst()
      }
      return better
    }.joined()
  }

  /// A word with its runs of three letters or more cut to two and to one; nothing where it has none.
  private static func squeezed(_ word: String) -> [String] {
    func cut(to limit: Int) -> String {
      var result: [Character] = []
      for character in word
      where result.count < limit || !result.suffix(limit).allSatisfy({ $0 == character }) {
        result.append(character)
      }
      return String(result)
    }
    return cut(to: 2) == word ? [] : [cut(to: 2), cut(to: 1)]
  }

  /// Chinese with commas where people typed spaces.
  private static func withCommas(_ text: String) -> String {
    let characters = Array(text)
    return String(
      characters.indices.map { place in
        guard characters[place] == " ", place > 0, place + 1 < characters.count,
          CopyMarks.isIdeograph(characters[place - 1]), CopyMarks.isIdeograph(characters[place + 1])
        else { return characters[place] }
        return "，"
      })
  }
}

extension MarkScanner {
  /// Whether a text begins with an address, whose letters stay as they are.
  package static func beginsAddress(_ text: String) -> Bool {
    guard let first = text.split(separator: " ").first else { return false }
    return Addresses.isAddress(first)
  }
}

/// Whether a sentence without its stop asks something.
enum Questions {
  static func isQuestion(_ text: String, _ language: String) -> Bool {
    let words = text.lowercased().split { !($0.isLetter) }.map(String.init)
    switch language {
    case "en":
      guard let first = words.first else { return false }
      return words.count > 1
        && [
          "what", "where", "when", "who", "why", "how", "which", "whose", "is", "are", "am", "do",
          "does", "did", "can", "could", "will", "would", "should", "have", "has", "was", "were",
          "may", "shall", "whats", "wheres",
        ].contains(first)
        && !(["have", "do"].contains(first)
          && ["a", "not", "your", "the", "some"].contains(words[1]))
    case "fr":
      guard let first = words.first else { return false }
      let last = words.suffix(2)
      return words.count > 1
        && (["comment", "pourquoi", "où", "combien", "qui", "quel", "quelle", "quels", "quelles"]
          .contains(first) || text.lowercased().hasPrefix("est-ce")
          || text.lowercased().hasPrefix("qu'est")
          || ["-tu", "-vous", "-il", "-elle", "-on", "-je"].contains {
            text.contains($0) && $0 != "-vous"
          }
          || ["quoi", "combien", "comment", "où"].contains(last.last ?? "")
          || last.joined(separator: " ") == "quelle heure")
    case "zh":
      return text.hasSuffix("吗") || text.hasSuffix("呢")
        || ["什么", "怎么", "哪", "谁", "多少", "为什么", "几点", "几个", "吗"].contains {
          text.contains($0)
        }
    default: return false
    }
  }
}

/// How people type words in a hurry.
enum Slips {
  static func table(of language: String) -> [String: String] { tables[language] ?? [:] }

  /// What a French word without its apostrophe may be: jai, lami, quil.
  static func elided(_ word: String, _ language: String) -> [String] {
    guard language == "fr" else { return [] }
    return ["qu", "j", "l", "d", "s", "t", "n", "m", "c"].filter { word.hasPrefix($0) }
      .map { ($0, word.dropFirst($0.count)) }
      .filter { $0.1.first.map { "aeiouyhéèêàâîôû".contains($0) } ?? false }
      .map { "\($0.0)'\($0.1)" }
  }

  /// French à where people type a: before an article or what asks.
  static func withPreposition(_ text: String) -> String {
    guard !text.contains("à") else { return text }
    if text.hasPrefix("tas "), text.split(separator: " ").count > 2 {
      return withPreposition("t'as " + text.dropFirst(4))
    }
    return ["la ", "l'", "quelle ", "quel ", "cette ", "mon ", "ma ", "ton ", "ta ", "côté "]
      .reduce(text) { $0.replacing(" a " + $1, with: " à " + $1) }
  }

  private static let tables: [String: [String: String]] = [
    "en": [
      "im": "I'm", "ive": "I've", "dont": "don't", "doesnt": "doesn't", "didnt": "didn't",
      "cant": "can't", "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't",
      "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "werent": "weren't",
      "havent": "haven't", "hasnt": "hasn't", "wont": "won't", "youre": "you're",
      "theyre": "they're", "thats": "that's", "whats": "what's", "wheres": "where's",
      "hes": "he's", "shes": "she's", "youve": "you've", "weve": "we've", "youll": "you'll",
      "u": "you", "ur": "your", "pls": "please", "plz": "please", "thx": "thanks",
      "whos": "who's", "hows": "how's", "itll": "it'll", "theres": "there's", "gonna": "going to",
      "wanna": "want to", "tmrw": "tomorrow", "teh": "the",
    ],
    "fr": [
      "ca": "ça", "tel": "téléphone", "bcp": "beaucoup", "svp": "s'il vous plaît",
      "stp": "s'il te plaît", "tjrs": "toujours", "pk": "pourquoi", "pourqoi": "pourquoi",
      "cest": "c'est", "jai": "j'ai", "etes": "êtes", "deja": "déjà", "tres": "très",
      "apres": "après", "meme": "même", "etait": "était", "ete": "été", "voila": "voilà",
      "la-bas": "là-bas", "fete": "fête", "francais": "français", "probleme": "problème",
      "desole": "désolé", "soeur": "sœur", "coeur": "cœur", "oeuf": "œuf", "oeufs": "œufs",
      "rdv": "rendez-vous", "resto": "restaurant", "appart": "appartement",
    ],
  ]
}
