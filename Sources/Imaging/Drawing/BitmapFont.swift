/// The shapes of the printable ASCII characters, drawn for this project.
///
/// A glyph has seven rows down to the base line and up to two below it; its width is its own.
enum BitmapFont {
  /// One character: rows of cells, from the top.
  struct Glyph: Sendable {
    let rows: [[Bool]]
    var width: Int { rows.first?.count ?? 0 }

    func isSet(_ row: Int, _ column: Int) -> Bool {
      rows.indices.contains(row) && rows[row].indices.contains(column) && rows[row][column]
    }
  }

  /// Rows from the top of a capital to its base line.
  static let capHeight = 7
  /// Rows from the top of a capital to the bottom of a g.
  static let lineHeight = 9
  /// Empty columns between two characters.
  static let spacing = 1

  /// The glyph of a character; a hollow box stands for those that have none.
  static func glyph(_ character: Character) -> Glyph {
    table[character] ?? unknown
  }

  private static let unknown = parse("##### #...# #...# #...# #...# #...# #####")

  private static let table: [Character: Glyph] = {
    var table: [Character: Glyph] = [" ": parse("... ... ... ... ... ... ...")]
    for line in BitmapFont.shapes.split(separator: "\n") {
      if let character = line.first { table[character] = parse(line.dropFirst(2)) }
    }
    return table
  }()

  private static func parse(_ text: Substring) -> Glyph {
    Glyph(rows: text.split(separator: " ").map { row in row.map { $0 == "#" } })
  }
}
