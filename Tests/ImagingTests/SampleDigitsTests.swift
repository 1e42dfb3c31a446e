import Files
import Foundation
import Imaging
import Testing

/// The drawn digits under Data/Samples are whole and of the kinds that their names say.
@Suite struct SampleDigitsTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Data/Samples/digits").path

  @Test func everyDigitIsThere() throws {
    let names = try InputFile.list(SampleDigitsTests.folder).filter { !$0.hasSuffix(".md") }
    #expect(Set(names.compactMap { $0.first?.wholeNumberValue }) == Set(0...9))
    for name in names {
      let image = try Image(contentsOf: "\(SampleDigitsTests.folder)/\(name)")
      let gray = image.gray().pixels
      let (low, high) = (gray.min() ?? 0, gray.max() ?? 0)
      #expect(high - low > 100, "\(name) has hardly any contrast")
      #expect(image.format.hasAlpha == name.contains("transparent"))
    }
  }
}
