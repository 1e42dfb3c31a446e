import CImageCodecs
import Files

extension Image {
  /// Largest file that is read, in bytes.
  public static let fileSizeLimit = 512 << 20

  /// Reads a PNG or JPEG file, whatever its name says.
  ///
  /// 16-bit samples are rounded to 8, palettes and CMYK become RGB, and EXIF's orientation is applied. 16-bit grey
  /// without a sample above 4095 is taken for 8-, 10- or 12-bit samples stored as they are.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - side: the longer side that is enough: a picture that is twice as large or more is reduced while it is decoded,
  ///     to this size or somewhat above it, and takes little memory. Nil leaves pictures as they are.
  /// - Throws: `ImageError` naming the file and the cause.
  public init(contentsOf path: String, reducedTo side: Int? = nil) throws(ImageError) {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.read(path, limit: Image.fileSizeLimit)
    } catch {
      throw .file(error)
    }
    try self.init(data: bytes, name: path, reducedTo: side)
  }

  /// Decodes the bytes of a PNG or JPEG file.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - name: what error messages call it.
  ///   - side: the longer side that is enough, as above.
  /// - Throws: `ImageError` naming the file and the cause.
  public init(
    data: [UInt8], name: String = "image data", reducedTo side: Int? = nil
  ) throws(ImageError) {
    if data.isEmpty { throw .empty(file: name) }
    guard let format = ImageFileFormat(signature: data) else {
      throw .unknownFormat(file: name, found: ImageFileFormat.guess(data))
    }
    let request = CodecRequest(
      side: Int32(clamping: max(side ?? 0, 0)), keeps_depth: 0, metadata: nil)
    let picture = format.decode(data, request)
    defer { codec_free(picture.pixels) }
    guard let samples = picture.pixels,
      let pixelFormat = PixelFormat(rawValue: Int(picture.channels))
    else {
      throw ImageError(
        status: picture.status, file: name, format: format, detail: text(picture.message))
    }
    let size = ImageSize(height: Int(picture.height), width: Int(picture.width))
    let count = size.pixelCount * pixelFormat.channelCount
    let upright = Image(
      size: size, format: pixelFormat,
      pixels: Array(UnsafeBufferPointer(start: samples, count: count)))
    self = upright.oriented(exif: Int(picture.orientation))
  }
}

extension ImageFileFormat {
  /// What the C decoder of this format makes of a file.
  func decode(_ data: [UInt8], _ request: CodecRequest) -> CodecPicture {
    data.withUnsafeBufferPointer { bytes in
      switch self {
      case .png: codec_decode_png(bytes.baseAddress, bytes.count, request)
      case .jpeg: codec_decode_jpeg(bytes.baseAddress, bytes.count, request)
      }
    }
  }
}

extension ImageError {
  /// The error that a status of the C decoders stands for.
  init(status: Int32, file: String, format: ImageFileFormat, detail: String) {
    switch Int(status) {
    case CODEC_TRUNCATED: self = .truncated(file: file, format: format, detail: detail)
    case CODEC_TOO_LARGE: self = .tooLarge(file: file, detail: detail)
    case CODEC_UNSUPPORTED: self = .unsupported(file: file, format: format, detail: detail)
    case CODEC_OUT_OF_MEMORY: self = .outOfMemory(file: file)
    default: self = .damaged(file: file, format: format, detail: detail)
    }
  }
}

/// The text in a C array of characters, up to its terminating zero.
func text<Characters>(_ characters: Characters) -> String {
  withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
