import TensorCore
import TestSupport
import Testing

/// Random shapes, large enough for every path through the kernels, against naive loops.
@Suite struct NaiveTests {
  let random = RandomSource(seed: 71)

  func normal(_ shape: Shape) -> Tensor { .normal(shape, using: random) }
  func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + random.index(below: range.count)
  }
  func choice<T>(_ options: [T]) -> T { options[random.index(below: options.count)] }

  @Test func broadcasting() throws {
    for _ in 0..<60 {
      let whole = Shape((0..<number(1...5)).map { _ in choice([1, 2, 3, 5, 17]) })
      func thinned() -> Shape {
        let some = whole.dimensions.map { choice([1, $0, $0]) }
        return Shape(Array(some.dropFirst(random.index(below: whole.rank))))
      }
      let (a, b) = (normal(thinned()), normal(thinned()))
      let what = "\(a.shape) with \(b.shape)"
      try Mismatch.check(a - b, Naive.binary(a, b, -), tolerance: 1e-6, what: what)
      try Mismatch.check(a * b, Naive.binary(a, b, *), tolerance: 1e-6, what: what)
      try Mismatch.check(.maximum(a, b), Naive.binary(a, b, max), tolerance: 0, what: what)
      let wide = a.broadcast(to: a.shape.broadcast(with: b.shape) ?? [])
      try Mismatch.check(
        wide, Naive.binary(a, b) { left, _ in left }, tolerance: 0, what: what)
    }
  }

  static let sumCases: [(Shape, [Int])] = [
    ([70_000], [0]), ([3, 5000], [1]), ([5000, 3], [0]), ([100, 1025], [0]), ([64, 1024], [0]),
    ([63, 7], [0]), ([4, 70, 30], [1]), ([2, 3, 4, 5, 6], [0, 2, 4]), ([1, 50, 1, 7], [0, 1, 2]),
    ([300, 200], [0, 1]), ([20, 30, 40], [0, 2]), ([2000, 33], [0]), ([1, 1], [0, 1]),
  ]

  @Test(arguments: NaiveTests.sumCases)
  func sums(_ shape: Shape, _ dimensions: [Int]) throws {
    let x = normal(shape)
    for threads in [1, 2] {
      let before = Runtime.threadCount
      Runtime.threadCount = threads
      defer { Runtime.threadCount = before }
      try Mismatch.check(
        x.sum(alongDimensions: dimensions, keepingDimensions: true),
        Naive.sum(x, alongDimensions: dimensions), tolerance: 1e-5)
    }
  }

  @Test func permutations() throws {
    for _ in 0..<40 {
      let rank = number(2...5)
      let x = normal(Shape((0..<rank).map { _ in number(1...9) }))
      let order = random.permutation(rank)
      try Mismatch.check(
        x.permuted(order), Naive.permuted(x, order), tolerance: 0, what: "\(x.shape) \(order)")
    }
    let large = normal([40, 50, 30])
    try Mismatch.check(large.permuted([2, 0, 1]), Naive.permuted(large, [2, 0, 1]), tolerance: 0)
  }

  @Test func products() throws {
    let sizes = [1, 2, 3, 4, 7, 16, 17, 33, 64, 65]
    for _ in 0..<60 {
      let (m, k, n) = (choice(sizes), choice(sizes), choice(sizes))
      let (a, b) = (normal([m, k]), normal([k, n]))
      let expected = Naive.product(a, b)
      let what = "\(a.shape) \(b.shape)"
      try Mismatch.check(a.matmul(b), expected, tolerance: 2e-5, what: what)
      try Mismatch.check(
        a.transposed().matmul(b.transposed(), transposingSelf: true, transposingOther: true),
        expected, tolerance: 2e-5, what: what)
    }
  }

  @Test func convolutions() throws {
    for _ in 0..<60 {
      let groups = choice([1, 1, 1, 2, 3])
      let (inputs, outputs) = (
        groups * choice([1, 2, 3, 8, 11, 16]), groups * choice([1, 2, 5, 16, 17])
      )
      let kernel = Extent2d(height: number(1...4), width: number(1...4))
      let geometry = ConvolutionGeometry(
        stride: Extent2d(height: number(1...3), width: number(1...3)),
        padding: Extent2d(height: number(0...2), width: number(0...2)),
        dilation: Extent2d(height: number(1...2), width: number(1...2)), groups: groups)
      let x = normal([number(1...3), number(7...10), number(7...10), inputs])
      let w = normal([outputs, inputs / groups, kernel.height, kernel.width])
      try check(x, w, geometry)
    }
  }

  /// The forward pass against loops; the gradients by what defines them: y is linear in x and in w, so
  /// ⟨r, y(v, w)⟩ = ⟨dx, v⟩ and ⟨r, y(x, v)⟩ = ⟨dw, v⟩ for every v.
  func check(_ x: Tensor, _ w: Tensor, _ geometry: ConvolutionGeometry) throws {
    let what = "\(x.shape) \(w.shape) \(geometry)"
    let (image, weight) = (Parameter(x), Parameter(w))
    let y = image.value.convolved(weight: weight.value, bias: nil, geometry: geometry)
    let expected = Naive.convolved(x, w, geometry, to: y.shape)
    try Mismatch.check(y, expected, tolerance: 2e-5, what: what)
    let r = normal(y.shape)
    y.backward(gradient: r)
    let (vx, vw) = (normal(x.shape), normal(w.shape))
    let dx = try #require(image.gradient)
    let dw = try #require(weight.gradient)
    try agree(dx, vx, r, Naive.convolved(vx, w, geometry, to: y.shape), "\(what) data")
    try agree(dw, vw, r, Naive.convolved(x, vw, geometry, to: y.shape), "\(what) weights")
  }

  /// ⟨a, b⟩ = ⟨c, d⟩, up to rounding.
  func agree(_ a: Tensor, _ b: Tensor, _ c: Tensor, _ d: Tensor, _ what: String) throws {
    func product(_ x: Tensor, _ y: Tensor) -> (sum: Double, size: Double) {
      let terms = zip(x.values, y.values).map { Double($0) * Double($1) }
      return (terms.reduce(0, +), terms.reduce(0) { $0 + $1 * $1 }.squareRoot())
    }
    let (left, right) = (product(a, b), product(c, d))
    if abs(left.sum - right.sum) > 1e-5 * (left.size + right.size) {
      throw Mismatch("\(what): \(left.sum) is not \(right.sum)")
    }
  }

  static let channelCounts = [1, 2, 3, 5, 6, 16, 17, 63, 64, 65, 130]

  @Test(arguments: NaiveTests.channelCounts)
  func pooling(_ channels: Int) throws {
    for _ in 0..<4 {
      let window = Extent2d(height: number(1...4), width: number(1...4))
      let stride = Extent2d(height: number(1...3), width: number(1...3))
      let padding = Extent2d(height: window.height / 2, width: window.width / 2)
      let x = normal([2, number(4...7), number(4...7), channels])
      let values = x.values
      func windows(_ shape: Shape) -> [[Double]] {
        Naive.positions(shape).map {
          Naive.window(values, x.shape, $0, window, stride, padding)
        }
      }
      let largest = x.maxPooled(window: window, stride: stride, padding: padding)
      let all = windows(largest.shape)
      func expected(_ operation: ([Double]) -> Double) -> Tensor {
        Tensor(all.map { Float(operation($0)) }, shape: largest.shape)
      }
      try Mismatch.check(largest, expected { $0.max() ?? 0 }, tolerance: 0)
      try Mismatch.check(
        x.minPooled(window: window, stride: stride, padding: padding),
        expected { $0.min() ?? 0 }, tolerance: 0)
      let size = Double(window.height * window.width)
      try Mismatch.check(
        x.averagePooled(window: window, stride: stride, padding: padding),
        expected { $0.reduce(0, +) / size }, tolerance: 2e-6)
      try Mismatch.check(
        x.averagePooled(window: window, stride: stride, padding: padding, countingPadding: false),
        expected { $0.reduce(0, +) / Double($0.count) }, tolerance: 2e-6)
      try GradientCheck("maxPooled, \(channels) channels", tolerance: 1e-3, elementLimit: 24)(
        [.spread(x.shape, using: random)]
      ) { $0[0].maxPooled(window: window, stride: stride, padding: padding) }
    }
  }

  @Test func adaptivePoolingAveragesOverlappingCells() throws {
    let x = Tensor.normal([2, 5, 7, 3], using: RandomSource(seed: 3))
    let y = x.adaptiveAveragePooled(to: Extent2d(height: 3, width: 4))
    let values = x.values
    for row in 0..<3 {
      for column in 0..<4 {
        let rows = row * 5 / 3..<((row + 1) * 5 + 2) / 3
        let columns = column * 7 / 4..<((column + 1) * 7 + 3) / 4
        var sum: Float = 0
        for i in rows { for j in columns { sum += values[((5 + i) * 7 + j) * 3 + 2] } }
        let mean = sum / Float(rows.count * columns.count)
        #expect(abs(y.values[((3 + row) * 4 + column) * 3 + 2] - mean) < 1e-5)
      }
    }
  }

  @Test func eigenvectorsSolveTheirEquation() throws {
    let a = Tensor.normal([6, 6], using: RandomSource(seed: 4))
    let symmetric = a.matmul(a, transposingOther: true)
    let (values, vectors) = symmetric.symmetricEigen()
    #expect(values.values == values.values.sorted())
    try Mismatch.check(
      vectors.matmul(symmetric), vectors * values.reshaped([6, 1]), tolerance: 1e-4)
  }

  /// A 1x1 convolution at stride 2 is one at stride 1 of every second pixel.
  @Test(arguments: [[4, 8], [3, 5], [64, 128], [8, 16]])
  func stridedPointwiseConvolutionsHaveTheGradientsOfDenseOnes(_ channels: [Int]) throws {
    let random = RandomSource(seed: 6)
    let x = Parameter(.normal([2, 16, 24, channels[0]], using: random))
    let weight = Parameter(.normal([channels[1], channels[0], 1, 1], using: random))
    let r = Tensor.normal([2, 8, 12, channels[1]], using: random)
    let y = x.value.convolved(
      weight: weight.value, bias: nil, geometry: ConvolutionGeometry(stride: 2))
    (y * r).sum().backward()
    let found = (try #require(x.gradient), try #require(weight.gradient))
    for parameter in [x, weight] { parameter.zeroGradient() }
    let thinned = x.value.averagePooled(window: 1, stride: 2)
    let dense = thinned.convolved(weight: weight.value, bias: nil)
    (dense * r).sum().backward()
    try Mismatch.check(y, dense, tolerance: 1e-4)
    try Mismatch.check(found.0, try #require(x.gradient), tolerance: 1e-4)
    try Mismatch.check(found.1, try #require(weight.gradient), tolerance: 1e-3)
  }
}
