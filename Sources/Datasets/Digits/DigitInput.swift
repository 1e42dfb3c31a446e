/// What a digit network expects: 28x28 pictures, white ink on black, normalised.
public enum DigitInput {
  /// Height and width.
  public static let size = 28
  /// The mean of MNIST's training pixels in 0...1.
  public static let mean: Float = 0.1307
  /// Their deviation.
  public static let deviation: Float = 0.3081
}
