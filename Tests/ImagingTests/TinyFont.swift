/// A TrueType file made by hand, so that tests need no font of the system.
///
/// An em has 1000 units. Each glyph is a rectangle that stands on the base line, and as wide as its
/// advance less 100 units.
struct TinyFont {
  struct Glyph {
    let scalar: Unicode.Scalar?
    let width: Int
    let height: Int
    var advance: Int { width + 100 }
  }

  /// The first one stands for missing characters.
  var glyphs = [Glyph(scalar: nil, width: 400, height: 800)]

  init(_ letters: [(scalar: Unicode.Scalar, width: Int, height: Int)]) {
    // A character map is sorted.
    glyphs += letters.sorted { $0.scalar < $1.scalar }.map {
      Glyph(scalar: $0.scalar, width: $0.width, height: $0.height)
    }
  }

  /// The file.
  var bytes: [UInt8] {
    let outlines = glyphs.map(outline)
    var offsets = [0]
    for outline in outlines { offsets.append((offsets.last ?? 0) + outline.count) }
    let tables: [(tag: String, bytes: [UInt8])] = [
      ("cmap", characterMap), ("glyf", outlines.flatMap { $0 }), ("head", head),
      ("hhea", horizontalHeader),
      ("hmtx", glyphs.flatMap { word($0.advance) + word(0) }),
      ("loca", offsets.flatMap(long)), ("maxp", profile),
    ]
    var directory = long(0x0001_0000) + word(tables.count) + word(64) + word(2) + word(48)
    var body: [UInt8] = []
    for table in tables {
      let offset = 12 + 16 * tables.count + body.count
      directory += Array(table.tag.utf8) + long(0) + long(offset) + long(table.bytes.count)
      body += table.bytes + [UInt8](repeating: 0, count: (4 - table.bytes.count % 4) % 4)
    }
    return directory + body
  }

  /// A rectangle of four points, as words that are no flags of short vectors.
  private func outline(_ glyph: Glyph) -> [UInt8] {
    let (w, h) = (glyph.width, glyph.height)
    let header = word(1) + word(0) + word(0) + word(w) + word(h) + word(3) + word(0)
    let flags = [UInt8](repeating: 1, count: 4)
    let x = word(0) + word(0) + word(w) + word(0)
    let y = word(0) + word(h) + word(0) + word(-h)
    return header + flags + x + y + [0, 0]
  }

  /// Format 12: groups of one character each.
  private var characterMap: [UInt8] {
    let groups = glyphs.enumerated().compactMap { index, glyph in
      glyph.scalar.map { long(Int($0.value)) + long(Int($0.value)) + long(index) }
    }
    let table =
      word(12) + word(0) + long(16 + 12 * groups.count) + long(0) + long(groups.count)
      + groups.flatMap { $0 }
    return word(0) + word(1) + word(3) + word(10) + long(12) + table
  }

  private var head: [UInt8] {
    let dates = [UInt8](repeating: 0, count: 16)
    return long(0x0001_0000) + long(0) + long(0) + long(0x5F0F_3CF5) + word(0) + word(1000) + dates
      + word(0) + word(-200) + word(1000) + word(1000) + word(0) + word(8) + word(2) + word(1)
      + word(0)
  }

  private var horizontalHeader: [UInt8] {
    long(0x0001_0000) + word(900) + word(-200) + word(0) + word(1100)
      + [UInt8](repeating: 0, count: 20) + word(0) + word(glyphs.count)
  }

  private var profile: [UInt8] {
    long(0x0001_0000) + word(glyphs.count) + word(4) + word(1) + word(0) + word(0) + word(2)
      + [UInt8](repeating: 0, count: 16)
  }

  private func word(_ value: Int) -> [UInt8] {
    let bits = UInt16(truncatingIfNeeded: value)
    return [UInt8(bits >> 8), UInt8(bits & 0xFF)]
  }

  private func long(_ value: Int) -> [UInt8] {
    word(value >> 16) + word(value & 0xFFFF)
  }
}
