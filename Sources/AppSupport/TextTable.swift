/// Columns of text.
public enum TextTable {
  /// The lines of a table, columns two spaces apart, a rule below the header.
  public static func lines(header: [String], rows: [[String]], rightAligned: Set<Int> = [])
    -> [String]
  {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return rightAligned.contains(column) ? space + cell : cell + space
      }
      var text = padded.joined(separator: "  ")
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return [line(header), rule] + rows.map(line)
  }
}

/// A share as people read it: 97.3 %.
public func percent(_ share: Double, places: Int = 1) -> String {
  "\((share * 100).rounded(places: places)) %"
}
