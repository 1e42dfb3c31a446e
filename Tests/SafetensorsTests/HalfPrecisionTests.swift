import TensorCore
import Testing

@testable import Safetensors

@Suite struct HalfPrecisionTests {
  /// IEEE 754 half precision: bits and value.
  static let halves: [(UInt16, Float)] = [
    (0x0000, 0), (0x8000, -0.0), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x3555, 0.33325195),
    (0x0400, 0x1p-14), (0x03FF, 0x1.FF8p-15), (0x0001, 0x1p-24), (0x8001, -0x1p-24),
    (0x7C00, .infinity), (0xFC00, -.infinity), (0x2E66, 0.099975586),
  ]

  @Test(arguments: halves)
  func knownHalves(bits: UInt16, value: Float) {
    #expect(ElementType.float(fromHalf: bits).bitPattern == value.bitPattern)
    #expect(ElementType.half(from: value) == bits)
  }

  @Test func everyHalfComesBack() {
    for bits in UInt16.min...UInt16.max {
      let value = ElementType.float(fromHalf: bits)
      if value.isNaN {
        #expect(ElementType.half(from: value) & 0x7FFF == 0x7E00)
      } else {
        #expect(ElementType.half(from: value) == bits)
      }
    }
  }

  #if arch(arm64)
    @Test func hardwareAgrees() {
      for bits in UInt16.min...UInt16.max where bits & 0x7C00 != 0x7C00 {
        #expect(ElementType.float(fromHalf: bits) == Float(Float16(bitPattern: bits)))
      }
    }
  #endif

  @Test func tiesGoToEven() {
    #expect(ElementType.half(from: 1 + 0x1p-11) == 0x3C00)
    #expect(ElementType.half(from: 1 + 0x1.8p-10) == 0x3C02)
    #expect(ElementType.half(from: (1 + Float(0x1p-11)).nextUp) == 0x3C01)
    #expect(ElementType.half(from: 0x1p-25) == 0)
    #expect(ElementType.half(from: Float(0x1p-25).nextUp) == 1)
    #expect(ElementType.half(from: 0x1.8p-24) == 2)
    #expect(ElementType.half(from: Float(0x1p-14).nextDown) == 0x0400)
    #expect(ElementType.half(from: 65519.996) == 0x7BFF)
    #expect(ElementType.half(from: 65520) == 0x7C00)
    #expect(ElementType.half(from: -.greatestFiniteMagnitude) == 0xFC00)
    #expect(ElementType.half(from: .leastNonzeroMagnitude) == 0)
  }

  @Test func brainFloatsRoundToEven() throws {
    let values: [Float] = [
      1, -2.5, 1 + 0x1p-8, 1 + 0x1.8p-7, .infinity, -.infinity, .nan, .greatestFiniteMagnitude,
      -0.0,
      .leastNonzeroMagnitude,
    ]
    let expected: [Float] = [
      1, -2.5, 1, 1 + 0x1p-6, .infinity, -.infinity, .nan, .infinity, -0.0, 0,
    ]
    let file = WeightFile(tensors: ["x": Tensor(values)])
    let found = try WeightFile(bytes: file.encoded(as: .bfloat16), name: "x").tensors["x"]?.values
    for (value, goal) in zip(found ?? [], expected) {
      #expect(goal.isNaN ? value.isNaN : value.bitPattern == goal.bitPattern)
    }
    #expect(found?.count == expected.count)
  }
}
