import CKernels

/// One pass of a recurrent layer over a batch, and what its backward pass needs of it.
///
/// Works on time-major copies, so that each step is contiguous: the input's part of all gates is one matrix
/// product before the loop, the weights' gradients are one matrix product after it, and only the product
/// with the previous hidden state stays inside.
final class RecurrentRun {
  private let kind: RecurrentCell
  private let n: Int
  private let steps: Int
  private let units: Int
  private let width: Int  // gateCount · units
  private let weights: RecurrentWeights
  private let lengths: [Int32]?
  private let isReversed: Bool
  private let x: Tensor  // [T, N, I]
  private let gates: Tensor  // [T, N, G·H]: activations after `forward`
  private let hiddenParts: Tensor?  // [T, N, 3H], GRU only
  private let bias: Tensor  // [G·H]: both biases, or the input's alone for the GRU

  /// The states between the steps, [T + 1, N, H]; slot t + 1 follows step t, or slot t in reverse.
  let hiddens: Tensor
  let cells: Tensor

  init(
    cell: RecurrentCell, input: Tensor, weights: RecurrentWeights, lengths: [Int32]?,
    isReversed: Bool
  ) {
    kind = cell
    n = input.shape[0]
    steps = input.shape[1]
    units = weights.hidden.shape[1]
    width = cell.gateCount * units
    self.weights = RecurrentWeights(
      input: weights.input.detached, hidden: weights.hidden.detached,
      inputBias: weights.inputBias.detached, hiddenBias: weights.hiddenBias.detached)
    self.lengths = lengths
    self.isReversed = isReversed
    x = RecurrentRun.exchangingFirstTwo(input)
    gates = Tensor(uninitialized: [steps, n, width])
    hiddenParts = cell == .gru ? Tensor(uninitialized: [steps, n, width]) : nil
    bias = cell == .gru ? self.weights.inputBias : self.weights.inputBias + self.weights.hiddenBias
    hiddens = Tensor(uninitialized: [steps + 1, n, units])
    cells = cell == .lstm ? Tensor(uninitialized: [steps + 1, n, units]) : hiddens
  }

  /// [A, B, C] → [B, A, C]; no copy where one of A and B is 1.
  static func exchangingFirstTwo(_ tensor: Tensor) -> Tensor {
    let (a, b, c) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    return a == 1 || b == 1 ? tensor.reshaped([b, a, c]) : tensor.permuted([1, 0, 2])
  }

  private func slot(_ tensor: Tensor, _ index: Int) -> UnsafeMutablePointer<Float> {
    tensor.pointer + index * n * tensor.shape[2]
  }
  private func previousSlot(_ t: Int) -> Int { isReversed ? t + 1 : t }
  private func nextSlot(_ t: Int) -> Int { isReversed ? t : t + 1 }
  private var order: [Int] { isReversed ? (0..<steps).reversed() : Array(0..<steps) }

  /// Calls `body` with the description of one step that the kernels take.
  private func withStep(_ t: Int, _ body: (UnsafePointer<zoo_recurrent_step>) -> Void) {
    if let lengths {
      lengths.withUnsafeBufferPointer { buffer in
        var step = zoo_recurrent_step(n: n, h: units, lengths: buffer.baseAddress, step: Int32(t))
        body(&step)
      }
    } else {
      var step = zoo_recurrent_step(n: n, h: units, lengths: nil, step: Int32(t))
      body(&step)
    }
  }

  func forward(hidden: Tensor, cell: Tensor) {
    let first = isReversed ? steps : 0
    slot(hiddens, first).update(from: hidden.pointer, count: n * units)
    if kind == .lstm { slot(cells, first).update(from: cell.pointer, count: n * units) }
    WeightProduct(weights.input, rows: steps * n, steps: 1)
      .forward(x.pointer, adding: false, to: gates.pointer)
    let product = WeightProduct(weights.hidden, rows: n, steps: steps)
    for t in order {
      let (before, after) = (previousSlot(t), nextSlot(t))
      let h0 = slot(hiddens, before)
      let target = hiddenParts ?? gates
      product.forward(h0, adding: hiddenParts == nil, to: slot(target, t))
      withStep(t) { step in
        switch kind {
        case .lstm:
          zoo_lstm_forward(
            step, bias.pointer, slot(gates, t), h0, slot(cells, before), slot(hiddens, after),
            slot(cells, after))
        case .gru:
          zoo_gru_forward(
            step, bias.pointer, weights.hiddenBias.pointer, slot(gates, t), slot(target, t), h0,
            slot(hiddens, after))
        case .tanh, .relu:
          zoo_rnn_forward(
            step, kind == .relu ? 1 : 0, bias.pointer, slot(gates, t), h0, slot(hiddens, after))
        }
      }
    }
  }

  /// The state after the last step.
  func finalState(_ states: Tensor) -> Tensor {
    states.sliced(
      isReversed ? 0..<1 : steps..<(steps + 1), alongDimension: 0
    ).reshaped([n, units])
  }

  /// The outputs of all steps, [N, T, H], zero where a sequence has ended.
  func outputs() -> Tensor {
    let states = hiddens.sliced(isReversed ? 0..<steps : 1..<(steps + 1), alongDimension: 0)
    return masked(RecurrentRun.exchangingFirstTwo(states))
  }

