import Datasets
import Files
import Inference
import Ink
import Platform

/// Why ink teaches nothing.
public enum InkDataError: DescribedError, Equatable {
  /// A folder without files of ink.
  case noFiles(directory: String)
  /// Too few samples that can be used.
  case tooFew(directory: String, what: String, count: Int)

  /// One sentence naming folder and cause.
  public var description: String {
    switch self {
    case .noFiles(let directory):
      "\(directory): this folder has no file words.train.jsonl or words.train.jsonl.gz"
    case .tooFew(let directory, let what, let count):
      "\(directory): only \(count) \(what) samples can be used; 2 are needed at least"
    }
  }
}

/// Ink of many writers: words and lines to learn from, others of other writers to measure by, and single characters.
public struct InkData: Sendable {
  /// Words and lines of the training writers.
  public var training: [InkSample]
  /// Words and lines of writers that are not learnt from.
  public var validation: [InkSample]
  /// Single characters and signs, whose height above the line is not known.
  public var characters: [InkSample]
  /// The folder.
  public let directory: String

  /// The largest file, unpacked.
  private static let byteLimit = 128 << 20

  /// Reads `words.train`, `words.valid`, `chars.train` and `symbols.train` of a folder, each `.jsonl` or `.jsonl.gz`. Of these the
  /// first must be there; where the second is missing, the words of each tenth writer are kept for measuring.
  ///
  /// - Parameter limit: the most samples of a file, evenly chosen; nil for all.
  /// - Throws: `InkDataError`, `DatasetError` or `InkError`, one sentence naming the file.
  public init(directory: String, limit: Int? = nil) throws {
    func samples(_ name: String) throws -> [InkSample]? {
      let paths = ["\(directory)/\(name).jsonl", "\(directory)/\(name).jsonl.gz"]
      guard let path = paths.first(where: InputFile.exists) else { return nil }
      let bytes = try Gzip.decompress(
        InputFile.read(path, limit: Self.byteLimit), limit: Self.byteLimit, name: path)
      let all = try readInk(bytes, name: path)
      guard let limit, limit < all.count else { return all }
      return (0..<limit).map { all[$0 * all.count / limit] }
    }
    self.directory = directory
    guard let words = try samples("words.train") else {
      throw InkDataError.noFiles(directory: directory)
    }
    characters = try (samples("chars.train") ?? []) + (samples("symbols.train") ?? [])
    if let held = try samples("words.valid") {
      (training, validation) = (words, held)
    } else {
      (training, validation) = words.holdingOut(oneIn: 10, by: \.writer, seed: 0)
    }
  }

  /// The samples whose text consists of these characters and whose ink has so many points at most and at least two, prepared by
  /// all cores.
  ///
  /// - Parameter what: what errors call them.
  /// - Throws: `InkDataError.tooFew` where fewer than two are left.
  public func prepared(
    _ samples: [InkSample], _ what: String, _ alphabet: InkAlphabet, pointLimit: Int,
    _ prepare: @Sendable (InkSample) -> Handwriting
  ) throws(InkDataError) -> [InkSample] {
    let known = samples.filter { sample in
      !sample.text.isEmpty && sample.text.allSatisfy(alphabet.contains)
        && (2...4 * pointLimit).contains(sample.ink.pointCount)
    }
    let found = inParallel(known) { sample in
      InkSample(
        writer: sample.writer, source: sample.source, text: sample.text, ink: prepare(sample))
    }
    let kept = found.compactMap { try? $0.get() }.filter {
      (2...pointLimit).contains($0.ink.pointCount)
    }
    guard kept.count >= 2 else {
      throw .tooFew(directory: directory, what: what, count: kept.count)
    }
    return kept
  }
}
