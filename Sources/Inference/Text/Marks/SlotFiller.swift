import Datasets
import TensorCore

/// Fills the slots of a phrase: what is drawn is written in each language's way.
package struct SlotFiller {
  let slots: Phrasebook.Slots

  /// A filler with these words.
  package init(slots: Phrasebook.Slots) { self.slots = slots }

  /// Two wordings of a phrase with the same in their slots.
  package func filled(
    _ source: String, _ target: String, _ direction: Direction, _ random: RandomSource
  )
    -> SentencePair
  {
    var pair = SentencePair(source: source, target: target)
    while let slot = SlotFiller.firstSlot(of: pair.source) {
      let texts = texts(for: slot, random)
      let marked = "{\(slot)}"
      guard let source = texts(direction.source), let target = texts(direction.target) else {
        break
      }
      pair.source.replaceFirst(marked, with: source)
      pair.target.replaceFirst(marked, with: target)
    }
    return pair
  }

  private static func firstSlot(of text: String) -> String? {
    guard let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}") else {
      return nil
    }
    return String(text[text.index(after: open)..<close])
  }

  /// What a slot becomes, by language; nil where the slot is unknown.
  private func texts(for slot: String, _ random: RandomSource) -> (String) -> String? {
    func one<T>(of list: [T]) -> T? { list.isEmpty ? nil : list[random.index(below: list.count)] }
    func digits(_ count: Int) -> String {
      (0..<count).map { _ in String(random.index(below: 10)) }.joined()
    }
    func word() -> String {
      let letters = Array("abcdefghijklmnoprstuvw")
      return String(
        (0..<(3 + random.index(below: 6))).map { _ in letters[random.index(below: 22)] })
    }
    func same(_ text: String?) -> (String) -> String? { { _ in text } }
    func column(_ list: [[String]]) -> (String) -> String? {
      let row = one(of: list)
      return { language in
        guard let row, let place = Phrasebook.languages.firstIndex(of: language),
          row.indices.contains(place)
        else { return nil }
        return row[place]
      }
    }
    switch slot {
    case "n": return same(String(2 + random.index(below: 98)))
    case "N":
      let number = MarkValue.NumberValue(
        whole: String(100 + random.index(below: 9900)), isGrouped: random.uniform() < 0.5)
      return { MarkValue.number(number).text(in: $0) }
    case "clock":
      let value = MarkValue.time(
        hour: random.index(below: 24), minute: 5 * random.index(below: 12))
      return { value.text(in: $0) }
    case "price":
      let number = MarkValue.NumberValue(
        whole: String(1 + random.index(below: 300)), fraction: digits(2))
      return { MarkValue.number(number).text(in: $0) }
    case "phone":
      return same(
        one(of: [
          "555-\(digits(4))", "06 \(digits(2)) \(digits(2)) \(digits(2)) \(digits(2))",
          "138-\(digits(4))-\(digits(4))",
        ]))
    case "email": return same("\(word())@\(word()).com")
    case "url": return same("www.\(word()).com/\(word())")
    case "name": return same(one(of: slots.name))
    case "city": return column(slots.city)
    case "day": return column(slots.day)
    case "month": return column(slots.month)
    default: return same(nil)
    }
  }
}

extension String {
  fileprivate mutating func replaceFirst(_ part: String, with text: String) {
    if let range = firstRange(of: part) { replaceSubrange(range, with: text) }
  }
}
