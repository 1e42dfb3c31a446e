import TensorCore

/// Pooling of each channel over windows.
///
/// - Input: [N, H, W, C]. Output: [N, H', W', C].
public final class Pool2d: Module, UnaryLayer {
  /// What becomes of a window.
  public enum Kind: String, Codable, Sendable {
    /// Its largest element.
    case maximum
    /// Its smallest element.
    case minimum
    /// Its mean.
    case average
  }
  /// What becomes of a window.
  public let kind: Kind
  /// The window's height and width.
  public let window: Extent2d
  /// The step between windows.
  public let stride: Extent2d
  /// Rows and columns around the image: never the extremum, zeros in an average.
  public let padding: Extent2d

  /// Pooling with windows side by side unless a stride is given.
  public init(_ kind: Kind, window: Extent2d, stride: Extent2d? = nil, padding: Extent2d = 0) {
    self.kind = kind
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
  }

  /// The kind and the window.
  public override var summary: String { "\(kind.rawValue) of \(window)" }

  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor {
    switch kind {
    case .maximum: x.maxPooled(window: window, stride: stride, padding: padding)
    case .minimum: x.minPooled(window: window, stride: stride, padding: padding)
    case .average: x.averagePooled(window: window, stride: stride, padding: padding)
    }
  }
}

/// The mean of each channel over the whole image.
///
/// - Input: [N, H, W, C]. Output: [N, C].
public final class GlobalAveragePool2d: Module, UnaryLayer {
  /// What it takes the mean of.
  public override var summary: String { "mean over the image" }

  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor { x.globalAveragePooled() }
}

/// The mean of each channel over a grid of cells, so that images of any size give maps of one size.
///
/// - Input: [N, H, W, C]. Output: [N, size, size, C].
public final class AdaptiveAveragePool2d: Module, UnaryLayer {
  /// Height and width of the grid.
  public let size: Extent2d

  /// Pooling to this size.
  public init(to size: Extent2d) { self.size = size }

  /// The grid.
  public override var summary: String { "mean over \(size) cells" }

  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor { x.adaptiveAveragePooled(to: size) }
}

/// Merges all dimensions but the first.
///
/// - Input: [N, ...]. Output: [N, F]. Images are flattened channel by channel, as PyTorch's are, so that
///   the weights of the linear layer that follows are interchangeable.
public final class Flatten: Module, UnaryLayer {
  /// The layer's output.
  public func forward(_ x: Tensor) -> Tensor {
    x.flattenedByChannel()
  }
}
