extension Image {
  /// The picture in another size.
  ///
  /// - Parameters:
  ///   - newSize: height and width, both positive.
  ///   - filter: how pixels are blended; the default suits shrinking and growing.
  public func resized(to newSize: ImageSize, filter: ResizeFilter = .triangle) -> Image {
    if newSize == size { return self }
    var source = pixels.map { Float($0) }
    // Colours of transparent pixels must not bleed into their neighbours.
    if format.hasAlpha { scaleColors(&source, channelCount, by: { $0 / 255 }) }
    var result = resize(source, size: size, channels: channelCount, to: newSize, filter: filter)
    if format.hasAlpha { scaleColors(&result, channelCount, by: { $0 > 0 ? 255 / $0 : 0 }) }
    return Image(size: newSize, format: format, pixels: result.map(byte))
  }
}

/// Resizes interleaved float samples, such as the colour channels of a Lab picture.
///
/// - Parameters:
///   - samples: [height, width, channels].
///   - size: height and width of the samples.
///   - channels: interleaved channels.
///   - newSize: height and width of the result, both positive.
///   - filter: how samples are blended.
/// - Returns: samples, [new height, new width, channels].
public func resize(
  _ samples: [Float], size: ImageSize, channels: Int, to newSize: ImageSize,
  filter: ResizeFilter = .triangle
) -> [Float] {
  precondition(
    size.height > 0 && size.width > 0 && samples.count == size.pixelCount * channels,
    "resize: \(samples.count) samples do not make \(size) with \(channels) channels")
  precondition(newSize.height > 0 && newSize.width > 0, "resize: cannot make \(newSize)")
  let across = ResizeTaps(from: size.width, to: newSize.width, filter: filter)
  let down = ResizeTaps(from: size.height, to: newSize.height, filter: filter)
  let narrow = resizeRows(samples, size, channels, across)
  return resizeColumns(narrow, newSize.width * channels, down)
}

/// [height, width, channels] to [height, taps, channels].
private func resizeRows(
  _ samples: [Float], _ size: ImageSize, _ channels: Int, _ taps: ResizeTaps
) -> [Float] {
  let newWidth = taps.starts.count
  return filled(size.height * newWidth * channels) { target in
    samples.withUnsafeBufferPointer { source in
      taps.weights.withUnsafeBufferPointer { weights in
        for row in 0..<size.height {
          for column in 0..<newWidth {
            let from = (row * size.width + taps.starts[column]) * channels
            let to = (row * newWidth + column) * channels
            for channel in 0..<channels {
              var sum: Float = 0
              for tap in 0..<taps.counts[column] {
                sum += weights[column * taps.width + tap] * source[from + tap * channels + channel]
              }
              target[to + channel] = sum
            }
          }
        }
      }
    }
  }
}

/// [height, rowLength] to [taps, rowLength]; the inner loop runs along a row and is vectorised.
private func resizeColumns(_ samples: [Float], _ rowLength: Int, _ taps: ResizeTaps) -> [Float] {
  filled(taps.starts.count * rowLength) { target in
    samples.withUnsafeBufferPointer { source in
      for row in 0..<taps.starts.count {
        let to = row * rowLength
        for tap in 0..<taps.counts[row] {
          let weight = taps.weights[row * taps.width + tap]
          let from = (taps.starts[row] + tap) * rowLength
          for index in 0..<rowLength { target[to + index] += weight * source[from + index] }
        }
      }
    }
  }
}

/// Multiplies the colours of each pixel by a function of its opacity, the last channel.
private func scaleColors(_ samples: inout [Float], _ channels: Int, by factor: (Float) -> Float) {
  for pixel in stride(from: 0, to: samples.count, by: channels) {
    let scale = factor(samples[pixel + channels - 1])
    for channel in 0..<channels - 1 { samples[pixel + channel] *= scale }
  }
}

/// An array that starts as zeros and is filled in place.
private func filled(_ count: Int, _ fill: (UnsafeMutableBufferPointer<Float>) -> Void) -> [Float] {
  [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
    buffer.initialize(repeating: 0)
    fill(buffer)
    initialized = count
  }
}
