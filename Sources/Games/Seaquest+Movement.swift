extension Seaquest {
  func isPlayer(_ row: Int, _ column: Int) -> Bool { row == self.row && column == self.column }

  /// Own bullets fly; each takes one enemy with it.
  mutating func moveOwnBullets(_ outcome: inout Outcome) {
    for index in ownBullets.indices.reversed() {
      ownBullets[index].move()
      let bullet = ownBullets[index]
      func isHit(_ swimmer: Swimmer) -> Bool {
        swimmer.row == bullet.row && swimmer.column == bullet.column
      }
      if !bullet.isOnBoard {
        ownBullets.remove(at: index)
      } else if let hit = fish.firstIndex(where: isHit) {
        fish.remove(at: hit)
        ownBullets.remove(at: index)
        outcome.reward += 1
      } else if let hit = submarines.firstIndex(where: isHit) {
        submarines.remove(at: hit)
        ownBullets.remove(at: index)
        outcome.reward += 1
      }
    }
  }

  /// Divers drift and are picked up where there is room for them.
  mutating func moveDivers() {
    for index in divers.indices.reversed() {
      if pickUp(index) { continue }
      guard divers[index].moveTimer == 0 else {
        divers[index].moveTimer -= 1
        continue
      }
      divers[index].moveTimer = Seaquest.diverMoveInterval
      divers[index].move()
      if !divers[index].isOnBoard {
        divers.remove(at: index)
      } else {
        _ = pickUp(index)
      }
    }
  }

  private mutating func pickUp(_ index: Int) -> Bool {
    guard isPlayer(divers[index].row, divers[index].column), diverCount < Seaquest.diverLimit
    else { return false }
    divers.remove(at: index)
    diverCount += 1
    return true
  }

  /// Moves an enemy where it is its time, and says whether it stays: not off the board, nor in an own
  /// bullet, which gives a point.
  private mutating func advance(_ enemy: inout Swimmer, _ outcome: inout Outcome) -> Bool {
    if isPlayer(enemy.row, enemy.column) { outcome.ending = .terminated }
    guard enemy.moveTimer == 0 else {
      enemy.moveTimer -= 1
      return true
    }
    enemy.moveTimer = moveInterval
    enemy.move()
    guard enemy.isOnBoard else { return false }
    let (row, column) = (enemy.row, enemy.column)
    if isPlayer(row, column) {
      outcome.ending = .terminated
    } else if let hit = ownBullets.firstIndex(where: { $0.row == row && $0.column == column }) {
      ownBullets.remove(at: hit)
      outcome.reward += 1
      return false
    }
    return true
  }

  /// Enemy submarines move and shoot, even as they are hit.
  mutating func moveSubmarines(_ outcome: inout Outcome) {
    for index in submarines.indices.reversed() {
      var enemy = submarines[index]
      let stays = advance(&enemy, &outcome)
      if enemy.shotTimer == 0 {
        enemy.shotTimer = Seaquest.enemyShotInterval
        enemyBullets.append(
          Bullet(row: enemy.row, column: enemy.column, goesRight: enemy.goesRight))
      } else {
        enemy.shotTimer -= 1
      }
      if stays { submarines[index] = enemy } else { submarines.remove(at: index) }
    }
  }

  /// Enemy bullets fly.
  mutating func moveEnemyBullets(_ outcome: inout Outcome) {
    for index in enemyBullets.indices.reversed() {
      if isPlayer(enemyBullets[index].row, enemyBullets[index].column) {
        outcome.ending = .terminated
      }
      enemyBullets[index].move()
      if !enemyBullets[index].isOnBoard {
        enemyBullets.remove(at: index)
      } else if isPlayer(enemyBullets[index].row, enemyBullets[index].column) {
        outcome.ending = .terminated
      }
    }
  }

  /// Fish move.
  mutating func moveFish(_ outcome: inout Outcome) {
    for index in fish.indices.reversed() {
      var enemy = fish[index]
      let stays = advance(&enemy, &outcome)
      if stays { fish[index] = enemy } else { fish.remove(at: index) }
    }
  }

  private var back: Int { looksRight ? column - 1 : column + 1 }
  /// Tenths of the oxygen that are left.
  private var oxygenCells: Int { max(oxygen, 0) * 10 / Seaquest.fullOxygen }

  /// The ten channels.
  public func writeGrid(into bytes: UnsafeMutableRawBufferPointer) {
    let cells = GridCells(bytes, channelCount: 10)
    cells.set(row, column, 0)
    cells.set(row, back, 1)
    for bullet in ownBullets { cells.set(bullet.row, bullet.column, 2) }
    for bullet in enemyBullets { cells.set(bullet.row, bullet.column, 4) }
    for (swimmers, channel) in [(fish, 5), (submarines, 6), (divers, 9)] {
      for swimmer in swimmers {
        cells.set(swimmer.row, swimmer.column, channel)
        cells.set(swimmer.row, swimmer.behind, 3)
      }
    }
    for column in 0..<oxygenCells { cells.set(9, column, 7) }
    for place in 0..<max(diverCount, 0) { cells.set(9, 8 - place, 8) }
  }

  /// The picture; the last row shows the oxygen and, upon it, the divers on board.
  public func draw(on picture: inout Picture) {
    for column in 0..<boardSide { picture.fill(row: 0, column: column, 10) }
    for (swimmers, color) in [(fish, 6), (submarines, 7), (divers, 9)] {
      for swimmer in swimmers {
        picture.fill(row: swimmer.row, column: swimmer.behind, 4, inset: 3)
        picture.fill(row: swimmer.row, column: swimmer.column, color, inset: color == 9 ? 2 : 1)
      }
    }
    for bullet in ownBullets { picture.fill(row: bullet.row, column: bullet.column, 3, inset: 3) }
    for bullet in enemyBullets { picture.fill(row: bullet.row, column: bullet.column, 5, inset: 3) }
    picture.fill(row: row, column: back, 2, inset: 1)
    picture.fill(row: row, column: column, 1)
    for column in 0..<oxygenCells { picture.fill(row: 9, column: column, 8, inset: 2) }
    for place in 0..<max(diverCount, 0) { picture.fill(row: 9, column: 8 - place, 9, inset: 3) }
  }
}
