import Imaging
import ModelZoo
import TensorCore

/// What a network says of a picture's colours, at half the size that it saw.
public struct ColorPrediction: Sendable {
  /// Lab's a.
  public var a: Plane
  /// Lab's b.
  public var b: Plane
  /// How far the distributions over colours spread around their means, a variance in Lab's units.
  public var spread: Plane
  /// The logits of the classes.
  public var classes: [Float]

  /// The mean of several predictions, in the size of the last one.
  init(mean parts: [ColorPrediction]) {
    let size = parts[parts.count - 1].a.size
    func mean(_ plane: (ColorPrediction) -> Plane) -> Plane {
      var sum = Plane(size: size)
      for part in parts {
        for (place, value) in plane(part).resized(to: size).values.enumerated() {
          sum.values[place] += value / Float(parts.count)
        }
      }
      return sum
    }
    a = mean(\.a)
    b = mean(\.b)
    spread = mean(\.spread)
    classes = parts[0].classes.indices.map { index in
      parts.reduce(0) { $0 + $1.classes[index] } / Float(parts.count)
    }
  }

  init(a: Plane, b: Plane, spread: Plane, classes: [Float]) {
    (self.a, self.b, self.spread, self.classes) = (a, b, spread, classes)
  }

  /// The same of the mirror image.
  func mirrored() -> ColorPrediction {
    ColorPrediction(
      a: a.mirrored(), b: b.mirrored(), spread: spread.mirrored(), classes: classes)
  }
}

extension ColorNet {
  /// The size in which this network sees a picture: its sides are multiples of 8, the longer one as asked or shorter where
  /// the picture is smaller, though no shorter than the pictures it learnt from.
  public static func inputSize(_ size: ImageSize, longerSide: Int) -> ImageSize {
    let fitted = size.fitted(into: min(longerSide, max(64, max(size.height, size.width))))
    func rounded(_ length: Int) -> Int {
      max((length + sideUnit / 2) / sideUnit, 1) * sideUnit
    }
    return ImageSize(height: rounded(fitted.height), width: rounded(fitted.width))
  }

  /// Lightness planes of one size as a batch, [N, H, W, 1].
  public static func input(_ planes: [Plane]) -> Tensor {
    let size = planes[0].size
    return Tensor(
      planes.flatMap { plane in plane.values.map { ($0 - 50) / 50 } },
      shape: [planes.count, size.height, size.width, 1])
  }

  /// Predictions for planes of lightness of one size whose sides are multiples of 8.
  public func predictions(_ planes: [Plane], temperature: Float) -> [ColorPrediction] {
    withoutGradient {
      let outputs = outputs(Self.input(planes))
      let moments = colorMoments(outputs.colors, temperature: temperature).values
      let size = ImageSize(height: outputs.colors.shape[1], width: outputs.colors.shape[2])
      let classes = outputs.classes.values
      return planes.indices.map { index in
        let start = index * size.pixelCount
        func plane(_ value: (Int) -> Float) -> Plane {
          Plane(size: size, values: (start..<start + size.pixelCount).map { value(3 * $0) })
        }
        let classCount = configuration.classCount
        return ColorPrediction(
          a: plane { moments[$0] }, b: plane { moments[$0 + 1] },
          spread: plane {
            max(moments[$0 + 2] - moments[$0] * moments[$0] - moments[$0 + 1] * moments[$0 + 1], 0)
          },
          classes: Array(classes[index * classCount..<(index + 1) * classCount]))
      }
    }
  }

  /// (a, b, a² + b²) in the mean at each place, [N, H / 2, W / 2, 3]. The mean is that of softmax(logits / temperature), the
  /// annealed mean: a low temperature takes the likeliest colour, 1 the plain mean.
  private func colorMoments(_ colors: Tensor, temperature: Float) -> Tensor {
    switch configuration.objective {
    case .classification:
      let squares = ab.tensor.squared().sum(alongDimensions: [1], keepingDimensions: true)
      return (colors * (1 / temperature)).softmax().matmul(.concatenated([ab.tensor, squares]))
    case .regression:
      let mean = colors * Self.regressionUnit
      let squares = mean.squared().sum(alongDimensions: [3], keepingDimensions: true)
      return .concatenated([mean, squares])
    }
  }
}
