import Testing

@testable import Training

@Suite struct PhrasebookEvaluationTests {
  @Test func sharedDigitsAndNamesAreFound() {
    #expect(Shared.numbers("1 250 élèves, 64; 1,250 and 3,5.") == ["1250", "64", "1250", "3", "5"])
    #expect(Shared.names("On WhatsApp, l'IKEA 我在Zoom上") == ["On", "WhatsApp", "IKEA", "Zoom"])
  }
}
