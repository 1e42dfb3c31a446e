import CKernels

extension Tensor {
  /// Rows of a table: an embedding.
  ///
  /// - Shapes: self [V, D], indices [...] with values in 0..<V → [..., D].
  public func gatherRows(_ indices: IndexTensor) -> Tensor {
    precondition(shape.rank == 2, "gatherRows: a table has two dimensions, not \(shape)")
    let (rows, width) = (shape[0], shape[1])
    precondition(
      indices.values.allSatisfy { $0 >= 0 && Int($0) < rows },
      "gatherRows: an index is outside 0..<\(rows)")
    let result = Tensor(uninitialized: Shape(indices.shape.dimensions + [width]))
    zoo_gather_rows(indices.count, width, indices.values, pointer, result.pointer)
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      let dx = Tensor.zeros([rows, width])
      zoo_scatter_add_rows(indices.count, width, indices.values, gradient.pointer, dx.pointer)
      return [dx]
    }
  }

  /// One element of each row of the last dimension: the value of the action that was taken, say.
  ///
  /// - Shapes: self [..., C], indices [...] with values in 0..<C → [...].
  public func gatherElements(_ indices: IndexTensor) -> Tensor {
    precondition(
      shape.rank >= 1 && Array(shape.dimensions.dropLast()) == indices.shape.dimensions,
      "gatherElements: indices \(indices.shape) do not fit \(shape)")
    let columns = shape[-1]
    let places = indices.values.enumerated().map { row, column in
      precondition(
        column >= 0 && Int(column) < columns, "gatherElements: \(column) is outside 0..<\(columns)")
      return row * columns + Int(column)
    }
    let source = shape
    let result = Tensor(shape: indices.shape) { buffer in
      for (row, place) in places.enumerated() { buffer[row] = pointer[place] }
    }
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      let dx = Tensor.zeros(source)
      for (row, place) in places.enumerated() { dx.pointer[place] = gradient.pointer[row] }
      return [dx]
    }
  }

  /// Nearest up-sampling of images by a whole factor: [N, H, W, C] → [N, H·factor, W·factor, C].
  public func upsampledNearest(factor: Int) -> Tensor {
    precondition(shape.rank == 4 && factor >= 1, "upsampledNearest: \(shape) by \(factor)")
    let (n, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
    let result = Tensor(uninitialized: [n, h * factor, w * factor, c])
    zoo_upsample_nearest(n, h, w, c, factor, factor, pointer, result.pointer)
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      let dx = Tensor(uninitialized: [n, h, w, c])
      zoo_upsample_nearest_backward(n, h, w, c, factor, factor, gradient.pointer, dx.pointer)
      return [dx]
    }
  }

  /// Bilinear resizing of images, half-pixel centres: [N, H, W, C] → [N, height, width, C].
  public func resizedBilinear(height: Int, width: Int) -> Tensor {
    precondition(
      shape.rank == 4 && shape.count > 0 && height >= 1 && width >= 1,
      "resizedBilinear: \(shape) to \(height) x \(width)")
    let (n, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
    let result = Tensor(uninitialized: [n, height, width, c])
    zoo_resize_bilinear(n, h, w, c, height, width, pointer, result.pointer)
    return .recorded(result, from: [self], readsInputs: false) { gradient in
      let dx = Tensor(uninitialized: [n, h, w, c])
      zoo_resize_bilinear_backward(n, h, w, c, height, width, gradient.pointer, dx.pointer)
      return [dx]
    }
  }
}
