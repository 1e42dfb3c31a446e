/// Detections as lines of a text.
public enum ReadingOrder {
  /// The rows from top to bottom, each from left to right: a detection joins the row whose last one is beside it and no
  /// further away than twice its height.
  public static func rows(_ detections: [Detection]) -> [[Detection]] {
    var rows: [[Detection]] = []
    for next in detections.sorted(by: { $0.box.x < $1.box.x }) {
      let fitting = rows.indices.filter { isBeside(rows[$0][rows[$0].count - 1].box, next.box) }
      let nearest = fitting.min {
        distance(rows[$0][rows[$0].count - 1].box, next.box)
          < distance(rows[$1][rows[$1].count - 1].box, next.box)
      }
      if let nearest { rows[nearest].append(next) } else { rows.append([next]) }
    }
    return rows.sorted { ($0[0].box.y, $0[0].box.x) < ($1[0].box.y, $1[0].box.x) }
  }

  /// The vertical distance of two middles.
  private static func distance(_ one: Box, _ other: Box) -> Float {
    abs(one.y + one.height / 2 - other.y - other.height / 2)
  }

  private static func isBeside(_ left: Box, _ right: Box) -> Bool {
    let shared = min(left.bottom, right.bottom) - max(left.y, right.y)
    let (low, high) = (min(left.height, right.height), max(left.height, right.height))
    return shared > low / 2 && high < 2.5 * low && right.x - left.right < 2 * high
  }
}
