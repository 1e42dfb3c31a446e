import Imaging
import Platform
import TensorCore

extension Image {
  /// The middle, of a picture that is enlarged first where it is smaller.
  func centerCropped(enlargedTo part: ImageSize) -> Image {
    let factor = max(
      Double(part.height) / Double(max(height, 1)), Double(part.width) / Double(max(width, 1)), 1)
    let enlarged = ImageSize(
      height: max(part.height, Int(Double(height) * factor)),
      width: max(part.width, Int(Double(width) * factor)))
    return (factor > 1 ? resized(to: enlarged) : self).centerCropped(to: part)
  }

  /// A random part of at least this share of the area, between 3:4 and 4:3 in shape.
  func randomPart(minimumArea: Float, _ random: RandomSource) -> Image {
    let area = Float(size.pixelCount) * random.uniform(minimumArea..<Float(1).nextUp)
    let shape = exp(random.uniform(-0.28768207..<0.28768207))  // ln(4 / 3)
    let part = ImageSize(
      height: min(max(Int((area / shape).squareRoot()), 1), height),
      width: min(max(Int((area * shape).squareRoot()), 1), width))
    return cropped(
      top: random.index(below: height - part.height + 1),
      left: random.index(below: width - part.width + 1), size: part)
  }

  /// Brightness, contrast and saturation multiplied by 1 ± up to `share` each; RGB.
  public func jittered(by share: Float, _ random: RandomSource) -> Image {
    func factor() -> Float { 1 + random.uniform(-share..<share.nextUp) }
    let (brightness, contrast, saturation) = (factor(), factor(), factor())
    var result = pixels
    let mean = brightness * Float(pixels.reduce(0) { $0 + Int($1) }) / Float(pixels.count)
    for start in stride(from: 0, to: result.count, by: channelCount) {
      let places = start..<start + channelCount
      let grey = places.reduce(Float(0)) { $0 + Float(pixels[$1]) } / Float(channelCount)
      for place in places {
        let color = (grey + (Float(pixels[place]) - grey) * saturation) * brightness
        result[place] = UInt8(min(max(mean + (color - mean) * contrast, 0), 255))
      }
    }
    return Image(size: size, format: format, pixels: result)
  }
}

extension ImageSize {
  /// The size of the same shape whose shorter side has this length.
  func scaled(shorterSide side: Int) -> ImageSize {
    let shortest = max(min(height, width), 1)
    func scaled(_ length: Int) -> Int { max(1, (length * side + shortest / 2) / shortest) }
    return ImageSize(height: scaled(height), width: scaled(width))
  }
}
