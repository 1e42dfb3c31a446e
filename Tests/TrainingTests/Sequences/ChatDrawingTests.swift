import Datasets
import Testing

@testable import Training

@Suite struct ChatDrawingTests {
  private static func example(_ context: [String], _ reply: String) -> DialogueExample {
    DialogueExample(context: context, responses: [reply])
  }

  private static func drawing(talk: [DialogueExample]) -> ChatDrawing {
    var corpus = ChatCorpus(
      training: [
        example(["Who are you?"], "My name is John."), example(["Why?"], "I'm a doctor."),
        example(["Tea?"], "Yes, please."),
      ], validation: [])
    corpus.talk = (talk, 2)
    return ChatDrawing(corpus, seed: 4)
  }

  @Test func whatOthersSayOfThemselvesIsNotTheBots() {
    let alone = ChatDrawingTests.drawing(talk: []).pairs(epoch: 0).map(\.target)
    #expect(alone == ["My name is John.", "I'm a doctor.", "Yes, please."])
    let talk = [ChatDrawingTests.example(["Who are you?"], "My name is Zoe.")]
    let targets = ChatDrawingTests.drawing(talk: talk).pairs(epoch: 0).map(\.target)
    #expect(targets == ["Yes, please.", "My name is Zoe.", "My name is Zoe."])
  }

  @Test func turnsWithWordsEnoughBeginConversations() {
    let talk = [
      ChatDrawingTests.example(["Hi.", "Hello!", "We forgot the cake at home."], "Oh no!"),
      ChatDrawingTests.example(["Hi.", "Hello!", "Cake."], "Which cake?"),
    ]
    let drawing = ChatDrawingTests.drawing(talk: talk)
    let pairs = (0..<40).flatMap { drawing.pairs(epoch: $0) }
    func beginnings(_ reply: String) -> Int {
      pairs.count { $0.target == reply && !$0.source.lowercased().hasPrefix("hi") }
    }
    #expect((5...30).contains(beginnings("Oh no!")) && beginnings("Which cake?") == 0)
  }
}
