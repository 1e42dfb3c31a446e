import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct IDXTests {
  private func failure(_ data: [UInt8], dimensions: Int = 3) -> String? {
    do {
      _ = try IDX(data: data, name: "x-idx", dimensionCount: dimensions)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func readsPlainAndCompressed() throws {
    let elements: [UInt8] = Array(0..<12)
    let data = idx([2, 3, 2], elements)
    for file in [data, gzip(data)] {
      let read = try IDX(data: file, name: "x", dimensionCount: 3)
      #expect(read.dimensions == [2, 3, 2] && read.elements == elements)
    }
  }

  @Test func everyTruncationIsAnError() {
    let data = idx([2, 3, 2], Array(0..<12))
    for length in 0..<data.count {
      let description = failure(Array(data[..<length]))
      #expect(description?.hasPrefix("x-idx: ") == true, "\(length) bytes")
    }
    let packed = gzip(data)
    for length in 0..<packed.count {
      #expect(failure(Array(packed[..<length])) != nil, "\(length) bytes packed")
    }
  }

  @Test func trailingBytesAreAnError() {
    let data = idx([2, 2], [1, 2, 3, 4, 5])
    let expected = "x-idx: the length is more bytes, expected 16 bytes for 2 x 2 elements"
    #expect(failure(data, dimensions: 2) == expected)
    #expect(failure(gzip(data), dimensions: 2) == expected)
  }

  @Test func tooFewElementsAreAnError() {
    let expected = "x-idx: the length is 23 bytes, expected 24 bytes for 2 x 2 x 2 elements"
    #expect(failure(gzip(idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7]))) == expected)
  }

  @Test func lyingHeadersAreNamed() {
    let cases: [([UInt8], String)] = [
      (idx([1, 1, 1], [0], type: 13), "the magic number is 3331, expected 2051"),
      (idx([1, 1], [0]), "the magic number is 2050, expected 2051"),
      (idx([0, 1, 1], []), "dimension 0 is 0, expected 1 or more"),
      (idx([1, 0xFFFF_FFFF, 1], []), "dimension 1 is -1, expected 1 or more"),
      (idx([1, 0x8000_0000, 1], []), "dimension 1 is -2147483648"),
      (idx([0x7FFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFFF], [1]), "unpacks to more than"),
      (idx([60000, 28, 28], [1]), "the length is at most 17 bytes, expected 47040016 bytes"),
      ([], "the header is 0 bytes, expected 16 bytes or more"),
      ([0, 0, 8, 3, 0], "the header is 5 bytes, expected 16 bytes"),
      (Array("hello, this is text".utf8), "the magic number is 1751477356"),
    ]
    for (data, expected) in cases {
      for file in [data, gzip(data)] where !expected.contains("at most") || file == data {
        let description = failure(file) ?? "no error"
        #expect(description.contains(expected), "\(description)")
      }
    }
    // Compressed, 17 bytes could hold some thousands: the length shows only after unpacking.
    #expect(failure(gzip(idx([60000, 28, 28], [1])))?.contains("expected 47040016") == true)
  }

  @Test func aBombBehindAnHonestHeaderIsHarmless() {
    let bomb = gzip(idx([2, 2, 2], [UInt8](repeating: 0, count: 30 << 20)), level: 9)
    #expect(failure(bomb)?.contains("more bytes, expected 24 bytes") == true)
  }

  @Test func mutatedFilesNeverTrap() {
    let seeds = [
      idx([2, 3, 2], Array(0..<12)), gzip(idx([2, 3, 2], Array(0..<12))),
      gzip(idx([9, 9, 9], [UInt8](repeating: 7, count: 729))),
    ]
    let environment = ProcessInfo.processInfo.environment
    let rounds = environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 20_000
    var random = SeededRandom(seed: environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 1)
    for round in 0..<rounds {
      var data = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<data.count, using: &random)
        data[index] = UInt8.random(in: 0...255, using: &random)
      }
      if let read = try? IDX(data: data, name: "fuzz", dimensionCount: 3) {
        #expect(read.elements.count == read.dimensions.reduce(1, *))
      }
    }
  }
}
