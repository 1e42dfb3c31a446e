import CKernels

extension Tensor {
  /// Eigenvalues, ascending, and eigenvectors of a symmetric matrix (LAPACK's `ssyev`); not differentiable.
  ///
  /// - Shapes: self [N, N], N at most 1,024 → values [N], vectors [N, N], one a row.
  public func symmetricEigen() -> (values: Tensor, vectors: Tensor) {
    precondition(
      shape.rank == 2 && shape[0] == shape[1] && shape[0] <= 1024,
      "symmetricEigen: \(shape) is no square matrix of at most 1,024 rows")
    let (vectors, values) = (detached.copied(), Tensor(uninitialized: [shape[0]]))
    let status = zoo_symmetric_eigen(Int32(shape[0]), vectors.pointer, values.pointer)
    precondition(status == 0, "symmetricEigen: a number is not finite")
    return (values, vectors)
  }
}
