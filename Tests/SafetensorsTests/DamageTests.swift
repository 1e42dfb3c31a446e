import Foundation
import TensorCore
import Testing

@testable import Safetensors

/// Files that lie: each gives an error that names the file, none a trap or a huge allocation.
@Suite struct DamageTests {
  /// A file of a header and so many zero bytes.
  private func file(_ header: String, dataSize: Int = 0, length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.utf8.count)
    return withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: dataSize)
  }

  private func entry(_ name: String, _ dtype: String, _ shape: String, _ offsets: String) -> String
  {
    #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  private func expectMalformed(_ bytes: [UInt8], _ comment: Comment) {
    let error = #expect(throws: SafetensorsError.self, comment) {
      try WeightFile(bytes: bytes, name: "lie.safetensors")
    }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("lie.safetensors"), comment)
    #expect(text.utf8.count < 1000, comment)
  }

  @Test func lengthsThatLie() {
    expectMalformed([], "nothing")
    expectMalformed([1, 2, 3, 4, 5, 6, 7], "half a length")
    expectMalformed([UInt8](repeating: 0xFF, count: 8), "only a huge length")
    for length in [3, 1 << 20, 100_000_001, 1 << 40, 1 << 63, UInt64.max, UInt64.max - 7] {
      expectMalformed(file("{}", length: length), "length \(length)")
    }
    expectMalformed(file("", length: 0), "no header")
    expectMalformed(file("{}", dataSize: 4), "data that belongs to nothing")
  }

  @Test(arguments: [
    "{", "[]", "null", "7", #""text""#, "{]", #"{"x":1}"#, #"{"x":[]}"#, #"{"x":{}}"#,
    #"{"x":null}"#,
    #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":[]}"#, #"{"x":{"dtype":"F32"}}"#,
    #"{"x":{"dtype":"F32","shape":"2","data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":3,"shape":[1],"data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#,
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}"#,
  ])
  func headersThatAreNone(header: String) {
    expectMalformed(file(header, dataSize: 4), "\(header)")
  }

  @Test func deepNesting() {
    let deep = 200_000
    expectMalformed(file(String(repeating: "[", count: deep)), "open arrays")
    let objects = String(repeating: #"{"x":"#, count: deep)
    expectMalformed(file(objects), "open objects")
    expectMalformed(
      file(objects + "1" + String(repeating: "}", count: deep)), "closed objects")
  }

  @Test func bytesThatAreNoText() {
    let bytes = file("{\"\u{FF}\":1}").map { $0 == 0xC3 ? 0xFF : $0 }
    expectMalformed(bytes, "no UTF-8")
    expectMalformed(file(String(repeating: "\0", count: 64)), "zeros")
  }

  @Test func shapesThatLie() {
    let shapes = [
      "[-1]", "[-1,-1]", "[3]", "[2,2]", "[0]", "[9223372036854775807]",
      "[9223372036854775807,2]", "[4294967296,4294967296]", "[4611686018427387904,4]", "[1,1,2]",
      "[4611686018427387905]", "[-9223372036854775808]", "[3037000500,3037000500]",
    ]
    for shape in shapes {
      expectMalformed(file("{\(entry("x", "F32", shape, "[0,4]"))}", dataSize: 4), "\(shape)")
    }
  }

  @Test func placesThatLie() {
    let places = [
      "[0,8]", "[-4,0]", "[4,0]", "[4,8]", "[0]", "[]", "[0,4,4]", "[1,5]",
      "[9223372036854775803,9223372036854775807]", "[-9223372036854775808,9223372036854775807]",
    ]
    for place in places {
      expectMalformed(file("{\(entry("x", "F32", "[1]", place))}", dataSize: 4), "\(place)")
    }
  }

  @Test func tensorsThatOverlapOrLeaveHoles() {
    let a = entry("a", "F32", "[2]", "[0,8]")
    for second in ["[4,8]", "[0,4]", "[12,16]", "[6,10]"] {
      let header = "{\(a),\(entry("b", "F32", "[1]", second))}"
      expectMalformed(file(header, dataSize: 16), "a at [0,8], b at \(second)")
    }
    expectMalformed(
      file("{\(a),\(entry("a", "F32", "[1]", "[8,12]"))}", dataSize: 12), "a name twice")
  }

  @Test(arguments: ["F64", "I64", "U8", "BOOL", "F8_E4M3", "f32", "", "F32 "])
  func typesThatAreNotRead(dtype: String) {
    let size = ["F64": 8, "I64": 8, "U8": 1, "BOOL": 1][dtype] ?? 4
    let header = "{\(entry("x", dtype, "[1]", "[0,\(size)]"))}"
    let error = #expect(throws: SafetensorsError.self) {
      try WeightFile(bytes: file(header, dataSize: size), name: "lie")
    }
    #expect(error?.description.contains("tensor 'x'") == true)
  }

  @Test func countersArePassedOver() throws {
    let header =
      "{\(entry("bn.num_batches_tracked", "I64", "[]", "[0,8]")),"
      + "\(entry("bn.weight", "F32", "[1]", "[8,12]"))}"
    let weights = try WeightFile(bytes: file(header, dataSize: 12), name: "x")
    #expect(weights.tensors.keys.sorted() == ["bn.weight"])
  }

  @Test func theOrderOfEntriesIsFree() throws {
    let header =
      "  {\(entry("b", "F16", "[2]", "[4,8]")), \(entry("a", "F32", "[]", "[0,4]"))}   "
    let weights = try WeightFile(bytes: file(header, dataSize: 8), name: "x")
    #expect(weights.tensors["a"]?.shape == [])
    #expect(weights.tensors["b"]?.shape == [2])
  }

  @Test func aTensorWithoutElementsMayClaimAnyExtent() throws {
    let header = "{\(entry("x", "F32", "[0,4611686018427387904,4]", "[0,0]"))}"
    let weights = try? WeightFile(bytes: file(header), name: "x")
    #expect(weights.map { $0.tensors["x"]?.count == 0 } ?? true)
  }
}
