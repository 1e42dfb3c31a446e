import Datasets
import TestSupport
import Testing

@Suite struct GzipTests {
  private let text = Array("some text that repeats, some text that repeats".utf8)

  private func failure(_ data: [UInt8], limit: Int = 1 << 20) -> DatasetError? {
    do {
      _ = try Gzip.decompress(data, limit: limit, name: "x.gz")
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [0, 1, 5000, 3_000_000])
  func unpacksWhatWasPacked(count: Int) throws {
    var random = SeededRandom(seed: 3)
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...9, using: &random) }
    #expect(try Gzip.decompress(gzip(bytes), limit: count, name: "x.gz") == bytes)
  }

  @Test func severalMembersAreJoined() throws {
    let joined = gzip(text) + gzip([]) + gzip([1, 2])
    #expect(try Gzip.decompress(joined, limit: 100, name: "x.gz") == text + [1, 2])
    let filled = joined + [0, 0, 0]
    #expect(try Gzip.decompress(filled, limit: 100, name: "x.gz") == text + [1, 2])
  }

  @Test func plainBytesPass() throws {
    #expect(try Gzip.decompress(text, limit: text.count, name: "x") == text)
    #expect(try Gzip.decompress([], limit: 0, name: "x") == [])
    #expect(failure(text, limit: text.count - 1) == .tooLarge(file: "x.gz", limit: text.count - 1))
  }

  @Test func everyTruncationIsAnError() {
    let data = gzip(text) + gzip(text)
    let boundary = data.count / 2
    for length in 2..<data.count where length != boundary && length != boundary + 1 {
      #expect(failure(Array(data[..<length])) == .truncatedGzip(file: "x.gz"), "\(length) bytes")
    }
    // One byte of a second member's signature is not one yet.
    #expect(failure(Array(data[...boundary])) != nil)
  }

  @Test func flippedContentIsNoticed() {
    let data = gzip(text)
    for index in 2..<data.count {
      var broken = data
      broken[index] ^= 0x10
      // Nothing checks the time in the header or the bits that fill up the last byte.
      let unpacked = try? Gzip.decompress(broken, limit: 1 << 20, name: "x.gz")
      #expect(unpacked == nil || unpacked == text, "byte \(index)")
    }
  }

  @Test func whatFollowsTheEndIsNoticed() {
    let error = failure(gzip(text) + [9, 9])
    #expect(error == .damagedGzip(file: "x.gz", detail: "2 bytes follow its end"))
  }

  @Test func aBombStopsAtTheLimit() {
    let bomb = gzip([UInt8](repeating: 0, count: 50 << 20), level: 9)
    #expect(bomb.count < 60_000)
    #expect(failure(bomb, limit: 1000) == .tooLarge(file: "x.gz", limit: 1000))
    #expect(failure(bomb, limit: 50 << 20) == nil)
    #expect(failure(bomb, limit: (50 << 20) - 1) != nil)
    #expect(failure(bomb, limit: .max) == nil)
  }

  @Test func prefixesAreShort() throws {
    let data = gzip(text)
    #expect(try Gzip.prefix(data, count: 4, name: "x") == Array(text[..<4]))
    #expect(try Gzip.prefix(data, count: 1000, name: "x") == text)
    #expect(try Gzip.prefix(text, count: 4, name: "x") == Array(text[..<4]))
    // The end is cut off, the start is there.
    #expect(try Gzip.prefix(Array(data[..<(data.count - 9)]), count: 4, name: "x").count == 4)
  }
}
