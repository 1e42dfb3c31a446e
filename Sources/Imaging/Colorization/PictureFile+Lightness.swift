import Dispatch
import Platform

extension PictureFile {
  /// The picture's lightness as it is stored, 0...100, reduced to at most so many pixels on its longer side; opacity is composited
  /// over white.
  ///
  /// Samples are averaged as they are coded, as the pictures that the network learnt from were made smaller.
  public func lightness(longerSide side: Int) -> Plane {
    let source = format.hasAlpha ? PictureFile(self, opaque: stored.opaque) : self
    let target = max(size.height, size.width) > side ? size.fitted(into: side) : size
    let means = source.means(in: target)  // [height, width, channels], 0...1
    let channels = source.format.channelCount
    let values = (0..<target.pixelCount).map { pixel -> Float in
      let first = pixel * channels
      let red = linear(means[first])
      guard channels == 3 else { return 116 * CIE.root(red) - 16 }
      let luminance = CIE.luminance(red, linear(means[first + 1]), linear(means[first + 2]))
      return 116 * CIE.root(luminance) - 16
    }
    return Plane(size: target, values: values)
  }

  /// How much colour the picture has: the mean distance of its pixels from grey in Lab.
  public var meanChroma: Float {
    guard format.colorChannelCount == 3 else { return 0 }
    let source = format.hasAlpha ? PictureFile(self, opaque: stored.opaque) : self
    let target = size.fitted(into: min(128, max(size.height, size.width)))
    let small = Image(size: target, format: .rgb, samples: source.means(in: target))
    let lab = small.labSamples()
    var sum: Float = 0
    for place in stride(from: 0, to: lab.count, by: 3) {
      sum += (lab[place + 1] * lab[place + 1] + lab[place + 2] * lab[place + 2]).squareRoot()
    }
    return sum / Float(target.pixelCount)
  }

  private init(_ file: PictureFile, opaque image: Image) {
    self.init(file, format: image.format, samples: .bytes(image.pixels))
  }

  private func means(in target: ImageSize) -> [Float] {
    switch samples {
    case .bytes(let bytes): Self.means(of: bytes, size, format.channelCount, in: target)
    case .words(let words): Self.means(of: words, size, format.channelCount, in: target)
    }
  }

  /// Means of whole boxes of samples; where they are small, weighted ones.
  private static func means<Sample: SampleCoding>(
    of samples: [Sample], _ size: ImageSize, _ channels: Int, in target: ImageSize
  ) -> [Float] {
    let scale = 1 / Float(Sample.max)
    guard size.height >= 2 * target.height && size.width >= 2 * target.width else {
      let fractions = samples.map { Float($0) * scale }
      return target == size
        ? fractions : resize(fractions, size: size, channels: channels, to: target)
    }
    let rowLength = size.width * channels
    let starts = (0...target.width).map { $0 * size.width / target.width }
    return [Float](unsafeUninitializedCapacity: target.pixelCount * channels) { buffer, count in
      let result = buffer
      samples.withUnsafeBufferPointer { source in
        inBands(of: target.height) { rows in
          var sums = [UInt32](repeating: 0, count: rowLength)
          for row in rows {
            let (first, end) = (
              row * size.height / target.height, (row + 1) * size.height / target.height
            )
            addRows(source, first..<end, rowLength, to: &sums)
            for column in 0..<target.width {
              let part = starts[column]..<starts[column + 1]
              let factor = scale / Float(part.count * (end - first))
              for channel in 0..<channels {
                var sum: UInt64 = 0
                for place in part { sum += UInt64(sums[place * channels + channel]) }
                result[(row * target.width + column) * channels + channel] =
                  Float(sum) * factor
              }
            }
          }
        }
      }
      count = target.pixelCount * channels
    }
  }

  private static func addRows<Sample: SampleCoding>(
    _ source: UnsafeBufferPointer<Sample>, _ rows: Range<Int>, _ length: Int,
    to sums: inout [UInt32]
  ) {
    sums.withUnsafeMutableBufferPointer { sums in
      sums.update(repeating: 0)
      for row in rows {
        for place in 0..<length {
          sums[place] &+= UInt32(truncatingIfNeeded: source[row * length + place])
        }
      }
    }
  }
}

/// Linear light of a coded value of 0...1.
private func linear(_ value: Float) -> Float {
  value <= 0.04045 ? value / 12.92 : powf((value + 0.055) / 1.055, 2.4)
}

/// Does some work on all rows, in bands of them that all cores share.
func inBands(of rows: Int, _ work: (Range<Int>) -> Void) {
  let bands = min(rows, 16)
  // Each band is given to one thread, and the caller touches nothing else in it.
  nonisolated(unsafe) let work = work
  DispatchQueue.concurrentPerform(iterations: bands) { band in
    work(rows * band / bands..<rows * (band + 1) / bands)
  }
}
