import CImageCodecs
import Platform

/// Writes an animated GIF that plays for ever, frame by frame: memory does not grow with its length.
public final class AnimationWriter {
  /// Why a frame is lost.
  public struct OutOfMemory: DescribedError {
    /// One sentence.
    public let description = "not enough memory to encode a GIF"
  }

  /// Height and width of all frames.
  public let size: ImageSize
  /// How many frames were added.
  public private(set) var frameCount = 0

  private let animation: OpaquePointer
  private let write: (UnsafeRawBufferPointer) throws -> Void
  private let palette: [Color]
  private var entries: [Color: UInt8] = [:]
  private var indices: [UInt8]

  /// Begins an animation.
  ///
  /// - Parameters:
  ///   - size: at most 4096 pixels on a side.
  ///   - palette: 1 to 256 colours; what has another one gets the nearest of these.
  ///   - write: receives the file piece by piece.
  public init(
    size: ImageSize, palette: [Color], write: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    precondition(
      (1...4096).contains(size.height) && (1...4096).contains(size.width),
      "AnimationWriter: \(size) pixels, at most 4096 on a side are animated")
    precondition(
      (1...256).contains(palette.count),
      "AnimationWriter: \(palette.count) colours, expected 1 to 256")
    self.size = size
    self.palette = palette
    self.write = write
    indices = [UInt8](repeating: 0, count: size.pixelCount)
    let colors = palette.flatMap { [$0.red, $0.green, $0.blue] }
    guard
      let animation = codec_gif_open(
        Int32(size.width), Int32(size.height), colors, Int32(palette.count))
    else { throw OutOfMemory() }
    self.animation = animation
  }

  deinit { codec_gif_close(animation) }

  /// Adds a frame that is shown for so many hundredths of a second.
  ///
  /// - Throws: what `write` throws, or `OutOfMemory`.
  public func append(_ canvas: Canvas, hundredths: Int) throws {
    precondition(
      canvas.size == size, "AnimationWriter: a frame of \(canvas.size) in one of \(size)")
    fillIndices(canvas.image.pixels)
    guard codec_gif_add(animation, indices, UInt16(clamping: max(hundredths, 2))) != 0 else {
      throw OutOfMemory()
    }
    frameCount += 1
    try pass()
  }

  /// Ends the file; no frame can follow.
  ///
  /// - Throws: what `write` throws, or `OutOfMemory`.
  public func finish() throws {
    guard codec_gif_end(animation) != 0 else { throw OutOfMemory() }
    try pass()
  }

  private func pass() throws {
    var count = 0
    let bytes = codec_gif_take(animation, &count)
    try write(UnsafeRawBufferPointer(start: bytes, count: count))
  }

  private func fillIndices(_ pixels: [UInt8]) {
    var last = palette[0]
    var entry: UInt8 = 0
    pixels.withUnsafeBufferPointer { pixels in
      for index in indices.indices {
        let color = Color(
          red: pixels[3 * index], green: pixels[3 * index + 1], blue: pixels[3 * index + 2])
        if color != last {
          entry = self.entry(of: color)
          last = color
        }
        indices[index] = entry
      }
    }
  }

  private func entry(of color: Color) -> UInt8 {
    if let known = entries[color] { return known }
    func distance(_ other: Color) -> Int {
      [(color.red, other.red), (color.green, other.green), (color.blue, other.blue)]
        .reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
    }
    let nearest = palette.indices.min { distance(palette[$0]) < distance(palette[$1]) } ?? 0
    // Pictures of many colours must not make this grow without end.
    if entries.count >= 1 << 16 { entries = [:] }
    entries[color] = UInt8(nearest)
    return UInt8(nearest)
  }
}
