/// What all charts share: colours that also colour-blind people tell apart, and greys.
enum ChartStyle {
  /// Colours of lines, in order.
  static let lineColors = [
    Color(hex: 0x1F6FB4), Color(hex: 0xD9601A), Color(hex: 0x2B9367), Color(hex: 0xB0559C),
    Color(hex: 0xC79A12), Color(hex: 0x4FA8D8), Color(hex: 0x7A7A7A), Color(hex: 0x8C3B2E),
  ]
  /// Titles.
  static let ink = Color(hex: 0x22262B)
  /// Labels and numbers.
  static let faintInk = Color(hex: 0x5C646D)
  /// The lines of an axis.
  static let axis = Color(hex: 0xA9B0B8)
  /// Lines behind the data.
  static let grid = Color(hex: 0xE7EAEE)
  /// Scale of titles.
  static let titleScale = 3
  /// Scale of labels and numbers.
  static let labelScale = 2
  /// Height of a label's capitals.
  static let labelHeight = BitmapFont.capHeight * labelScale
  /// Height of a title's capitals.
  static let titleHeight = BitmapFont.capHeight * titleScale
}
