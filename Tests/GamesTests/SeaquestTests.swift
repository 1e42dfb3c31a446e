import Testing

@testable import Games

@Suite struct SeaquestTests {
  private func swimmer(_ row: Int, _ column: Int, _ goesRight: Bool, timer: Int = 9)
    -> Seaquest.Swimmer
  {
    Seaquest.Swimmer(
      row: row, column: column, goesRight: goesRight, moveTimer: timer, shotTimer: 9)
  }

  private func diving() -> Script<Seaquest> {
    var script = Script(Seaquest())
    (script.game.row, script.game.column, script.game.looksRight) = (4, 3, true)
    script.game.isAtSurface = false
    return script
  }

  @Test func bulletsHitWhatIsAhead() {
    var script = diving()
    script.game.fish = [swimmer(4, 5, false)]
    #expect(script.play(.fire) == Outcome())
    #expect(script.play(.none) == Outcome(reward: 1))
    #expect(script.game.fish.isEmpty && script.game.ownBullets.isEmpty)
  }

  @Test func theGunCoolsDown() {
    var script = diving()
    script.play(.fire, .fire, .fire, .fire)
    #expect(script.game.ownBullets.count == 1)
    script.play(.fire, .fire)
    #expect(script.game.ownBullets.count == 2)
  }

  @Test func touchingAnEnemyOrItsBulletEndsTheGame() {
    var script = diving()
    script.game.fish = [swimmer(4, 4, false, timer: 0)]
    #expect(script.play(.none).ending == .terminated)
    script = diving()
    script.game.submarines = [swimmer(4, 4, false)]
    #expect(script.play(.right).ending == .terminated)
    script = diving()
    script.game.enemyBullets = [Seaquest.Bullet(row: 4, column: 4, goesRight: false)]
    #expect(script.play(.none).ending == .terminated)
  }

  @Test func submarinesShootEveryEleventhStep() {
    var script = diving()
    script.game.submarines = [swimmer(8, 9, false, timer: 50)]
    _ = script.repeated(.none, 9)
    #expect(script.game.enemyBullets.isEmpty)
    script.play(.none)
    #expect(script.game.enemyBullets.map(\.column) == [8])
  }

  @Test func diversAreTakenUpToSix() {
    var script = diving()
    script.game.divers = [swimmer(4, 4, true), swimmer(4, 3, true)]
    script.game.diverCount = 5
    script.play(.none)
    #expect(script.game.diverCount == 6)
    script.play(.right)
    #expect(script.game.diverCount == 6 && script.game.divers.count == 1)
  }

  @Test func oxygenRunsOut() {
    var script = diving()
    script.game.oxygen = 1
    #expect(script.repeated(.none, 2).ending == .none)
    #expect(script.play(.none).ending == .terminated)
  }

  @Test func surfacing() {
    var script = diving()
    script.game.row = 1
    #expect(script.play(.up).ending == .terminated)  // without divers

    script = diving()
    (script.game.row, script.game.diverCount, script.game.oxygen) = (1, 2, 50)
    #expect(script.play(.up) == Outcome())
    #expect((script.game.diverCount, script.game.oxygen, script.game.level) == (1, 200, 1))
    #expect((script.game.spawnInterval, script.game.moveInterval) == (19, 5))
    #expect(script.play(.none).ending == .none)  // once up, one may stay

    script = diving()
    (script.game.row, script.game.diverCount, script.game.oxygen) = (1, 6, 130)
    #expect(script.play(.up) == Outcome(reward: 6))
    #expect(script.game.diverCount == -1)  // the debt
    #expect(marked(script.game, channel: 8).isEmpty)
  }

  @Test func gaugesAreDrawnBelow() {
    var script = diving()
    script.game.oxygen = 100
    script.game.diverCount = 2
    #expect(marked(script.game, channel: 7) == (0..<5).map { [9, $0] })
    #expect(marked(script.game, channel: 8) == [[9, 7], [9, 8]])
    #expect(marked(script.game, channel: 0) == [[4, 3]])
    #expect(marked(script.game, channel: 1) == [[4, 2]])
  }
}
