/// The ways of a pen along the lines of a graph.
struct PenPaths {
  /// The strokes, from left to right.
  private(set) var strokes: [[InkPoint]] = []
  private let graph: LineGraph
  private var partners: [End: End] = [:]

  /// The largest turn at which a pen goes on over a crossing, in radians.
  private static let largestTurn: Float = 1

  /// One end of a line.
  private struct End: Hashable {
    let edge: Int
    /// 0 for its beginning, 1 for its end.
    let side: Int
    var opposite: End { End(edge: edge, side: 1 - side) }
  }

  /// - Parameter reach: how far from a crossing a line shows where it goes.
  init(_ graph: LineGraph, reach: Float) {
    self.graph = graph
    pair(reach)
    collect()
  }

  /// Finds out which lines are one where they cross: the straightest first.
  private mutating func pair(_ reach: Float) {
    var ends: [Int: [End]] = [:]
    for (index, edge) in graph.edges.enumerated() {
      for side in 0..<2 {
        if let node = edge.nodes[side] {
          ends[node, default: []].append(End(edge: index, side: side))
        }
      }
    }
    for members in ends.values {
      let ways = members.map { way(from: $0, reach) }
      var turns: [(turn: Float, one: Int, other: Int)] = []
      for one in members.indices {
        for other in members.indices.dropFirst(one + 1)
        where members[one].edge != members[other].edge {
          turns.append((ways[one].turn(to: -1 * ways[other]), one, other))
        }
      }
      for candidate in turns.sorted(by: {
        ($0.turn, $0.one, $0.other) < ($1.turn, $1.one, $1.other)
      })
      where candidate.turn < Self.largestTurn || members.count == 2 {
        let (one, other) = (members[candidate.one], members[candidate.other])
        guard partners[one] == nil, partners[other] == nil else { continue }
        (partners[one], partners[other]) = (other, one)
      }
    }
  }

  /// From a crossing to where a line is a little later.
  private func way(from end: End, _ reach: Float) -> InkPoint {
    let points = graph.edges[end.edge].points
    let ordered = end.side == 0 ? points : points.reversed()
    let far = ordered.first { $0.distance(to: ordered[0]) >= reach } ?? ordered[ordered.count - 1]
    return far - ordered[0]
  }

  /// Puts lines together to strokes, and strokes in order.
  private mutating func collect() {
    let all = graph.edges.indices.flatMap { [End(edge: $0, side: 0), End(edge: $0, side: 1)] }
    var used = Set<Int>()
    // Those that begin somewhere, then rings.
    for start in all.filter({ partners[$0] == nil }) + all where !used.contains(start.edge) {
      var (points, next) = ([InkPoint](), Optional(start))
      while let end = next, used.insert(end.edge).inserted {
        let line = graph.edges[end.edge].points
        points += (end.side == 0 ? line : line.reversed()).dropFirst(points.isEmpty ? 0 : 1)
        next = partners[end.opposite]
      }
      strokes.append(directed(points))
    }
    func left(_ stroke: [InkPoint]) -> Float { stroke.map(\.x).min() ?? 0 }
    strokes = strokes.map { (left($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// The stroke from its upper left end.
  private func directed(_ points: [InkPoint]) -> [InkPoint] {
    guard let first = points.first, let last = points.last else { return points }
    return first.x + first.y <= last.x + last.y ? points : points.reversed()
  }
}
