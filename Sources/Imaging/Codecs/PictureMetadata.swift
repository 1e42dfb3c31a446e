import CImageCodecs

/// What a picture's file says besides its pixels. It is carried from one file to another as it is.
public struct PictureMetadata: Sendable, Equatable {
  /// EXIF data, a TIFF structure, without the small picture that it may hold; empty where there are none.
  public var exif: [UInt8] = []
  /// The colour profile.
  public var iccProfile: [UInt8] = []
  /// XMP, which is XML.
  public var xmp: [UInt8] = []
  /// Photoshop's resources with IPTC's captions; JPEG alone has them.
  public var iptc: [UInt8] = []
  /// How large the picture is printed.
  public var density: Density?

  /// Pixels a length, across and down.
  public struct Density: Sendable, Equatable {
    /// What the numbers count.
    public enum Unit: Int32, Sendable {
      /// The shape of a pixel alone.
      case ratio = 0
      /// Pixels an inch, as JPEG counts.
      case inch = 1
      /// Pixels a centimetre.
      case centimetre = 2
      /// Pixels a metre, as PNG counts.
      case metre = 3
    }
    /// What the numbers count.
    public var unit: Unit
    /// Across.
    public var x: UInt32
    /// Down.
    public var y: UInt32
  }

  /// Nothing.
  public init() {}

  /// The same for a picture in RGB: the profile of a grey or printed picture does not fit it.
  public var forRGB: PictureMetadata {
    var result = self
    if !hasRGBProfile { result.iccProfile = [] }
    return result
  }

  /// Whether there is a profile of RGB colours.
  public var hasRGBProfile: Bool { iccProfile.dropFirst(16).starts(with: "RGB ".utf8) }

  /// Takes over what a decoder found.
  init(_ found: CodecMetadata) {
    func bytes(_ block: CodecBlock) -> [UInt8] {
      Array(UnsafeBufferPointer(start: block.bytes, count: block.bytes == nil ? 0 : block.count))
    }
    exif = bytes(found.exif)
    iccProfile = bytes(found.icc)
    xmp = bytes(found.xmp)
    iptc = bytes(found.iptc)
    density = Density.Unit(rawValue: found.density_unit).map {
      Density(unit: $0, x: found.density_x, y: found.density_y)
    }
  }

  /// Lends it to an encoder.
  func withCodecMetadata<Result>(_ body: (UnsafePointer<CodecMetadata>) -> Result) -> Result {
    let parts = [exif, iccProfile, xmp, iptc]
    var blocks: [CodecBlock] = []
    func lend(_ index: Int) -> Result {
      guard index < parts.count else {
        var metadata = CodecMetadata(
          exif: blocks[0], icc: blocks[1], xmp: blocks[2], iptc: blocks[3],
          density_unit: density?.unit.rawValue ?? -1, density_x: density?.x ?? 0,
          density_y: density?.y ?? 0)
        return body(&metadata)
      }
      return parts[index].withUnsafeBufferPointer { bytes in
        let start = bytes.isEmpty ? nil : UnsafeMutablePointer(mutating: bytes.baseAddress)
        blocks.append(CodecBlock(bytes: start, count: bytes.count))
        return lend(index + 1)
      }
    }
    return lend(0)
  }
}
