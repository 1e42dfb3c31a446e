import CImageCodecs
import Files

/// A picture as its file has it: samples of 8 or 16 bits that are not turned, and everything that the file says besides. What
/// is done to the pixels can be written back with nothing else changed.
public struct PictureFile: Sendable {
  /// Rows of interleaved samples.
  public enum Samples: Sendable {
    /// 0...255.
    case bytes([UInt8])
    /// 0...65535.
    case words([UInt16])
  }

  /// Height and width in pixels, as stored: the file's orientation says how they are seen.
  public let size: ImageSize
  /// What the samples of a pixel mean.
  public let format: PixelFormat
  /// All samples, [height, width, channels].
  public let samples: Samples
  /// EXIF's orientation, 1...8.
  public let orientation: Int
  /// What the file says besides.
  public let metadata: PictureMetadata
  /// The kind of file.
  public let fileFormat: ImageFileFormat
  /// How well a JPEG file was encoded, 1...100; nil for PNG.
  public let jpegQuality: Int?

  /// Reads a PNG or JPEG file, whatever its name says.
  ///
  /// - Throws: `ImageError` naming the file and the cause.
  public init(contentsOf path: String) throws(ImageError) {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.read(path, limit: Image.fileSizeLimit)
    } catch {
      throw .file(error)
    }
    try self.init(data: bytes, name: path)
  }

  /// Decodes the bytes of a PNG or JPEG file; `name` is what errors call it.
  ///
  /// - Throws: `ImageError` naming the file and the cause.
  public init(data: [UInt8], name: String = "image data") throws(ImageError) {
    if data.isEmpty { throw .empty(file: name) }
    guard let kind = ImageFileFormat(signature: data) else {
      throw .unknownFormat(file: name, found: ImageFileFormat.guess(data))
    }
    var found = CodecMetadata()
    let picture = withUnsafeMutablePointer(to: &found) {
      kind.decode(data, CodecRequest(side: 0, keeps_depth: 1, metadata: $0))
    }
    defer {
      codec_free(picture.pixels)
      for block in [found.exif, found.icc, found.xmp, found.iptc] { codec_free(block.bytes) }
    }
    guard let bytes = picture.pixels, let format = PixelFormat(rawValue: Int(picture.channels))
    else {
      throw ImageError(
        status: picture.status, file: name, format: kind, detail: text(picture.message))
    }
    size = ImageSize(height: Int(picture.height), width: Int(picture.width))
    self.format = format
    let count = size.pixelCount * format.channelCount
    if picture.sample_bytes == 2 {
      samples = .words(
        bytes.withMemoryRebound(to: UInt16.self, capacity: count) {
          Array(UnsafeBufferPointer(start: $0, count: count))
        })
    } else {
      samples = .bytes(Array(UnsafeBufferPointer(start: bytes, count: count)))
    }
    orientation = Int(picture.orientation)
    metadata = PictureMetadata(found)
    fileFormat = kind
    jpegQuality = kind == .jpeg ? Int(picture.quality) : nil
  }

  /// A picture that comes from no file.
  public init(_ image: Image) {
    size = image.size
    format = image.format
    samples = .bytes(image.pixels)
    orientation = 1
    metadata = PictureMetadata()
    fileFormat = .png
    jpegQuality = nil
  }

  /// The same file with other pixels of the same size.
  public init(_ file: PictureFile, format: PixelFormat, samples: Samples) {
    size = file.size
    self.format = format
    self.samples = samples
    orientation = file.orientation
    metadata = format.colorChannelCount == 3 ? file.metadata.forRGB : file.metadata
    fileFormat = file.fileFormat
    jpegQuality = file.jpegQuality
  }

  /// Whether samples have 16 bits.
  public var isWide: Bool { if case .words = samples { true } else { false } }

  /// The picture as it is seen, with 8 bits a sample.
  public var image: Image { stored.oriented(exif: orientation) }

  /// The picture as it is stored, with 8 bits a sample.
  var stored: Image {
    switch samples {
    case .bytes(let bytes): Image(size: size, format: format, pixels: bytes)
    case .words(let words):
      Image(size: size, format: format, pixels: words.map { UInt8((Int($0) + 128) / 257) })
    }
  }

  /// The picture as a file of this kind. JPEG has 8 bits a sample and no opacity, and is as good as the file that it came from,
  /// or better.
  ///
  /// - Throws: `ImageError`.
  public func encoded(as kind: ImageFileFormat, name: String) throws(ImageError) -> [UInt8] {
    let (height, width) = (Int32(size.height), Int32(size.width))
    let file = metadata.withCodecMetadata { metadata in
      switch (kind, samples) {
      case (.png, .words(let words)):
        words.withUnsafeBytes {
          codec_encode_png(
            $0.baseAddress?.assumingMemoryBound(to: UInt8.self), width, height,
            Int32(format.channelCount), 2, 4, metadata)
        }
      case (.png, .bytes(let bytes)):
        codec_encode_png(bytes, width, height, Int32(format.channelCount), 1, 4, metadata)
      case (.jpeg, _):
        codec_encode_jpeg(
          stored.opaque.pixels, width, height, Int32(format.colorChannelCount),
          Int32(max(jpegQuality ?? 92, 90)), metadata)
      }
    }
    return try Image.bytes(of: file, format: kind, name: name)
  }
}

extension Image {
  /// The picture without opacity, over white.
  var opaque: Image { format.hasAlpha ? composited(over: .white) : self }
}
