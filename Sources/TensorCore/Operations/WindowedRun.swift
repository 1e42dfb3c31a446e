import CKernels

/// One pass of a windowed LSTM over a batch, and what its backward pass needs of it.
///
/// Works on time-major copies as `RecurrentRun` does: products with the input and the weights' gradients are one matrix product
/// each outside the loop.
final class WindowedRun {
  private let rows, steps, units, width, components, items: Int
  private let weights: WindowedWeights
  private let memory: Tensor  // [N, U, D]
  private let itemCounts: [Int32]
  private let x: Tensor  // [T, N, I]
  private let gates: Tensor  // [T, N, 4H]: activations after `forward`
  private let parameters: Tensor  // [T, N, 3K]: importance, sharpness, movement after `forward`
  private let phi: Tensor  // [T, N, U]

  // The states between the steps, [T + 1, N, ...]; slot t + 1 follows step t.
  private let hiddens, cells, windows, positions: Tensor

  init(input: Tensor, memory: Tensor, itemCounts: [Int], weights: WindowedWeights) {
    (rows, steps) = (input.shape[0], input.shape[1])
    (units, components) = (weights.hidden.shape[1], weights.parameters.shape[0] / 3)
    (items, width) = (memory.shape[1], memory.shape[2])
    self.memory = memory
    self.itemCounts = itemCounts.map(Int32.init)
    self.weights = WindowedWeights(
      input: weights.input.detached, hidden: weights.hidden.detached,
      window: weights.window.detached, bias: weights.bias.detached,
      parameters: weights.parameters.detached, parameterBias: weights.parameterBias.detached)
    x = RecurrentRun.exchangingFirstTwo(input)
    gates = Tensor(uninitialized: [steps, rows, 4 * units])
    parameters = Tensor(uninitialized: [steps, rows, 3 * components])
    phi = Tensor(uninitialized: [steps, rows, items])
    hiddens = Tensor(uninitialized: [steps + 1, rows, units])
    cells = Tensor(uninitialized: [steps + 1, rows, units])
    windows = Tensor(uninitialized: [steps + 1, rows, width])
    positions = Tensor(uninitialized: [steps + 1, rows, components])
  }

  /// The rows of a step.
  private func slot(_ tensor: Tensor, _ index: Int) -> UnsafeMutablePointer<Float> {
    tensor.pointer + index * rows * tensor.shape[2]
  }

  /// Calls `body` with the descriptions that the kernels take.
  private func withShapes(
    _ body: (UnsafePointer<zoo_recurrent_step>, UnsafePointer<zoo_window_shape>) -> Void
  ) {
    itemCounts.withUnsafeBufferPointer { counts in
      var step = zoo_recurrent_step(n: rows, h: units, lengths: nil, step: 0)
      var window = zoo_window_shape(
        n: rows, components: components, items: items, width: width,
        item_counts: counts.baseAddress, memory: memory.pointer)
      body(&step, &window)
    }
  }

  func forward(from start: WindowedState) {
    for (states, first) in [
      (hiddens, start.hidden), (cells, start.cell), (windows, start.window),
      (positions, start.positions),
    ] { states.pointer.update(from: first.pointer, count: first.count) }
    WeightProduct(weights.input, rows: steps * rows, steps: 1)
      .forward(x.pointer, adding: false, to: gates.pointer)
    let fromHidden = WeightProduct(weights.hidden, rows: rows, steps: steps)
    let fromWindow = WeightProduct(weights.window, rows: rows, steps: steps)
    let toParameters = WeightProduct(weights.parameters, rows: rows, steps: steps)
    withShapes { step, window in
      for t in 0..<steps {
        fromHidden.forward(slot(hiddens, t), adding: true, to: slot(gates, t))
        fromWindow.forward(slot(windows, t), adding: true, to: slot(gates, t))
        zoo_lstm_forward(
          step, weights.bias.pointer, slot(gates, t), slot(hiddens, t), slot(cells, t),
          slot(hiddens, t + 1), slot(cells, t + 1))
        toParameters.forward(slot(hiddens, t + 1), adding: false, to: slot(parameters, t))
        zoo_window_forward(
          window, weights.parameterBias.pointer, slot(parameters, t), slot(positions, t),
          slot(positions, t + 1), slot(phi, t), slot(windows, t + 1))
      }
    }
  }

