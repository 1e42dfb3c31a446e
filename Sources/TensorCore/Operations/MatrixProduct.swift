import CKernels

extension Tensor {
  /// The matrix product of the last two dimensions, over equal leading dimensions; a right operand of rank 2
  /// is shared by all.
  ///
  /// - Shapes: [..., M, K] · [..., K, N] or [..., M, K] · [K, N] → [..., M, N]; a transposed operand has its
  ///   last two dimensions the other way round.
  public func matmul(_ other: Tensor, transposingSelf: Bool = false, transposingOther: Bool = false)
    -> Tensor
  {
    let (a, b) = (detached, other.detached)
    let result = Tensor.product(a, b, transposingSelf, transposingOther)
    let needs = (requiresGradient, other.requiresGradient)
    return .recorded(result, from: [self, other]) { gradient in
      var da: Tensor?
      var db: Tensor?
      if needs.0 {
        da =
          transposingSelf
          ? .product(b, gradient, transposingOther, true)
          : .product(gradient, b, false, !transposingOther)
      }
      if needs.1 {
        if b.shape.rank == 2 && a.shape.rank > 2 {
          precondition(!transposingSelf, "matmul: a shared right operand needs the left as it is")
          let rows = a.reshaped([-1, a.shape[-1]])
          let flat = gradient.reshaped([-1, gradient.shape[-1]])
          db =
            transposingOther
            ? .product(flat, rows, true, false) : .product(rows, flat, true, false)
        } else {
          db =
            transposingOther
            ? .product(gradient, a, true, transposingSelf)
            : .product(a, gradient, !transposingSelf, false)
        }
      }
      return [da, db]
    }
  }

  /// The product without a graph.
  private static func product(_ a: Tensor, _ b: Tensor, _ transposeA: Bool, _ transposeB: Bool)
    -> Tensor
  {
    precondition(
      a.shape.rank >= 2 && b.shape.rank >= 2,
      "matmul: \(a.shape) and \(b.shape) need two dimensions each")
    let (m, k) =
      transposeA ? (a.shape[-1], a.shape[-2]) : (a.shape[-2], a.shape[-1])
    let (inner, n) =
      transposeB ? (b.shape[-1], b.shape[-2]) : (b.shape[-2], b.shape[-1])
    let leading = Array(a.shape.dimensions.dropLast(2))
    let isShared = b.shape.rank == 2
    precondition(
      k == inner && (isShared || leading == Array(b.shape.dimensions.dropLast(2))),
      "matmul: \(a.shape)\(transposeA ? "ᵀ" : "") and \(b.shape)\(transposeB ? "ᵀ" : "") do not fit"
    )
    let result = Tensor(uninitialized: Shape(leading + [m, n]))
    let batch = leading.reduce(1, *)
    let (ta, tb): (Int32, Int32) = (transposeA ? 1 : 0, transposeB ? 1 : 0)
    let (lda, ldb) = (a.shape[-1], b.shape[-1])
    guard result.count > 0 else { return result }
    if k == 0 {
      zoo_fill(result.count, 0, result.pointer)
    } else if isShared && !transposeA {
      zoo_gemm(
        ta, tb, batch * m, n, k, 1, a.pointer, lda, b.pointer, ldb, 0, result.pointer, n)
    } else {
      zoo_gemm_batched(
        batch, ta, tb, m, n, k, 1, a.pointer, m * k, lda, b.pointer, isShared ? 0 : k * n, ldb, 0,
        result.pointer, m * n, n)
    }
    return result
  }

  /// x Wᵀ + b over the last dimension.
  ///
  /// - Shapes: self [..., I], weight [O, I], bias [O] → [..., O].
  public func linear(weight: Tensor, bias: Tensor?) -> Tensor {
    precondition(
      weight.shape.rank == 2 && shape.rank >= 1 && shape[-1] == weight.shape[1]
        && (bias.map { $0.shape == [weight.shape[0]] } ?? true),
      "linear: input \(shape) does not fit weight \(weight.shape), bias \(bias?.shape ?? [])")
    let rows = self.rows
    let (rowCount, inputs, outputs) = (rows.shape[0], weight.shape[1], weight.shape[0])
    let (x, w) = (rows.detached, weight.detached)
    let y = Tensor(uninitialized: [rowCount, outputs])
    if let halves = HalfWeights.copy(of: w, rows: rowCount) {
      withExtendedLifetime(halves) {
        zoo_linear_halves(
          rowCount, inputs, outputs, x.pointer, halves.base, bias?.pointer, 0, y.pointer)
      }
    } else {
      let scratch = Storage(count: zoo_linear_scratch_count(rowCount, inputs, outputs))
      withExtendedLifetime(scratch) {
        zoo_linear(
          rowCount, inputs, outputs, x.pointer, w.pointer, bias?.pointer, scratch.base, y.pointer)
      }
    }
    let needsInput = requiresGradient
    let hasBias = bias != nil
    let result = Tensor.recorded(y, from: [rows, weight] + (bias.map { [$0] } ?? [])) { gradient in
      let dx = needsInput ? Tensor.product(gradient, w, false, false) : nil
      let dw = Tensor.product(gradient, x, true, false)
      return [dx, dw] + (hasBias ? [gradient.sum(alongDimensions: [0])] : [])
    }
    return result.reshaped(shape.replacing(-1, with: outputs))
  }

  /// All but the last dimension merged: [..., C] → [R, C].
  var rows: Tensor {
    shape.rank == 2 ? self : reshaped([shape.dimensions.dropLast().reduce(1, *), shape[-1]])
  }
}
