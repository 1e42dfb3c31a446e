import Testing

@testable import Games

@Suite struct EnvironmentTests {
  /// Random play: the grids and outcomes of so many steps.
  private func play(_ game: GameKind, seed: UInt64, steps: Int = 600) -> [[UInt8]] {
    let environment = Environment(game, seed: seed)
    var random = GameRandom(seed: 7)
    return (0..<steps).map { _ in
      if environment.ending != .none { environment.reset() }
      environment.act(random.index(below: environment.actionCount))
      var bytes = [UInt8](repeating: 9, count: environment.byteCount(of: .grid))
      bytes.withUnsafeMutableBytes { environment.observe(.grid, into: $0) }
      return bytes
    }
  }

  @Test(arguments: GameKind.allCases)
  func theSeedDecides(game: GameKind) {
    #expect(play(game, seed: 3) == play(game, seed: 3))
    #expect(play(game, seed: 3) != play(game, seed: 4))
  }

  @Test(arguments: GameKind.allCases)
  func aSnapshotLeadsBack(game: GameKind) {
    let first = Environment(game, seed: 5)
    var random = GameRandom(seed: 2)
    var record = first.snapshot
    for step in 0..<900 {
      if first.ending != .none { first.reset() }
      if step == 450 { record = first.snapshot }
      first.act(random.index(below: first.actionCount))
    }
    // A second one goes on from the middle with the same actions.
    let second = Environment(game, seed: 99)
    #expect(second.restore(record))
    random = GameRandom(seed: 2)
    for _ in 0..<450 { _ = random.index(below: first.actionCount) }
    for _ in 450..<900 {
      if second.ending != .none { second.reset() }
      second.act(random.index(below: second.actionCount))
    }
    #expect(second.snapshot == first.snapshot && second.score == first.score)
    #expect(second.picture(side: 40).pixels == first.picture(side: 40).pixels)
  }

  @Test func aDamagedSnapshotIsRefused() {
    let environment = Environment(.snake, seed: 5)
    var record = environment.snapshot
    record.actions = [200]
    #expect(!environment.restore(record))
    record.actions = [UInt8](repeating: 1, count: 100)  // beyond the end of the game
    #expect(!environment.restore(record))
    record = EpisodeRecord(random: 1, lastAction: -5, actions: [])
    #expect(!environment.restore(record))
  }

  /// What random play scores, beside the authors' own program (20,000 and 4,000 episodes each): Asterix 0.514, Breakout
  /// 0.494, Seaquest 0.099, Space Invaders 2.86.
  @Test(arguments: [
    (GameKind.asterix, 0.44...0.58), (.breakout, 0.43...0.57), (.seaquest, 0.06...0.16),
    (.spaceInvaders, 2.5...3.1), (.freeway, 0.02...0.4), (.pong, -20...(-18)), (.snake, 0.1...0.3),
    (.cartpole, 20...25),
  ])
  func randomPlayScoresAsPublished(game: GameKind, range: ClosedRange<Double>) {
    let environment = Environment(game, seed: 11)
    var random = GameRandom(seed: 12)
    let episodes = game == .freeway ? 60 : game == .pong ? 50 : 2000
    var sum = 0.0
    for _ in 0..<episodes {
      environment.reset()
      while environment.ending == .none {
        environment.act(random.index(below: environment.actionCount))
      }
      sum += environment.score
    }
    #expect(range.contains(sum / Double(episodes)), "\(sum / Double(episodes))")
  }

  @Test func actionsStickForOneStepInTen() {
    let environment = Environment(.breakout, seed: 1)
    // The paddle goes left and right in turn; where it does not, the last action was repeated.
    var (repeats, steps) = (0, 0)
    var column = 4
    for step in 0..<20_000 {
      if environment.ending != .none {
        environment.reset()
        column = 4
      }
      environment.act(step % 2 == 0 ? 1 : 3)
      var bytes = [UInt8](repeating: 0, count: 400)
      bytes.withUnsafeMutableBytes { environment.observe(.grid, into: $0) }
      let now: Int = (0..<10).first(where: { bytes[(90 + $0) * 4] == 1 }) ?? -1
      let wanted = column + (step % 2 == 0 ? -1 : 1)
      if (0...9).contains(wanted) {
        steps += 1
        if now != wanted { repeats += 1 }
      }
      column = now
    }
    #expect((0.08...0.12).contains(Double(repeats) / Double(steps)), "\(repeats) of \(steps)")
  }

  @Test(arguments: GameKind.allCases)
  func picturesAndScreensAgree(game: GameKind) {
    let environment = Environment(game, seed: 5)
    let palette = game.type.palette
    #expect(Set(palette.map(\.grey)).count == palette.count, "two colours are one grey")
    var random = GameRandom(seed: 2)
    for _ in 0..<100 where environment.ending == .none {
      environment.act(random.index(below: environment.actionCount))
      let picture = environment.picture(side: 84)
      var screen = [UInt8](repeating: 1, count: 84 * 84)
      screen.withUnsafeMutableBytes { environment.observe(.screen, into: $0) }
      #expect(screen == picture.pixels.map { palette[Int($0)].grey })
      #expect(Set(picture.pixels).count > 1)
    }
    for side in [10, 20, 33, 200] {
      #expect(environment.picture(side: side).pixels.count == side * side)
    }
  }

  @Test func nothingHappensAfterTheEnd() {
    let environment = Environment(.cartpole, seed: 1)
    while environment.ending == .none { environment.act(0) }
    let (steps, score) = (environment.stepCount, environment.score)
    #expect(environment.act(1) == Outcome(ending: .terminated))
    #expect(environment.stepCount == steps && environment.score == score)
  }
}
