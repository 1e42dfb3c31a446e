import CKernels

extension Tensor {
  private func poolingShape(
    _ name: String, window: Extent2d, stride: Extent2d, padding: Extent2d
  ) -> zoo_pooling_shape {
    precondition(
      shape.rank == 4 && window.height >= 1 && window.width >= 1
        && padding.height * 2 <= window.height && padding.width * 2 <= window.width,
      "\(name): input \(shape), window \(window.height) x \(window.width), "
        + "padding \(padding.height) x \(padding.width) (at most half the window)")
    let size = ConvolutionGeometry(stride: stride, padding: padding).outputSize(
      of: Extent2d(height: shape[1], width: shape[2]), kernel: window)
    precondition(
      size.height > 0 && size.width > 0, "\(name): input \(shape) is smaller than the window")
    return zoo_pooling_shape(
      n: shape[0], h: shape[1], w: shape[2], c: shape[3], oh: size.height, ow: size.width,
      kh: window.height, kw: window.width, stride_h: stride.height, stride_w: stride.width,
      pad_h: padding.height, pad_w: padding.width)
  }

  /// The largest element of each window of each channel: [N, H, W, C] → [N, H', W', C].
  public func maxPooled(window: Extent2d, stride: Extent2d? = nil, padding: Extent2d = 0) -> Tensor
  {
    extremumPooled("maxPooled", isMaximum: true, window, stride ?? window, padding)
  }

  /// The smallest element of each window of each channel: [N, H, W, C] → [N, H', W', C].
  public func minPooled(window: Extent2d, stride: Extent2d? = nil, padding: Extent2d = 0) -> Tensor
  {
    extremumPooled("minPooled", isMaximum: false, window, stride ?? window, padding)
  }

  private func extremumPooled(
    _ name: String, isMaximum: Bool, _ window: Extent2d, _ stride: Extent2d, _ padding: Extent2d
  ) -> Tensor {
    let plan = poolingShape(name, window: window, stride: stride, padding: padding)
    let x = detached
    let y = Tensor(uninitialized: [plan.n, plan.oh, plan.ow, plan.c])
    withUnsafePointer(to: plan) {
      zoo_pool_extremum($0, isMaximum ? 1 : 0, x.pointer, y.pointer)
    }
    return .recorded(y, from: [self]) { gradient in
      let dx = Tensor(uninitialized: x.shape)
      withUnsafePointer(to: plan) {
        zoo_pool_extremum_backward($0, x.pointer, y.pointer, gradient.pointer, dx.pointer)
      }
      return [dx]
    }
  }

  /// The mean of each window of each channel: [N, H, W, C] → [N, H', W', C]. Padding counts as zeros
  /// unless `countingPadding` is false.
  public func averagePooled(
    window: Extent2d, stride: Extent2d? = nil, padding: Extent2d = 0, countingPadding: Bool = true
  ) -> Tensor {
    let plan = poolingShape(
      "averagePooled", window: window, stride: stride ?? window, padding: padding)
    let flag: Int32 = countingPadding ? 1 : 0
    let y = Tensor(uninitialized: [plan.n, plan.oh, plan.ow, plan.c])
    withUnsafePointer(to: plan) { zoo_pool_average($0, flag, pointer, y.pointer) }
    let source = shape
    return .recorded(y, from: [self]) { gradient in
      let dx = Tensor(uninitialized: source)
      withUnsafePointer(to: plan) {
        zoo_pool_average_backward($0, flag, gradient.pointer, dx.pointer)
      }
      return [dx]
    }
  }

  /// The mean of each channel over a grid of nearly equal cells, which overlap where the size is no multiple, as in
  /// PyTorch: [N, H, W, C] → [N, h, w, C]; cell i of h covers rows ⌊i H / h⌋ up to ⌈(i + 1) H / h⌉.
  public func adaptiveAveragePooled(to size: Extent2d) -> Tensor {
    precondition(
      shape.rank == 4 && shape[1] > 0 && shape[2] > 0 && size.height > 0 && size.width > 0,
      "adaptiveAveragePooled: \(shape) to \(size)")
    func cells(_ x: Tensor, _ axis: Int, _ count: Int) -> Tensor {
      let extent = x.shape[axis]
      if extent == count { return x }
      return .concatenated(
        (0..<count).map { cell in
          let range = cell * extent / count..<((cell + 1) * extent + count - 1) / count
          return x.sliced(range, alongDimension: axis)
            .mean(alongDimensions: [axis], keepingDimensions: true)
        }, alongDimension: axis)
    }
    return cells(cells(self, 1, size.height), 2, size.width)
  }

  /// The mean of each channel over the whole image: [N, H, W, C] → [N, C].
  public func globalAveragePooled() -> Tensor {
    precondition(shape.rank == 4, "globalAveragePooled: \(shape) is no batch of images")
    return reshaped([shape[0], shape[1] * shape[2], shape[3]]).mean(alongDimensions: [1])
  }

  /// The largest element of each channel over the whole image: [N, H, W, C] → [N, C].
  public func globalMaxPooled() -> Tensor {
    precondition(shape.rank == 4, "globalMaxPooled: \(shape) is no batch of images")
    return reshaped([shape[0], shape[1] * shape[2], shape[3]]).maximum(alongDimension: 1)
  }
}
