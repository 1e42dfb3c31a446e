import Imaging

extension Colorizer {
  /// A picture beside what it was: grey, coloured, and the original where that has colour, with captions.
  public func comparison(
    of picture: PictureFile, named name: String, _ options: ColorizationOptions
  ) throws(ColorizationError) -> Image {
    try picture.check(options.hints, name)
    let original = picture.image.composited(over: .white).reduced(to: 640)
    let gray = PictureFile(original.rgb()).withoutColor
    var changed = options
    changed.keepsColor = false
    changed.hints = options.hints.map {
      ColorHint(
        x: $0.x * original.width / picture.turn.seen(picture.size).width,
        y: $0.y * original.height / picture.turn.seen(picture.size).height, color: $0.color)
    }
    var panels = [("grey", gray), ("colorize", colored(PictureFile(gray), changed).image)]
    if picture.hasColor { panels.append(("original", original)) }
    let (gap, captionHeight) = (16, 40)
    var canvas = Canvas(
      size: ImageSize(
        height: original.height + captionHeight + gap,
        width: panels.count * (original.width + gap) + gap))
    for (index, panel) in panels.enumerated() {
      let left = gap + index * (original.width + gap)
      canvas.text(panel.0, x: left, y: 14, Color(hex: 0x22262B), scale: 2)
      canvas.blit(panel.1, left: left, top: captionHeight)
    }
    return canvas.image
  }
}

extension Image {
  /// The picture, smaller where a side is longer than this.
  func reduced(to side: Int) -> Image {
    max(height, width) > side ? resized(to: size.fitted(into: side)) : self
  }
}

extension PictureFile {
  /// The picture as it is seen, with its lightness alone.
  var withoutColor: Image {
    let none = Plane(size: ImageSize(height: 1, width: 1))
    let gray = GuidedChroma(a: none, b: none, guide: none, radius: 1, epsilon: 1)
    return colored(by: gray).image
  }
}