  /// Zeroes the steps after the end of each sequence of [N, T, H], in memory nobody else sees.
  private func masked(_ tensor: Tensor) -> Tensor {
    guard let lengths else { return tensor }
    let result = Tensor.copy(of: tensor)
    for (row, length) in lengths.enumerated() where Int(length) < steps {
      let start = result.pointer + (row * steps + Int(length)) * units
      start.update(repeating: 0, count: (steps - Int(length)) * units)
    }
    return result
  }

  /// The gradients of the input, the four weights and the initial states, in this order.
  func backward(outputs: Tensor?, hidden: Tensor?, cell: Tensor?, needsInput: Bool) -> [Tensor?] {
    let dy = outputs.map { RecurrentRun.exchangingFirstTwo(masked($0)) }
    var dh = Tensor.copy(of: hidden ?? .zeros([n, units]))
    let dc = Tensor.copy(of: cell ?? .zeros([n, units]))
    var carry = Tensor(uninitialized: [n, units])
    let dgates = Tensor(uninitialized: gates.shape)
    let dhiddenParts = hiddenParts.map { Tensor(uninitialized: $0.shape) } ?? dgates
    for t in order.reversed() {
      let (before, after) = (previousSlot(t), nextSlot(t))
      if let dy { zoo_add_scaled(n * units, 1, slot(dy, t), dh.pointer) }
      withStep(t) { step in
        switch kind {
        case .lstm:
          zoo_lstm_backward(
            step, slot(gates, t), slot(cells, before), slot(cells, after), dh.pointer, dc.pointer,
            slot(dgates, t), carry.pointer)
        case .gru:
          zoo_gru_backward(
            step, weights.hiddenBias.pointer, slot(gates, t), slot(hiddenParts ?? gates, t),
            slot(hiddens, before), dh.pointer, slot(dgates, t), slot(dhiddenParts, t),
            carry.pointer)
        case .tanh, .relu:
          zoo_rnn_backward(
            step, kind == .relu ? 1 : 0, slot(hiddens, after), dh.pointer, slot(dgates, t),
            carry.pointer)
        }
      }
      zoo_gemm(
        0, 0, n, units, width, 1, slot(dhiddenParts, t), width, weights.hidden.pointer, units, 1,
        carry.pointer, units)
      swap(&dh, &carry)
    }
    return weightGradients(dgates, dhiddenParts, needsInput: needsInput) + [
      dh, kind == .lstm ? dc : nil,
    ]
  }

  private func weightGradients(_ dgates: Tensor, _ dhiddenParts: Tensor, needsInput: Bool)
    -> [Tensor?]
  {
    let inputs = x.shape[2]
    let rows = steps * n
    var dx: Tensor?
    if needsInput {
      let timeMajor = Tensor(uninitialized: x.shape)
      zoo_gemm(
        0, 0, rows, inputs, width, 1, dgates.pointer, width, weights.input.pointer, inputs, 0,
        timeMajor.pointer, inputs)
      dx = RecurrentRun.exchangingFirstTwo(timeMajor)
    }
    let dwInput = Tensor(uninitialized: weights.input.shape)
    zoo_gemm(
      1, 0, width, inputs, rows, 1, dgates.pointer, width, x.pointer, inputs, 0, dwInput.pointer,
      inputs)
    let dwHidden = Tensor(uninitialized: weights.hidden.shape)
    let previous = slot(hiddens, isReversed ? 1 : 0)
    zoo_gemm(
      1, 0, width, units, rows, 1, dhiddenParts.pointer, width, previous, units, 0,
      dwHidden.pointer, units)
    let dbInput = dgates.reshaped([rows, width]).sum(alongDimensions: [0])
    let dbHidden =
      hiddenParts == nil
      ? dbInput : dhiddenParts.reshaped([rows, width]).sum(alongDimensions: [0])
    return [dx, dwInput, dwHidden, dbInput, dbHidden]
  }
}

/// x Wᵀ for one step after another with the same W.
struct WeightProduct {
  private let weights: Tensor  // W [G·H, I]
  private let halves: Storage?  // W as halves, where that is faster
  private let transposed: Tensor?  // Wᵀ, where it is worth its copy
  private let rows: Int

  init(_ weights: Tensor, rows: Int, steps: Int) {
    self.weights = weights
    self.rows = rows
    halves = HalfWeights.copy(of: weights, rows: rows)
    transposed =
      halves == nil && steps >= 4 && zoo_linear_wants_columns(rows) != 0
      ? weights.transposed() : nil
  }

  func forward(
    _ x: UnsafePointer<Float>, adding: Bool, to result: UnsafeMutablePointer<Float>
  ) {
    let (width, inputs) = (weights.shape[0], weights.shape[1])
    let beta: Float = adding ? 1 : 0
    if let halves {
      zoo_linear_halves(rows, inputs, width, x, halves.base, nil, adding ? 1 : 0, result)
    } else if let transposed {
      zoo_gemm(
        0, 0, rows, width, inputs, 1, x, inputs, transposed.pointer, width, beta, result, width)
    } else {
      zoo_gemm(
        0, 1, rows, width, inputs, 1, x, inputs, weights.pointer, inputs, beta, result, width)
    }
  }
}
