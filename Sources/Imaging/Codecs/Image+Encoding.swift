import CImageCodecs
import Files

extension Image {
  /// The picture as the bytes of a PNG file; nothing is lost.
  ///
  /// - Parameters:
  ///   - compression: 0 (quick) to 9 (small).
  ///   - name: what error messages call it.
  /// - Throws: `ImageError` for a picture beyond the size limits.
  public func pngData(
    compression: Int = 4, name: String = "PNG picture"
  ) throws(ImageError) -> [UInt8] {
    let level = Int32(min(max(compression, 0), 9))
    let file = pixels.withUnsafeBufferPointer {
      codec_encode_png(
        $0.baseAddress, Int32(width), Int32(height), Int32(channelCount), 1, level, nil)
    }
    return try Image.bytes(of: file, format: .png, name: name)
  }

  /// The picture as the bytes of a JPEG file; opacity is composited over white.
  ///
  /// - Parameters:
  ///   - quality: 1 (small) to 100 (best).
  ///   - name: what error messages call it.
  /// - Throws: `ImageError` for a picture beyond the size limits.
  public func jpegData(
    quality: Int = 90, name: String = "JPEG picture"
  ) throws(ImageError) -> [UInt8] {
    let opaque = format.hasAlpha ? composited(over: .white) : self
    let quality = Int32(min(max(quality, 1), 100))
    let file = opaque.pixels.withUnsafeBufferPointer {
      codec_encode_jpeg(
        $0.baseAddress, Int32(width), Int32(height), Int32(opaque.channelCount), quality, nil)
    }
    return try Image.bytes(of: file, format: .jpeg, name: name)
  }

  /// Writes a PNG file; a failure leaves what was there before.
  ///
  /// - Throws: `ImageError` naming the file and the cause.
  public func writePNG(to path: String) throws(ImageError) {
    try Image.store(try pngData(name: path), at: path)
  }

  /// Writes a JPEG file; a failure leaves what was there before.
  ///
  /// - Parameters:
  ///   - path: file to write or replace.
  ///   - quality: 1 (small) to 100 (best).
  /// - Throws: `ImageError` naming the file and the cause.
  public func writeJPEG(to path: String, quality: Int = 90) throws(ImageError) {
    try Image.store(try jpegData(quality: quality, name: path), at: path)
  }

  /// Writes a JPEG file of quality 92 where the name ends in .jpg or .jpeg, else a PNG file; a failure leaves what was there
  /// before.
  ///
  /// - Throws: `ImageError` naming the file and the cause.
  public func write(to path: String) throws(ImageError) {
    try ImageFileFormat(name: path) == .jpeg
      ? writeJPEG(to: path, quality: 92) : writePNG(to: path)
  }

  static func store(_ bytes: [UInt8], at path: String) throws(ImageError) {
    do {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .file(error)
    }
  }

  static func bytes(
    of file: CodecFile, format: ImageFileFormat, name: String
  ) throws(ImageError) -> [UInt8] {
    defer { codec_free(file.bytes) }
    guard Int(file.status) == CODEC_OK, let bytes = file.bytes else {
      throw ImageError(status: file.status, file: name, format: format, detail: text(file.message))
    }
    return Array(UnsafeBufferPointer(start: bytes, count: file.count))
  }
}
