extension SubwordTokenizer {
  /// A piece of a tokenizer's table.
  struct Piece: Equatable {
    /// SentencePiece's kinds that are made here.
    enum Kind: UInt64 {
      case normal = 1
      case symbol = 4
    }

    /// Its text, with ▁ for a space.
    var text: String
    /// Its log probability.
    var score: Float
    /// Its kind; nil for kinds that are not grown (control, unknown, byte).
    var kind: Kind?
  }

  /// The same tokenizer with more pieces: those that a tokenizer learnt from `sentences` has and this one lacks, the
  /// likeliest first, and these symbols. What was there keeps its number, so a network can be grown with it.
  ///
  /// - Parameter pieceCount: the most pieces that there are then.
  public func grown(to pieceCount: Int, on sentences: [String], symbols: [String])
    throws(SubwordError) -> SubwordTokenizer
  {
    let known = Set((0..<Int32(count)).map { piece($0) })
    var added = symbols.filter { !known.contains($0) }
      .map { Piece(text: $0, score: 0, kind: .symbol) }
    let other = try SubwordTokenizer.trained(
      on: sentences, pieceCount: pieceCount, symbols: symbols)
    added += try other.pieces().filter { $0.kind == .normal && !known.contains($0.text) }
      .sorted { $0.score > $1.score }.prefix(max(0, pieceCount - count - added.count))
    // Fields of a protocol buffer's message may follow in any number: further pieces are written behind all.
    return try SubwordTokenizer(
      bytes: bytes + added.flatMap(SubwordTokenizer.encoded), name: "the grown tokenizer")
  }

  /// The table of pieces in the model file.
  func pieces() throws(SubwordError) -> [Piece] {
    var reader = WireReader(bytes: bytes[...])
    var pieces: [Piece] = []
    while let field = try reader.next() {
      guard field.number == 1, case .bytes(let content) = field.value else { continue }
      var inner = WireReader(bytes: content)
      var piece = Piece(text: "", score: 0, kind: .normal)
      while let field = try inner.next() {
        switch (field.number, field.value) {
        case (1, .bytes(let text)): piece.text = String(decoding: text, as: UTF8.self)
        case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
        case (3, .varint(let kind)): piece.kind = Piece.Kind(rawValue: kind)
        default: break
        }
      }
      pieces.append(piece)
    }
    return pieces
  }

  private static func encoded(_ piece: Piece) -> [UInt8] {
    let text = Array(piece.text.utf8)
    let bits = piece.score.bitPattern
    let content =
      [0x0A] + varint(UInt64(text.count)) + text + [0x15]
      + (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      + [0x18] + varint((piece.kind ?? .normal).rawValue)
    return [0x0A] + varint(UInt64(content.count)) + content
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}

/// Reads the fields of a protocol buffer's message.
struct WireReader {
  /// What a field holds.
  enum Value {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field; nil at the end.
  mutating func next() throws(SubwordError) -> (number: UInt64, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let tag = try varint()
    switch tag & 7 {
    case 0: return (tag >> 3, .varint(try varint()))
    case 1:
      _ = try take(8)
      return (tag >> 3, .fixed64)
    case 2: return (tag >> 3, .bytes(try take(try varint())))
    case 5:
      let bits = try take(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return (tag >> 3, .fixed32(bits))
    default: throw .processing(reason: "the model file has a field of an unknown kind")
    }
  }

  private mutating func varint() throws(SubwordError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw .processing(reason: "the model file ends within a number")
  }

  private mutating func take(_ count: UInt64) throws(SubwordError) -> ArraySlice<UInt8> {
    guard count <= UInt64(rest.count) else {
      throw .processing(reason: "the model file ends within a field")
    }
    defer { rest = rest.dropFirst(Int(count)) }
    return rest.prefix(Int(count))
  }
}
