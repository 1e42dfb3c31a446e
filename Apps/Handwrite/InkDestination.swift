import AppSupport
import ArgumentParser
import Files
import Ink
import Platform

/// Where ink goes, and in which format.
struct InkDestination {
  /// Formats by the endings of names.
  enum Format: String, CaseIterable { case svg, png, gif, gcode, json }

  /// The file, or - for standard output.
  let path: String
  private let format: Format

  /// Pixels a unit, where the page is not too large.
  private static let (pictureScale, animationScale): (Float, Float) = (3, 2)

  /// The first of handwriting.png, handwriting-2.png and so on that is not there.
  static var unused: String {
    let names = (1...).lazy.map { $0 == 1 ? "handwriting.png" : "handwriting-\($0).png" }
    return names.first { !InputFile.exists($0) } ?? "handwriting.png"
  }

  /// The destination that `--out` names.
  ///
  /// - Throws: `ValidationError` for another ending, `OverwriteRefusal` where the file is there.
  init(_ path: String, overwrites: Bool) throws {
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let format = path == "-" ? .svg : Format(rawValue: ending) else {
      throw ValidationError(
        "--out names a file that ends in .svg, .png, .gif, .gcode or .json, or - for SVG, "
          + "not \(path)")
    }
    try OverwriteRefusal.check(path, overwrites: overwrites)
    (self.path, self.format) = (path, format)
  }

  /// Writes a page.
  ///
  /// - Parameter text: what it says.
  func write(_ page: InkPage, text: String, plotter: PlotterSettings) throws {
    let bytes: [UInt8]
    switch format {
    case .svg: bytes = Array(page.svg(millimetersPerUnit: InkPage.millimetersPerUnit).utf8)
    case .png:
      let side = Float(InkPage.pictureSideLimit - 2)
      let area = page.area
      let scale = min(
        Self.pictureScale, side / max(area.width, area.height),
        (60e6 / (area.width * area.height)).squareRoot())
      bytes = try page.png(pixelsPerUnit: scale)
    case .gif:
      let side = Float(min(InkPage.animationSideLimit, 1600) - 2)
      let scale = min(Self.animationScale, side / max(page.area.width, page.area.height))
      bytes = try page.gif(pixelsPerUnit: scale)
    case .gcode: bytes = Array(try page.ink.gcode(plotter).utf8)
    case .json:
      let line = InkSample(text: text, ink: page.ink).jsonLine(decimals: 1)
      bytes = Array((line + "\n").utf8)
    }
    if path == "-" { return bytes.withUnsafeBytes { StandardOutput.write($0) } }
    try AtomicFile.write(bytes, to: path)
  }
}
