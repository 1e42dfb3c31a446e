import Testing

@testable import Games

@Suite struct SnakeTests {
  private func snake(_ cells: [Int8], _ direction: GameAction, apple: Int) -> Script<Snake> {
    var script = Script(Snake())
    script.game.place(cells, direction: direction)
    script.game.apple = apple
    return script
  }

  @Test func itEatsAndGrows() {
    var script = snake([52, 53, 54], .right, apple: 55)
    #expect(script.play(.right) == Outcome(reward: 1))
    #expect(Array(script.game.body) == [52, 53, 54, 55])
    #expect(script.game.apple != 55 && !script.game.body.contains(Int8(script.game.apple)))
    #expect(script.play(.up) == Outcome(reward: script.game.apple == 45 ? 1 : 0))
    #expect(script.game.body.last == 45)
  }

  @Test func itDoesNotTurnIntoItsNeck() {
    var script = snake([52, 53, 54], .right, apple: 0)
    script.play(.left)
    #expect(script.game.body.last == 55)
  }

  @Test func wallsAndItselfEndIt() {
    for (cells, action) in [
      ([7, 8, 9], GameAction.right), ([2, 1, 0], .left), ([2, 1, 0], .up), ([79, 89, 99], .down),
    ] as [([Int8], GameAction)] {
      var script = snake(cells, action, apple: 50)
      #expect(script.play(action).ending == .terminated, "\(cells) \(action)")
    }
    var script = snake([44, 45, 46, 56, 55, 54], .left, apple: 0)
    #expect(script.play(.up).ending == .none)  // where the tail was: it moves on
    script = snake([43, 44, 45, 46, 56, 55, 54], .left, apple: 0)
    #expect(script.play(.up).ending == .terminated)
  }

  @Test func hungerIsATimeLimit() {
    var script = snake([52, 53, 54], .right, apple: 0)
    let circle: [GameAction] = [.up, .left, .down, .right]
    for step in 0..<199 { #expect(script.play(circle[step % 4]).ending == .none) }
    #expect(script.play(circle[199 % 4]).ending == .timeLimit)
  }

  @Test func aFullBoardIsTheEnd() {
    // Row by row, back and forth, all cells but the last.
    var path: [Int8] = []
    for row in 0..<10 {
      let columns: [Int] = row % 2 == 0 ? Array(0..<10) : (0..<10).reversed()
      path += columns.map { Int8(10 * row + $0) }
    }
    var script = snake(Array(path.dropLast()), .left, apple: Int(path[99]))
    #expect(script.play(.left) == Outcome(reward: 1, ending: .terminated))
  }

  @Test func theBodyShowsItsWay() {
    let game = snake([42, 52, 53, 43], .up, apple: 9).game
    #expect(marked(game, channel: 0) == [[4, 3]] && marked(game, channel: 1) == [[4, 2]])
    #expect(marked(game, channel: 2) == [[0, 9]])
    #expect(marked(game, channel: 6) == [[4, 2]] && marked(game, channel: 5) == [[5, 2]])
    #expect(marked(game, channel: 4) == [[5, 3]] && marked(game, channel: 3).isEmpty)
  }
}

@Suite struct CartPoleTests {
  /// The first steps from rest as Gym's CartPole computes them: a push gives 0.1951 m/s and -0.2927 rad/s.
  @Test func physics() {
    var script = Script(CartPole())
    #expect(script.play(.right) == Outcome(reward: 1))
    #expect(abs(script.game.speed - 0.195_122) < 1e-5)
    #expect(abs(script.game.turn + 0.292_683) < 1e-5)
    #expect(script.game.position == 0 && script.game.angle == 0)
    script.play(.right)
    #expect(abs(script.game.position - 0.003_902) < 1e-5)
    #expect(abs(script.game.angle + 0.005_854) < 1e-5)
    #expect(script.repeated(.right, 10).ending == .terminated)
  }

  @Test func theEdgeEndsIt() {
    var script = Script(CartPole())
    (script.game.position, script.game.speed) = (2.39, 1)
    #expect(script.play(.left).ending == .terminated)
  }
}

@Suite struct PongTests {
  @Test func paddlesTurnTheBallAndMakeItFaster() {
    var script = Script(Pong())
    (script.game.ball, script.game.speed, script.game.own) = ((73, 44), (3, 0), 42)
    #expect(script.play(.none) == Outcome())
    #expect(script.game.ball.x == 74 && script.game.speed.x == -3.25)
    #expect(script.game.speed.y == 8.0 / 7)
  }

  @Test func aMissedBallIsAPoint() {
    var script = Script(Pong())
    (script.game.ball, script.game.speed, script.game.own) = ((74, 20), (5, 0), 60)
    #expect(script.repeated(.none, 2) == Outcome(reward: -1))
    #expect(script.game.points == (0, 1) && script.game.speed.x == 3)  // served to the loser
    (script.game.ball, script.game.speed, script.game.other) = ((6, 20), (-5, 0), 60)
    #expect(script.repeated(.none, 2) == Outcome(reward: 1))
    #expect(script.game.points == (1, 1) && script.game.speed.x == -3)
  }

  @Test func twentyOnePointsEndIt() {
    var script = Script(Pong())
    script.game.points = (20, 3)
    (script.game.ball, script.game.speed) = ((1, 20), (-5, 0))
    #expect(script.play(.none) == Outcome(reward: 1, ending: .terminated))
  }

  @Test func wallsReflect() {
    var script = Script(Pong())
    (script.game.ball, script.game.speed) = ((40, 6), (3, -3))
    script.play(.none)
    #expect(script.game.ball.y == 7 && script.game.speed.y == 3)
  }
}
