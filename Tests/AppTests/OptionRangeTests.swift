import Testing

@testable import AppSupport

@Suite struct OptionRangeTests {
  @Test(arguments: [nil, 1, 64]) func whatIsInsideOrMissingPasses(value: Int?) throws {
    try (1...64).check("--beam", value)
  }

  @Test(arguments: [0, 65]) func whatIsOutsideIsNamed(value: Int) {
    let error = #expect(throws: (any Error).self) { try (1...64).check("--beam", value) }
    #expect(error.map { "\($0)".contains("--beam is between 1 and 64, not \(value)") } == true)
  }

  @Test func noNumberIsOutside() {
    #expect(throws: (any Error).self) { try (0...10).check("--temperature", Float.nan) }
  }
}
