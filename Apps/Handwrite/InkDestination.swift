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
  /// - Throws: `ValidationError` for another ending, `OverwriteRefusal` where the file is there, `FileError` where its folder is not.
  init(_ path: String, overwrites: Bool) throws {
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let format = path == "-" ? .svg : Format(rawValue: ending) else {
      throw ValidationError(
        "--out names a file that ends in .svg, .png, .gif, .gcode or .json, or - for SVG, "
          + "not \(path)")
    }
    try OverwriteRefusal.checkPlace(path, overwrites: overwrites)
    (self.path, self.format) = (path, format)
  }

  /// Whether a plotter is to draw the ink.
  var isPlotted: Bool { format == .gcode }

  /// Writes a page; a note says where its picture is smaller than usual.
  ///
  /// - Parameter lines: what it says, and where; for JSON.
  func write(_ page: InkPage, lines: [InkSample], plotter: PlotterSettings, _ console: Console)
    throws
  {
    let bytes: [UInt8]
    func scale(_ usual: Float, _ largest: Float) -> Float {
      guard largest < 0.99 * usual else { return min(usual, largest) }
      console.remark(
        "Note: the page is large, so its picture has \(Int(100 * largest / usual)) % of the usual size; "
          + ".svg keeps all of it")
      return largest
    }
    switch format {
    case .svg: bytes = Array(page.svg(millimetersPerUnit: InkPage.millimetersPerUnit).utf8)
    case .png:
      let side = Float(InkPage.pictureSideLimit - 2)
      let area = page.area
      let largest = min(
        side / max(area.width, area.height), (60e6 / (area.width * area.height)).squareRoot())
      bytes = try page.png(pixelsPerUnit: scale(Self.pictureScale, largest))
    case .gif:
      let side = Float(min(InkPage.animationSideLimit, 1600) - 2)
      let largest = side / max(page.area.width, page.area.height)
      bytes = try page.gif(pixelsPerUnit: scale(Self.animationScale, largest))
    case .gcode: bytes = Array(try page.ink.gcode(plotter).utf8)
    case .json:
      let written = lines.filter { !$0.ink.isEmpty }
      bytes = Array(written.map { $0.jsonLine(decimals: 1) + "\n" }.joined().utf8)
    }
    if path == "-" { return bytes.withUnsafeBytes { StandardOutput.write($0) } }
    try AtomicFile.write(bytes, to: path)
  }
}
