/// Whether operations keep what their gradients need.
enum GradientMode {
  @TaskLocal static var isRecording = true
}

/// Runs `body` without keeping anything for gradients: for inference and evaluation.
public func withoutGradient<R>(_ body: () throws -> R) rethrows -> R {
  try GradientMode.$isRecording.withValue(false, operation: body)
}

extension Tensor {
  /// Whether an operation on these inputs has to be recorded.
  static func needsRecording(_ inputs: [Tensor]) -> Bool {
    inputs.contains { $0.origin != nil } && GradientMode.isRecording
  }

  /// `result` as the outcome of an operation on `inputs`, whose gradients `backward` computes from that of
  /// the result: one for each input, nil where none is needed.
  ///
  /// - Parameter readsInputs: whether `backward` needs the elements of the inputs, which must not change until then.
  static func recorded(
    _ result: Tensor, from inputs: [Tensor], readsInputs: Bool = true,
    backward: @escaping (Tensor) -> [Tensor?]
  ) -> Tensor {
    guard needsRecording(inputs) else { return result }
    let node = GraphNode(
      inputs: inputs.map(\.origin), needed: readsInputs ? GraphNode.Needed.among(inputs) : [],
      outputCount: 1
    ) { gradients in
      gradients[0].map(backward) ?? []
    }
    return Tensor(
      shape: result.shape, storage: result.storage, origin: Origin(node: node, output: 0))
  }

  /// The same for an operation with several results, some of whose gradients may be nil.
  static func recorded(
    _ results: [Tensor], from inputs: [Tensor], backward: @escaping ([Tensor?]) -> [Tensor?]
  ) -> [Tensor] {
    guard needsRecording(inputs) else { return results }
    let node = GraphNode(
      inputs: inputs.map(\.origin), needed: GraphNode.Needed.among(inputs),
      outputCount: results.count, backward: backward)
    return results.enumerated().map { index, result in
      Tensor(
        shape: result.shape, storage: result.storage, origin: Origin(node: node, output: index))
    }
  }
}
