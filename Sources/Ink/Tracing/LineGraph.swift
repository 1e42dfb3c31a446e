/// Lines one pixel wide as a graph: lines that end at free ends or at crossings.
struct LineGraph {
  /// A line from one place to another.
  struct Edge {
    /// Where it passes, its ends included.
    var points: [InkPoint]
    /// The crossings at its beginning and its end; nil for a free end.
    var nodes: [Int?]

    var length: Float { InkStroke(points).length }
  }

  /// The lines.
  private(set) var edges: [Edge] = []
  /// Where each crossing is.
  private(set) var nodes: [InkPoint] = []
  private let mask: InkMask
  private let around: [Int]

  /// The graph of a thinned picture.
  ///
  /// - Parameter radius: half of the strokes' width: shorter lines come from thinning.
  init(_ mask: InkMask, radius: Float) {
    self.mask = mask
    around = mask.around
    follow()
    joinCrossings(within: 2 * radius)
    removeSpurs(within: 2 * radius)
  }

  private func point(_ pixel: Int) -> InkPoint {
    InkPoint(x: Float(pixel % mask.width), y: Float(pixel / mask.width))
  }

  /// The neighbours on the line: those at corners only where no side leads there.
  private func neighbors(_ pixel: Int) -> [Int] {
    let near = around.map { mask.pixels[pixel + $0] == 1 }
    return around.indices.filter {
      near[$0] && ($0 % 2 == 0 || !near[($0 + 1) % 8] && !near[($0 + 7) % 8])
    }.map { pixel + around[$0] }
  }

  /// Follows all lines.
  private mutating func follow() {
    let inked = mask.pixels.indices.filter { mask.pixels[$0] == 1 }
    let near = Dictionary(uniqueKeysWithValues: inked.map { ($0, neighbors($0)) })
    func links(of pixel: Int) -> [Int] { near[pixel] ?? [] }
    var crossing: [Int: Int] = [:]
    for pixel in inked where links(of: pixel).count > 2 {
      // Crossings that touch are one.
      var (members, next) = ([pixel], 0)
      guard crossing[pixel] == nil else { continue }
      crossing[pixel] = nodes.count
      while next < members.count {
        for other in links(of: members[next])
        where links(of: other).count > 2 && crossing[other] == nil {
          crossing[other] = nodes.count
          members.append(other)
        }
        next += 1
      }
      let sum = members.reduce(InkPoint.zero) { $0 + point($1) }
      nodes.append((1 / Float(members.count)) * sum)
    }
    var seen: Set<Int> = []
    func walk(from start: Int, to first: Int) {
      var (path, before, here) = ([Int](), start, first)
      while crossing[here] == nil {
        path.append(here)
        seen.insert(here)
        let further = links(of: here).first {
          $0 != before && (crossing[$0] != nil || !seen.contains($0))
        }
        guard let next = further else { break }
        (before, here) = (here, next)
      }
      let end = path.last == here ? nil : crossing[here]
      let points =
        [crossing[start].map { nodes[$0] } ?? point(start)] + path.map(point)
        + (end.map { [nodes[$0]] } ?? [])
      edges.append(Edge(points: points, nodes: [crossing[start], end]))
    }
    for pixel in inked where crossing[pixel] != nil {
      for next in links(of: pixel) where crossing[next] == nil && !seen.contains(next) {
        walk(from: pixel, to: next)
      }
    }
    for pixel in inked where crossing[pixel] == nil && links(of: pixel).count <= 1 {
      guard !seen.contains(pixel) else { continue }
      seen.insert(pixel)
      if let next = links(of: pixel).first {
        walk(from: pixel, to: next)
      } else {
        edges.append(Edge(points: [point(pixel)], nodes: [nil, nil]))
      }
    }
    // Rings begin at the top, to the left.
    for pixel in inked where crossing[pixel] == nil && !seen.contains(pixel) {
      seen.insert(pixel)
      let next = links(of: pixel).min { point($0).x < point($1).x }
      walk(from: pixel, to: next ?? pixel)
      edges[edges.count - 1].points.append(point(pixel))
    }
  }

  /// Makes one crossing of those that short lines join.
  private mutating func joinCrossings(within limit: Float) {
    var roots = Array(nodes.indices)
    func root(_ node: Int) -> Int {
      var node = node
      while roots[node] != node { node = roots[node] }
      return node
    }
    edges.removeAll { edge in
      guard let one = edge.nodes[0], let other = edge.nodes[1], edge.length < limit else {
        return false
      }
      roots[max(root(one), root(other))] = min(root(one), root(other))
      return true
    }
    let members = Dictionary(grouping: nodes.indices, by: root)
    for (kept, members) in members {
      let sum = members.reduce(InkPoint.zero) { $0 + nodes[$1] }
      nodes[kept] = (1 / Float(members.count)) * sum
    }
    for index in edges.indices {
      for side in 0..<2 {
        guard let node = edges[index].nodes[side].map(root) else { continue }
        edges[index].nodes[side] = node
        edges[index].points[side == 0 ? 0 : edges[index].points.count - 1] = nodes[node]
      }
    }
  }

  /// Takes away short lines that end freely.
  private mutating func removeSpurs(within limit: Float) {
    edges.removeAll { edge in
      edge.length < limit && (edge.nodes[0] == nil) != (edge.nodes[1] == nil)
    }
  }
}
