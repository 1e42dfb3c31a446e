import TestSupport
import Testing

@testable import Datasets

/// Readers of conversations.
@Suite struct DialoguesTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func jsonLinesHaveOneReplyOrSeveral() throws {
    let path = try folder.write(
      """
      {"context": ["Hi.", "Hello!"], "response": "How are you?", "source": "x"}

      {"context": ["Tea?"], "responses": ["Yes.", "No."]}
      """, to: "d.jsonl")
    let examples = try Dialogues.read(path)
    #expect(
      examples == [
        DialogueExample(context: ["Hi.", "Hello!"], responses: ["How are you?"]),
        DialogueExample(context: ["Tea?"], responses: ["Yes.", "No."]),
      ])
  }

  @Test func openingsAreContextsWithoutReplies() throws {
    let path = try folder.write(
      "{\"context\": [\"Hi.\"], \"kind\": \"x\"}\n{\"context\": [\"A.\", \"B.\"]}\n", to: "o.jsonl")
    #expect(try Dialogues.openings(path)?.map(\.context) == [["Hi."], ["A.", "B."]])
    for text in [
      "{\"context\": [\"Hi.\"], \"response\": \"Hello!\"}", "{\"context\": []}", "Hi.\tHello!",
    ] {
      #expect(try Dialogues.openings(folder.write(text, to: "d.jsonl")) == nil)
    }
  }

  @Test func columnsAreMessageAndReply() throws {
    let path = try folder.write("Hi.\tHello!\r\nTea? \t Yes.\tmore\n", to: "d.tsv")
    #expect(
      try Dialogues.read(path) == [
        DialogueExample(context: ["Hi."], responses: ["Hello!"]),
        DialogueExample(context: ["Tea?"], responses: ["Yes."]),
      ])
  }

  @Test func everyTurnOfAConversationIsAReply() throws {
    let path = try folder.write("a __eou__ b __eou__ c __eou__ d __eou__ e __eou__\n", to: "d.txt")
    let examples = try Dialogues.read(path)
    #expect(examples.map(\.responses) == [["b"], ["c"], ["d"], ["e"]])
    #expect(
      examples.map(\.context) == [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]])
    let bot = try Dialogues.botReplies(path)
    #expect(bot.map(\.responses) == [["b"], ["d"]] && bot[1].context == ["a", "b", "c"])
  }

  @Test func contextsKeepSixTurns() throws {
    let path = try folder.write(
      "1 __eou__ 2 __eou__ 3 __eou__ 4 __eou__ 5 __eou__ 6 __eou__ 7 __eou__ 8\n", to: "d.txt")
    #expect(try Dialogues.read(path).last?.context == ["2", "3", "4", "5", "6", "7"])
  }

  @Test(arguments: [
    ("Hi.\tHello!\nno tab here\n", "line 2"), ("{\"context\": []}\n", "line 1"),
    ("{\"context\": [\"a\"], \"response\": \" \"}\n", "line 1"), ("{broken\n", "line 1"),
    ("{\"context\": \"a\", \"response\": \"b\"}\n", "line 1"),
    ("{\"context\": [\"a\"], \"responses\": []}\n", "line 1"), ("", "replies"),
    ("alone __eou__\n", "replies"), ("a\t\n", "line 1"),
  ])
  func faultyLinesAreNamed(text: String, what: String) throws {
    let path = try folder.write(text, to: "d")
    let error = #expect(throws: DatasetError.self) { try Dialogues.read(path) }
    #expect(error?.description.contains(what) == true && error?.description.contains(path) == true)
  }

  @Test func deepNestingIsNoTrap() throws {
    let path = try folder.write("{\"context\":" + String(repeating: "[", count: 200_000), to: "d")
    #expect(throws: DatasetError.self) { try Dialogues.read(path) }
  }
}
