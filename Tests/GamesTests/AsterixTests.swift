import Testing

@testable import Games

@Suite struct AsterixTests {
  private func thing(_ column: Int, _ goesRight: Bool, _ isTreasure: Bool) -> Asterix.Thing {
    Asterix.Thing(column: column, goesRight: goesRight, isTreasure: isTreasure)
  }

  @Test func treasureGivesAPointAndIsGone() {
    var script = Script(Asterix())
    script.game.things[4] = thing(4, true, true)  // row 5, left of the player
    #expect(script.play(.left) == Outcome(reward: 1))
    #expect(script.game.things[4] == nil)
  }

  @Test func enemiesEndTheGame() {
    var script = Script(Asterix())
    script.game.things[3] = thing(5, false, false)
    #expect(script.play(.up) == Outcome(ending: .terminated))
  }

  @Test func thingsMoveEveryFiveStepsAndMeetThePlayer() {
    var script = Script(Asterix())
    script.game.things[4] = thing(4, true, false)
    // The first time after five steps of rest.
    #expect(script.repeated(.none, 5).ending == .none)
    #expect(script.play(.none).ending == .terminated)
    script.game.things[0] = thing(2, true, false)
    _ = script.repeated(.none, 4)
    #expect(script.game.things[0]?.column == 2)
    script.play(.none)
    #expect(script.game.things[0]?.column == 3)
  }

  @Test func thingsLeaveOnTheOtherSide() {
    var script = Script(Asterix())
    script.game.things[0] = thing(9, true, false)
    #expect(marked(script.game, channel: 2) == [[1, 8]])
    _ = script.repeated(.none, 6)
    #expect(script.game.things[0] == nil)
  }

  @Test func thePlayerStaysInTheInnerRows() {
    var script = Script(Asterix())
    _ = script.repeated(.up, 9)
    #expect(script.game.player.row == 1)
    script.game.things = script.game.things.map { _ in nil }
    _ = script.repeated(.down, 9)
    #expect(script.game.player.row == 8)
  }

  @Test func itGetsHarder() {
    var script = Script(Asterix())
    func play(_ count: Int) {
      for _ in 0..<count {
        script.play(.none)
        script.game.things = script.game.things.map { _ in nil }
      }
    }
    play(101)
    #expect(script.game.level == 0)
    play(1)
    #expect((script.game.level, script.game.spawnInterval, script.game.moveInterval) == (1, 9, 5))
    play(102)
    #expect((script.game.level, script.game.spawnInterval, script.game.moveInterval) == (2, 8, 4))
    play(3000)
    #expect((script.game.spawnInterval, script.game.moveInterval) == (1, 1))
  }

  @Test func aThingEntersEveryTenStepsInAFreeRow() {
    var script = Script(Asterix())
    _ = script.repeated(.none, 10)
    #expect(script.game.things.allSatisfy { $0 == nil })
    script.play(.none)
    let entered = script.game.things.compactMap { $0 }
    // In this step everything moves, too.
    #expect(entered.count == 1 && [1, 8].contains(entered[0].column))
    _ = script.repeated(.none, 9)
    #expect(script.game.things.compactMap { $0 }.count == 1)
    script.play(.none)
    #expect(script.game.things.compactMap { $0 }.count == 2)
  }
}
