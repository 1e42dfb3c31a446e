import Testing

@testable import Games

@Suite struct BreakoutTests {
  @Test func theBallFliesAlongDiagonalsAndLeavesATrail() {
    var script = Script(Breakout())
    script.game.ball = (5, 4)
    script.game.direction = (1, -1)
    script.play(.none)
    #expect(marked(script.game, channel: 1) == [[6, 3]])
    #expect(marked(script.game, channel: 2) == [[5, 4]])
  }

  @Test func brickBreaksForAPointAndTurnsTheBall() {
    var script = Script(Breakout())
    script.game.ball = (4, 4)
    script.game.direction = (-1, 1)
    #expect(script.play(.none) == Outcome(reward: 1))
    #expect(script.game.ball == (4, 5))
    #expect(script.game.direction == (1, 1))
    #expect(!script.game.hasBrick(3, 5) && marked(script.game, channel: 3).count == 29)
  }

  @Test func noBrickBreaksRightAfterAnother() {
    var script = Script(Breakout())
    // Between two rows: up into a brick, then down into one, which lets the ball pass.
    script.game.bricks &= ~(0b11_1111_1111 << 10)
    script.game.ball = (2, 4)
    script.game.direction = (-1, 1)
    #expect(script.play(.none).reward == 1)
    #expect(script.play(.none).reward == 0)
    #expect(script.game.ball == (3, 6) && script.game.hasBrick(3, 6))
  }

  @Test func wallsTurnTheBall() {
    var script = Script(Breakout())
    script.game.ball = (6, 9)
    script.game.direction = (1, 1)
    script.play(.none)
    #expect(script.game.ball == (7, 9) && script.game.direction == (1, -1))
    script.game.bricks = 1
    script.game.ball = (0, 5)
    script.game.direction = (-1, -1)
    script.play(.none)
    #expect(script.game.ball == (0, 4) && script.game.direction == (1, -1))
  }

  @Test(arguments: [
    // The paddle below the ball, where the ball would be, and elsewhere.
    (4, -1, 1, Ending.none), (5, -1, -1, .none), (6, 1, 1, .terminated), (3, 1, 1, .terminated),
  ])
  func thePaddleReturnsTheBall(paddle: Int, rows: Int, columns: Int, ending: Ending) {
    var script = Script(Breakout())
    script.game.ball = (8, 4)
    script.game.direction = (1, 1)
    script.game.paddle = paddle
    #expect(script.play(.none).ending == ending)
    #expect(script.game.direction == (rows, columns))
  }

  @Test func newBricksComeWhenAllAreGone() {
    var script = Script(Breakout())
    script.game.bricks = 0
    script.game.ball = (8, 4)
    script.game.direction = (1, 1)
    script.play(.none)
    #expect(script.game.bricks == Breakout.allBricks)
  }

  @Test func thePaddleStopsAtTheWalls() {
    var script = Script(Breakout())
    script.game.direction = (-1, 1)
    script.game.bricks = 0
    for (action, place) in [(GameAction.left, 0), (.right, 9)] {
      for _ in 0..<12 {
        script.game.ball = (4, 4)
        script.play(action)
      }
      #expect(script.game.paddle == place)
    }
  }
}
