import AppSupport
import Games

/// A stage on a terminal, from the first step until somebody has seen enough.
final class Session {
  private static let rates: [Double] = [1, 2, 3, 5, 8, 12, 20, 30, 60, 120]
  private let stage: Stage
  private let terminal: Terminal
  private let screen: Screen
  private let episodes: Int?
  private var rate: Int
  private var isPaused: Bool
  private var isQuit = false
  private var isStep = false
  private var typed: GameAction?

  init(_ stage: Stage, terminal: Terminal, title: String, episodes: Int?, framesPerSecond: Double) {
    self.stage = stage
    self.terminal = terminal
    self.episodes = episodes
    let isHuman = stage.agent == nil
    screen = Screen(
      terminal: terminal, title: title,
      help: isHuman
        ? "arrows: move  space: \(stage.game.actions.contains(.fire) ? "fire" : "-")  p: pause  "
          + "+ -: speed  q: quit"
        : "space: pause  s: step  + -: faster, slower  q: quit")
    rate = Session.rates.indices.last { Session.rates[$0] <= framesPerSecond } ?? 0
    isPaused = isHuman  // until the first key
  }

  /// Runs until the user quits, the episodes are over, or a signal asks to stop.
  func run() throws {
    var size: Terminal.Size?
    while !isFinished {
      let now = terminal.size
      try screen.draw(stage, status: status, isNew: now != size)
      size = now
      try wait()
      if (!isPaused || isStep) && isLargeEnough(now) && !isFinished {
        stage.advance(typed: typed)
        typed = nil
      }
      isStep = false
    }
  }

  private func isLargeEnough(_ size: Terminal.Size) -> Bool {
    size.columns >= Screen.smallest.columns && size.rows >= Screen.smallest.rows
  }

  private var isFinished: Bool {
    isQuit || Interruption.isRequested
      || (episodes.map { stage.scores.count >= $0 } ?? false)
  }

  private var status: String {
    if stage.isOver {
      return stage.environment.ending == .timeLimit ? "time is up" : "game over"
    }
    if isPaused {
      return stage.agent == nil && stage.environment.stepCount == 0 ? "any key starts" : "paused"
    }
    return "\(Int(Session.rates[rate])) steps a second"
  }

  /// Until it is time for the next step; while paused, until a key is typed or the window may have changed.
  private func wait() throws {
    // The end of an episode is shown for a second.
    let seconds = isPaused ? 0.1 : stage.isOver ? 1 : 1 / Session.rates[rate]
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while case let left = (end - clock.now).seconds, left > 0, !isQuit, !Interruption.isRequested {
      for key in try terminal.keys(waiting: left) { handle(key) }
      if isStep { return }
    }
  }

  private func handle(_ key: Key) {
    switch key {
    case .character("q"), .character("Q"): isQuit = true
    case .character("+"), .character("="), .character("f"):
      rate = min(rate + 1, Session.rates.count - 1)
    case .character("-"), .character("_"): rate = max(rate - 1, 0)
    case .character("p"): isPaused.toggle()
    case .character("s") where stage.agent != nil: (isPaused, isStep) = (true, true)
    case .character(" ") where stage.agent != nil: isPaused.toggle()
    default:
      guard stage.agent == nil else { return }
      isPaused = false
      switch key {
      case .up: typed = .up
      case .down: typed = .down
      case .left: typed = .left
      case .right: typed = .right
      case .character(" "): typed = .fire
      case .character: break
      }
    }
  }
}
