import AppSupport
import Games

/// Draws a stage on a terminal: the picture on the left, figures and bars on the right, keys below.
struct Screen {
  static let smallest = Terminal.Size(columns: 48, rows: 13)
  private static let panelWidth = 28

  let terminal: Terminal
  let title: String
  let help: String

  /// Draws everything; lines end by clearing what was there before.
  func draw(_ stage: Stage, status: String, isNew: Bool) throws {
    let size = terminal.size
    var text = "\u{1B}[?2026h" + (isNew ? "\u{1B}[2J" : "")
    guard size.columns >= Screen.smallest.columns, size.rows >= Screen.smallest.rows else {
      let remark = [
        "too small: \(size.columns) x \(size.rows)",
        "needs \(Screen.smallest.columns) x \(Screen.smallest.rows)", "q quits",
      ]
      for (row, line) in remark.prefix(size.rows).enumerated() {
        text += "\u{1B}[\(row + 1);1H\(line.prefix(size.columns))\u{1B}[K"
      }
      return try terminal.write(text + "\u{1B}[J\u{1B}[?2026l")
    }
    let picture = pictureLines(stage, size)
    let panel = panelLines(stage, status)
    for row in 0..<(size.rows - 1) {
      text += "\u{1B}[\(row + 1);1H"
      if row < picture.lines.count { text += picture.lines[row] }
      text += "\u{1B}[K"
      if row < panel.count { text += "\u{1B}[\(row + 1);\(picture.columns + 3)H\(panel[row])" }
    }
    text += "\u{1B}[\(size.rows);1H\u{1B}[2m\(help.prefix(size.columns - 1))\u{1B}[0m\u{1B}[K"
    try terminal.write(text + "\u{1B}[?2026l")
  }

  /// As large as there is room for, in whole cells of a board of ten.
  private func pictureLines(_ stage: Stage, _ size: Terminal.Size) -> (
    lines: [String], columns: Int
  ) {
    let room = min(size.columns - Screen.panelWidth, 2 * (size.rows - 1), 120)
    let side = room / 10 * 10
    let pixels = stage.colors(side: side) {
      TerminalColor(red: $0.red, green: $0.green, blue: $0.blue)
    }
    return (
      HalfBlocks.lines(pixels, columns: side, hasTrueColor: terminal.hasTrueColor), side
    )
  }

  private func panelLines(_ stage: Stage, _ status: String) -> [String] {
    let environment = stage.environment
    var lines = [
      "\u{1B}[1m\(title)\u{1B}[0m", status,
      "score \(number(environment.score))   step \(environment.stepCount)",
    ]
    if let mean = stage.mean {
      let best = stage.scores.max() ?? 0
      lines.append("\(stage.scores.count) over, mean \(number(mean)), best \(number(best))")
    } else {
      lines.append("")
    }
    guard let agent = stage.agent else { return lines }
    lines.append("")
    // The best action's bar is full; the others lack what choosing them would lose.
    let best = agent.values.max() ?? 0
    for (index, action) in stage.game.actions.enumerated() where index < agent.values.count {
      let value = agent.values[index]
      let share = stage.spread > 0 ? 1 - (best - value) / stage.spread : 1
      let isChosen = index == agent.action && !stage.isOver
      let name = action.rawValue + String(repeating: " ", count: 6 - action.rawValue.count)
      let color = isChosen ? "\u{1B}[1;32m" : "\u{1B}[36m"
      lines.append(
        "\(name)\(color)\(Screen.bar(share, width: 12))\u{1B}[0m \(number(Double(value)))")
    }
    return lines
  }

  private func number(_ value: Double) -> String {
    let rounded = value.rounded(places: 2)
    return rounded == rounded.rounded() && abs(rounded) < 1e9
      ? String(Int(rounded)) : String(rounded)
  }

  /// A bar in eighths of a character.
  static func bar(_ share: Float, width: Int) -> String {
    let eighths = Int((min(max(share, 0), 1) * Float(8 * width)).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let filled = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    return filled + String(repeating: " ", count: width - filled.count)
  }
}
