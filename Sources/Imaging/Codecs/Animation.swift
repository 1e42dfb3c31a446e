import CImageCodecs
import Files

/// A picture that moves, on its way to a GIF file: up to 256 colours in all frames together.
public struct Animation: Sendable {
  /// Height and width of all frames.
  public let size: ImageSize
  /// How many frames there are.
  public private(set) var frameCount = 0

  private var indices: [UInt8] = []
  private var delays: [UInt16] = []
  private var palette: [Color] = []
  private var entries: [Color: UInt8] = [:]

  /// An animation without frames as yet.
  ///
  /// - Parameter size: at most 4096 pixels on a side.
  public init(size: ImageSize) {
    precondition(
      (1...4096).contains(size.height) && (1...4096).contains(size.width),
      "Animation: \(size) pixels, at most 4096 on a side are animated")
    self.size = size
  }

  /// Adds a frame that is shown for so many hundredths of a second.
  ///
  /// Colours beyond the first 256 become the nearest of those.
  public mutating func append(_ canvas: Canvas, hundredths: Int) {
    precondition(canvas.size == size, "Animation: a frame of \(canvas.size) in one of \(size)")
    let pixels = canvas.image.pixels
    indices.reserveCapacity(indices.count + size.pixelCount)
    var last = Color.black
    var entry = self.entry(of: last, mayAdd: palette.isEmpty)
    for start in stride(from: 0, to: pixels.count, by: 3) {
      let color = Color(
        red: pixels[start], green: pixels[start + 1], blue: pixels[start + 2])
      if color != last {
        entry = self.entry(of: color, mayAdd: true)
        last = color
      }
      indices.append(entry)
    }
    delays.append(UInt16(clamping: max(hundredths, 2)))
    frameCount += 1
  }

  private mutating func entry(of color: Color, mayAdd: Bool) -> UInt8 {
    if let known = entries[color] { return known }
    let entry: UInt8
    if palette.count < 256 && mayAdd {
      entry = UInt8(palette.count)
      palette.append(color)
    } else {
      func distance(_ other: Color) -> Int {
        [(color.red, other.red), (color.green, other.green), (color.blue, other.blue)]
          .reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
      }
      let nearest = palette.indices.min { distance(palette[$0]) < distance(palette[$1]) }
      entry = UInt8(nearest ?? 0)
    }
    entries[color] = entry
    return entry
  }

  /// Writes a GIF file that plays for ever; a failure leaves what was there before.
  ///
  /// - Throws: `ImageError` naming the file and the cause.
  public func writeGIF(to path: String) throws(ImageError) {
    precondition(frameCount > 0, "Animation: there are no frames to write")
    let colors = palette.flatMap { [$0.red, $0.green, $0.blue] }
    let file = codec_encode_gif(
      indices, delays, Int32(frameCount), Int32(size.width), Int32(size.height), colors,
      Int32(palette.count))
    defer { codec_free(file.bytes) }
    guard Int(file.status) == CODEC_OK, let bytes = file.bytes else {
      throw .outOfMemory(file: path)
    }
    do {
      try AtomicFile.write(UnsafeBufferPointer(start: bytes, count: file.count), to: path)
    } catch {
      throw .file(error)
    }
  }
}