  /// The hidden states of all steps, [N, T, H].
  var outputs: Tensor { batchMajor(hiddens) }
  /// What the window read in all steps, [N, T, D].
  var readings: Tensor { batchMajor(windows) }
  /// How much of each item was read, [N, T, U].
  var shares: Tensor { RecurrentRun.exchangingFirstTwo(phi) }

  private func batchMajor(_ states: Tensor) -> Tensor {
    RecurrentRun.exchangingFirstTwo(states.sliced(1..<(steps + 1)))
  }

  /// The state after the last step.
  var final: WindowedState {
    func last(_ states: Tensor) -> Tensor {
      states.sliced(steps..<(steps + 1)).reshaped([rows, states.shape[2]])
    }
    return WindowedState(
      hidden: last(hiddens), cell: last(cells), window: last(windows), positions: last(positions))
  }

  /// The gradients of input, memory and the six weights, in this order.
  func backward(outputs: Tensor?, readings: Tensor?, needsInput: Bool) -> [Tensor?] {
    let dy = outputs.map(RecurrentRun.exchangingFirstTwo)
    let dr = readings.map(RecurrentRun.exchangingFirstTwo)
    var dh = Tensor.zeros([rows, units])
    var carry = Tensor(uninitialized: [rows, units])
    let dc = Tensor.zeros([rows, units])
    let dwindow = Tensor.zeros([rows, width])
    let dpositions = Tensor.zeros([rows, components])
    let dmemory = Tensor.zeros(memory.shape)
    let dgates = Tensor(uninitialized: gates.shape)
    let dparameters = Tensor(uninitialized: parameters.shape)
    withShapes { step, window in
      for t in (0..<steps).reversed() {
        if let dy { zoo_add_scaled(dh.count, 1, slot(dy, t), dh.pointer) }
        if let dr { zoo_add_scaled(dwindow.count, 1, slot(dr, t), dwindow.pointer) }
        zoo_window_backward(
          window, slot(parameters, t), slot(positions, t + 1), slot(phi, t), dwindow.pointer,
          dpositions.pointer, slot(dparameters, t), dmemory.pointer)
        multiply(slot(dparameters, t), weights.parameters, adding: true, to: dh.pointer)
        zoo_lstm_backward(
          step, slot(gates, t), slot(cells, t), slot(cells, t + 1), dh.pointer, dc.pointer,
          slot(dgates, t), carry.pointer)
        multiply(slot(dgates, t), weights.hidden, adding: true, to: carry.pointer)
        multiply(slot(dgates, t), weights.window, adding: false, to: dwindow.pointer)
        swap(&dh, &carry)
      }
    }
    let dx = needsInput ? inputGradient(dgates) : nil
    return [
      dx, dmemory, weightGradient(dgates, x, from: 0), weightGradient(dgates, hiddens, from: 0),
      weightGradient(dgates, windows, from: 0), columnSums(dgates),
      weightGradient(dparameters, hiddens, from: 1), columnSums(dparameters),
    ]
  }

  /// gradient [N, G] · weights [G, W] → [N, W].
  private func multiply(
    _ gradient: UnsafePointer<Float>, _ weights: Tensor, adding: Bool,
    to result: UnsafeMutablePointer<Float>
  ) {
    let (gates, columns) = (weights.shape[0], weights.shape[1])
    zoo_gemm(
      0, 0, rows, columns, gates, 1, gradient, gates, weights.pointer, columns, adding ? 1 : 0,
      result, columns)
  }

  private func inputGradient(_ dgates: Tensor) -> Tensor {
    let timeMajor = Tensor(uninitialized: x.shape)
    let inputs = x.shape[2]
    zoo_gemm(
      0, 0, steps * rows, inputs, 4 * units, 1, dgates.pointer, 4 * units, weights.input.pointer,
      inputs, 0, timeMajor.pointer, inputs)
    return RecurrentRun.exchangingFirstTwo(timeMajor)
  }

  /// gradientᵀ · operand over all steps; the operand's first slot is that of step 0.
  private func weightGradient(_ gradient: Tensor, _ operand: Tensor, from first: Int) -> Tensor {
    let (gates, columns) = (gradient.shape[2], operand.shape[2])
    let result = Tensor(uninitialized: [gates, columns])
    zoo_gemm(
      1, 0, gates, columns, steps * rows, 1, gradient.pointer, gates, slot(operand, first), columns,
      0, result.pointer, columns)
    return result
  }

  private func columnSums(_ gradient: Tensor) -> Tensor {
    gradient.reshaped([steps * rows, gradient.shape[2]]).sum(alongDimensions: [0])
  }
}
