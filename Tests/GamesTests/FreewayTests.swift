import Testing

@testable import Games

@Suite struct FreewayTests {
  /// A road without a car near the chicken.
  private func emptyRoad() -> Script<Freeway> {
    var script = Script(Freeway())
    script.game.reset(using: &script.random)
    for index in script.game.cars.indices {
      script.game.cars[index] = Freeway.Car(
        column: 0, timer: 1000, interval: 5, goesRight: true)
    }
    return script
  }

  @Test func theChickenMovesAtMostEveryThirdStep() {
    var script = emptyRoad()
    _ = script.repeated(.up, 3)
    #expect(script.game.chickenRow == 9)
    script.play(.up)
    #expect(script.game.chickenRow == 8)
    _ = script.repeated(.up, 2)
    #expect(script.game.chickenRow == 8)
    script.play(.up)
    #expect(script.game.chickenRow == 7)
  }

  @Test func theTopGivesAPointAndNewSpeeds() {
    var script = emptyRoad()
    script.game.chickenRow = 1
    let before = script.game.cars
    #expect(script.repeated(.up, 4) == Outcome(reward: 1))
    #expect(script.game.chickenRow == 9)
    #expect(script.game.cars.map(\.interval) != before.map(\.interval))
  }

  @Test func carsHitTheChickenAndComeBackOnTheOtherSide() {
    var script = emptyRoad()
    script.game.chickenRow = 5
    script.game.cars[4] = Freeway.Car(column: 3, timer: 0, interval: 1, goesRight: true)
    script.play(.none)
    #expect(script.game.chickenRow == 9 && script.game.cars[4].column == 4)
    script.game.cars[4] = Freeway.Car(column: 9, timer: 0, interval: 1, goesRight: true)
    script.play(.none)
    #expect(script.game.cars[4].column == 0)
    script.game.cars[4] = Freeway.Car(column: 0, timer: 0, interval: 1, goesRight: false)
    script.play(.none)
    #expect(script.game.cars[4].column == 9)
  }

  @Test func speedsHaveChannelsOfTheirOwn() {
    var script = emptyRoad()
    for interval in 1...5 {
      script.game.cars[0] = Freeway.Car(
        column: 0, timer: 3, interval: interval, goesRight: true)
      #expect(marked(script.game, channel: 1 + interval).contains([1, 9]))
    }
  }

  @Test func theClockEndsItAsATimeLimit() {
    let environment = Environment(.freeway, seed: 3)
    for _ in 0..<2500 { #expect(environment.act(0).ending == .none) }
    #expect(environment.act(0).ending == .timeLimit)
  }
}
