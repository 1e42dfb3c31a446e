import CSentencePiece
import Files
import Platform

/// Why a tokenizer cannot be read, made or used.
public enum SubwordError: DescribedError, Equatable {
  /// The file is no SentencePiece model.
  case notAModel(file: String, reason: String)
  /// The model lacks a piece that the networks here need.
  case missingPiece(file: String, piece: String)
  /// The tokenizer beside a network's weights is another network's.
  case otherModel(file: String, weights: String, reason: String)
  /// Learning failed.
  case training(reason: String)
  /// Text could not be cut up or put together.
  case processing(reason: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .notAModel(let file, let reason):
      return "\(file): no SentencePiece model (\(reason))"
    case .missingPiece(let file, let piece):
      return "\(file): this tokenizer has no piece '\(piece)'; train one with this program"
    case .otherModel(let file, let weights, let reason):
      return "\(file): this is another model's tokenizer than that of \(weights): \(reason)"
    case .training(let reason): return "a tokenizer could not be learnt: \(reason)"
    case .processing(let reason): return "the tokenizer failed: \(reason)"
    }
  }
}

/// Cuts text into subword pieces and puts it together again: SentencePiece (Kudo & Richardson 2018,
/// arXiv:1808.06226), so that any text goes in as it is.
///
/// `@unchecked Sendable`: SentencePiece's processor is not changed after it is opened, and its cutting and joining are const.
public final class SubwordTokenizer: @unchecked Sendable {
  /// Fills batches up; never stands in text.
  public static let padding: Int32 = 0
  /// What no piece stands for.
  public static let unknown: Int32 = 1
  /// Begins what is written.
  public static let start: Int32 = 2
  /// Ends a sentence.
  public static let end: Int32 = 3

  private let model: OpaquePointer
  /// The model file's bytes.
  public let bytes: [UInt8]
  /// How many pieces there are.
  public let count: Int

  /// Reads a model file.
  ///
  /// - Throws: `FileError`, or `SubwordError` where the file is no model of this program's.
  public convenience init(contentsOf path: String) throws {
    try self.init(bytes: InputFile.read(path, limit: 64 << 20), name: path)
  }

  /// Decodes a model file's bytes; `name` is what errors call it.
  public init(bytes: [UInt8], name: String) throws(SubwordError) {
    var failure = SubwordBuffer()
    defer { subword_free(&failure) }
    guard let model = subword_open(bytes, bytes.count, &failure) else {
      throw .notAModel(file: name, reason: SubwordTokenizer.message(failure))
    }
    self.model = model
    self.bytes = bytes
    count = Int(subword_count(model))
    let expected = ["<pad>", "<unk>", "<s>", "</s>"]
    for (id, piece) in expected.enumerated() where self.piece(Int32(id)) != piece {
      throw .missingPiece(file: name, piece: piece)
    }
  }

  deinit { subword_close(model) }

  /// The number of a piece, nil where there is no such piece.
  public func id(of piece: String) -> Int32? {
    let id = subword_id(model, piece)
    return id == SubwordTokenizer.unknown ? nil : id
  }

  /// The text of a piece, with ▁ for a space.
  public func piece(_ id: Int32) -> String { String(cString: subword_piece(model, id)) }

  /// Text → numbers of pieces, without start and end.
  public func encode(_ text: String) throws(SubwordError) -> [Int32] {
    var text = text
    var buffer = text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { subword_encode(model, $0.baseAddress, $0.count) }
    }
    defer { subword_free(&buffer) }
    return try SubwordTokenizer.elements(of: buffer, as: Int32.self)
  }

  /// Numbers of pieces → text; padding, start and end vanish.
  public func decode(_ ids: some Sequence<Int32>) throws(SubwordError) -> String {
    let ids = ids.filter { $0 > SubwordTokenizer.end && $0 < Int32(count) }
    var buffer = subword_decode(model, ids, ids.count)
    defer { subword_free(&buffer) }
    return String(
      decoding: try SubwordTokenizer.elements(of: buffer, as: UInt8.self), as: UTF8.self)
  }

  static func message(_ buffer: SubwordBuffer) -> String {
    buffer.message.map { String(cString: $0) } ?? "no reason given"
  }

  static func elements<Element>(of buffer: SubwordBuffer, as type: Element.Type)
    throws(SubwordError) -> [Element]
  {
    guard buffer.message == nil, let start = buffer.start else {
      throw .processing(reason: message(buffer))
    }
    return Array(
      UnsafeBufferPointer(
        start: start.assumingMemoryBound(to: type), count: buffer.count))
  }
}
