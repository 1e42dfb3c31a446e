import Testing

@testable import Games

@Suite struct SpaceInvadersTests {
  private func oneAlien(_ row: Int, _ column: Int) -> SpaceInvaders.Cells {
    var cells = SpaceInvaders.Cells()
    cells.add(row, column)
    return cells
  }

  @Test func aliensRestAndMoveTogether() {
    var script = Script(SpaceInvaders())
    let before = script.game.aliens
    _ = script.repeated(.none, 12)
    #expect(script.game.aliens == before)
    script.play(.none)
    #expect(script.game.aliens.columns == before.columns >> 1)
    #expect(marked(script.game, channel: 2).count == 24 && marked(script.game, channel: 3).isEmpty)
  }

  @Test func atTheEdgeTheyTurnAndComeDown() {
    var script = Script(SpaceInvaders())
    script.game.aliens = oneAlien(3, 0)
    _ = script.repeated(.none, 13)
    #expect(script.game.aliens == oneAlien(4, 0) && script.game.goesRight)
  }

  @Test func fewAliensAreFast() {
    var script = Script(SpaceInvaders())
    script.game.aliens = oneAlien(2, 5)
    _ = script.repeated(.none, 13)
    let column = script.game.aliens.columns
    script.play(.none, .none)
    #expect(script.game.aliens.columns != column)
  }

  @Test func bulletsHitAliens() {
    var script = Script(SpaceInvaders())
    script.game.aliens = oneAlien(6, 5)
    script.game.aliens.add(0, 0)
    #expect(script.play(.fire) == Outcome())
    #expect(script.repeated(.none, 2) == Outcome(reward: 1))
    #expect(script.game.aliens == oneAlien(0, 0) && script.game.ownBullets.count == 0)
  }

  @Test func theCannonCoolsDown() {
    var script = Script(SpaceInvaders())
    script.game.cannon = 0  // no alien above
    _ = script.repeated(.fire, 4)
    #expect(script.game.ownBullets.count == 1)
    _ = script.repeated(.fire, 2)
    #expect(script.game.ownBullets.count == 2)
  }

  @Test func beingHitEndsTheGame() {
    var script = Script(SpaceInvaders())
    script.game.alienBullets.add(8, 5)
    #expect(script.play(.none).ending == .terminated)
    script = Script(SpaceInvaders())
    script.game.alienBullets.add(8, 5)
    #expect(script.play(.left).ending == .none)
    script = Script(SpaceInvaders())
    script.game.aliens.add(9, 6)
    #expect(script.play(.right).ending == .terminated)
  }

  @Test func theNearestColumnShootsFromItsLowestAlien() {
    var script = Script(SpaceInvaders())
    script.game.cannon = 0
    #expect(script.game.nearestAlien().map { [$0.row, $0.column] } == [3, 2])
    script.game.aliens = oneAlien(1, 3)
    script.game.aliens.add(2, 7)
    script.game.cannon = 5
    #expect(script.game.nearestAlien().map { [$0.row, $0.column] } == [1, 3])
    _ = script.repeated(.none, 11)
    #expect(script.game.alienBullets.count == 1)
  }

  @Test func aNewWaveIsFaster() {
    var script = Script(SpaceInvaders())
    for level in 1...7 {
      script.game.aliens = oneAlien(8, script.game.cannon)
      script.game.ownBullets = oneAlien(9, script.game.cannon)
      script.game.alienBullets = SpaceInvaders.Cells()
      #expect(script.play(.none).reward == 1)
      #expect(script.game.aliens == .newAliens)
      #expect(script.game.level == min(level, 6) && script.game.longestRest == max(12 - level, 6))
    }
  }
}
