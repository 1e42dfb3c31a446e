import Testing

@testable import Inference

@Suite struct PersonNamesTests {
  private func names(_ turns: [String]) -> [String] {
    PersonNames(in: turns).values.sorted { $0.key < $1.key }.map { $0.value.text(in: "en") }
  }

  @Test(arguments: [
    (["My name is Sofia."], ["Sofia"]),
    (["my name is sam and i have a dog called Pepper"], ["Sam", "Pepper"]),
    (["My name's Ingrid, and my husband's name is Paul."], ["Ingrid", "Paul"]),
    (["hi, call me maria"], ["Maria"]), (["I'm Bob."], ["Bob"]), (["MY NAME IS TOM"], ["Tom"]),
    (["What's your name?", "My name is Zoe. What is yours?", "It's Elena."], ["Elena"]),
    (["Hello.", "What can I call you?", "lucas"], ["Lucas"]),
    (["I'm Bob.", "Hi, Bob!", "Do you remember my name?"], ["Bob"]),
  ])
  func introducedNamesAreFound(turns: [String], expected: [String]) {
    #expect(names(turns) == expected)
  }

  @Test(arguments: [
    ["I'm tired."], ["I'm Canadian."], ["I AM SO HAPPY"], ["call me back"],
    ["My name is on the list."],
    ["Is your name Zoe?"], ["Your name is nice."], ["It's Monday."], ["I'm Zoe.", "Hello!"],
    ["Hello.", "What is your name?", "Guess!"], [""], [],
  ])
  func whatIsNoIntroductionIsNone(turns: [String]) { #expect(names(turns) == []) }

  @Test func marksStandForTheNamesEverywhere() {
    let names = PersonNames(in: ["My name is Sam. I'm Sam's friend."])
    let mark = CopyMarks.marks[0]
    #expect(names.marked("Sam, sam's and Samuel") == "\(mark), \(mark)'s and Samuel")
    let marked = CopyMarks.Marked(text: "", values: names.values)
    #expect(marked.restored("Hello, \(mark)!", in: "en") == "Hello, Sam!")
  }

  @Test func nineNamesAreNoTrap() {
    let text = (0..<12).map { "My name is \("ABCDEFGHIJKL".map { "X\($0)" }[$0])." }
    #expect(names([text.joined(separator: " ")]).count == CopyMarks.marks.count)
  }

  @Test func aWordTwiceInARowIsAStutter() {
    #expect(ChatBot.stutters("See you tomorrow, tomorrow!") && !ChatBot.stutters("Bye bye!"))
  }
}
