import TensorCore

/// Operations as their definitions read: one number at a time, in double precision.
enum Naive {
  /// Positions of a shape in row-major order.
  static func positions(_ shape: Shape) -> [[Int]] {
    var all: [[Int]] = [[]]
    for extent in shape.dimensions {
      all = all.flatMap { head in (0..<extent).map { head + [$0] } }
    }
    return all
  }

  /// The element that stands at a position, or, broadcast, in its place.
  static func element(_ values: [Float], _ shape: Shape, at position: [Int]) -> Double {
    let own = position.suffix(shape.rank)
    let strides = shape.strides
    let offset = zip(own, shape.dimensions.indices).reduce(0) { sum, pair in
      sum + (shape.dimensions[pair.1] == 1 ? 0 : pair.0 * strides[pair.1])
    }
    return Double(values[offset])
  }

  static func binary(_ a: Tensor, _ b: Tensor, _ operation: (Double, Double) -> Double) -> Tensor {
    let shape = a.shape.broadcast(with: b.shape) ?? []
    let (left, right) = (a.values, b.values)
    return Tensor(
      positions(shape).map {
        Float(operation(element(left, a.shape, at: $0), element(right, b.shape, at: $0)))
      }, shape: shape)
  }

  static func sum(_ x: Tensor, alongDimensions dimensions: [Int]) -> Tensor {
    let kept = Shape(x.shape.dimensions.indices.map { dimensions.contains($0) ? 1 : x.shape[$0] })
    var sums = [Double](repeating: 0, count: kept.count)
    let strides = kept.strides
    for (position, value) in zip(positions(x.shape), x.values) {
      let place = zip(position, strides).enumerated().reduce(0) { sum, pair in
        sum + (dimensions.contains(pair.offset) ? 0 : pair.element.0 * pair.element.1)
      }
      sums[place] += Double(value)
    }
    return Tensor(sums.map { Float($0) }, shape: kept)
  }

  static func permuted(_ x: Tensor, _ order: [Int]) -> Tensor {
    let (values, strides) = (x.values, x.shape.strides)
    let shape = Shape(order.map { x.shape[$0] })
    return Tensor(
      positions(shape).map { position in
        values[zip(position, order).reduce(0) { $0 + $1.0 * strides[$1.1] }]
      }, shape: shape)
  }

  /// [M, K] · [K, N].
  static func product(_ a: Tensor, _ b: Tensor) -> Tensor {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    let (left, right) = (a.values, b.values)
    return Tensor(
      (0..<(m * n)).map { index in
        let (row, column) = (index / n, index % n)
        return Float(
          (0..<k).reduce(0.0) {
            $0 + Double(left[row * k + $1]) * Double(right[$1 * n + column])
          })
      }, shape: [m, n])
  }

  /// Images [N, H, W, I] with a kernel [O, I / groups, kH, kW].
  static func convolved(_ x: Tensor, _ w: Tensor, _ geometry: ConvolutionGeometry, to output: Shape)
    -> Tensor
  {
    let (images, kernel) = (x.values, w.values)
    let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3])
    let (inputs, kh, kw) = (w.shape[1], w.shape[2], w.shape[3])
    let perGroup = w.shape[0] / geometry.groups
    return Tensor(
      positions(output).map { position in
        var sum = 0.0
        for ky in 0..<kh {
          let y = position[1] * geometry.stride.height + ky * geometry.dilation.height
          guard (0..<height).contains(y - geometry.padding.height) else { continue }
          for kx in 0..<kw {
            let column = position[2] * geometry.stride.width + kx * geometry.dilation.width
            guard (0..<width).contains(column - geometry.padding.width) else { continue }
            let pixel =
              (position[0] * height + y - geometry.padding.height) * width + column
              - geometry.padding.width
            for i in 0..<inputs {
              let channel = position[3] / perGroup * inputs + i
              sum +=
                Double(images[pixel * channels + channel])
                * Double(kernel[((position[3] * inputs + i) * kh + ky) * kw + kx])
            }
          }
        }
        return Float(sum)
      }, shape: output)
  }

  /// What a pooling window holds: the image's values inside it.
  static func window(
    _ values: [Float], _ shape: Shape, _ position: [Int], _ window: Extent2d, _ stride: Extent2d,
    _ padding: Extent2d
  ) -> [Double] {
    var found: [Double] = []
    for ky in 0..<window.height {
      for kx in 0..<window.width {
        let y = position[1] * stride.height + ky - padding.height
        let x = position[2] * stride.width + kx - padding.width
        if (0..<shape[1]).contains(y) && (0..<shape[2]).contains(x) {
          found.append(element(values, shape, at: [position[0], y, x, position[3]]))
        }
      }
    }
    return found
  }
}
