import Datasets
import TensorCore
import Testing

@testable import Training

@Suite struct NameExchangeTests {
  private static let talk = [
    example("My name is Tom.", "Nice to meet you, Tom! My name is Zoe."),
    example("hi, i'm tom and i'm fine", "Hello, Tom! I'm Zoe."),
    example("call me Maria", "All right, Maria."),
    example("I'm glad.", "Then I'm glad, too, Zoe said to Maria."),
  ]
  private static func example(_ said: String, _ reply: String) -> DialogueExample {
    DialogueExample(context: [said], responses: [reply])
  }

  private let exchange = NameExchange([], bot: talk)

  @Test func namesAreThoseThatPeopleGaveButForTheBots() {
    #expect(exchange.names == ["Maria"], "Tom stands in small letters as often as it should not")
    let more = NameExchange(
      (0..<9).map { _ in NameExchangeTests.example("It's me.", "Yes, it's Tom.") },
      bot: NameExchangeTests.talk)
    #expect(more.names == ["Maria", "Tom"])
  }

  @Test func aPersonHasOneNewNameEverywhere() {
    let exchange = NameExchange(
      (0..<9).map { _ in NameExchangeTests.example("It's me.", "Yes, it's Tom.") },
      bot: NameExchangeTests.talk)
    let random = RandomSource(seed: 3)
    var names: Set<String> = []
    for _ in 0..<60 {
      let shown = exchange.exchanged(
        NameExchangeTests.example("i'm tom's friend", "Hello, Tom's friend! I'm Zoe."), random)
      let name = String(shown.responses[0].dropFirst(7).prefix { $0 != "'" })
      #expect(shown.responses == ["Hello, \(name)'s friend! I'm Zoe."])
      #expect(shown.context == ["i'm \(name.lowercased())'s friend"])
      names.insert(name)
    }
    #expect(names.isSuperset(of: ["Tom", "Maria"]) && names.count > 3, "\(names)")
  }

  @Test func whatHoldsNoNameStays() {
    let example = NameExchangeTests.example("I'm glad.", "So am I.")
    #expect(exchange.exchanged(example, RandomSource(seed: 1)) == example)
  }
}
