import TensorCore
import TestSupport
import Testing

/// A row of a batch comes out as it would alone.
@Suite struct RowTests {
  let random = RandomSource(seed: 31)

  func normal(_ shape: Shape) -> Tensor { .normal(shape, using: random) }

  func check(_ name: String, _ x: Tensor, _ operation: (Tensor) -> Tensor) throws {
    let whole = operation(x)
    for row in 0..<x.shape[0] {
      try Mismatch.check(
        operation(x.sliced(row..<(row + 1))), whole.sliced(row..<(row + 1)), tolerance: 2e-6,
        what: "\(name), row \(row)")
    }
  }

  @Test func images() throws {
    let x = normal([5, 9, 8, 6])
    let (kernel, bias) = (normal([20, 3, 3, 3]) * 0.2, normal([20]))
    let geometry = ConvolutionGeometry(stride: 2, padding: 1, groups: 2)
    try check("convolved", x) {
      $0.convolved(weight: kernel, bias: bias, geometry: geometry, fusingReLU: true)
    }
    let transposed = normal([6, 4, 4, 4]) * 0.2
    try check("transposeConvolved", x) {
      $0.transposeConvolved(weight: transposed, bias: nil, geometry: ConvolutionGeometry(stride: 2))
    }
    try check("maxPooled", x) { $0.maxPooled(window: 3, stride: 2, padding: 1) }
    try check("averagePooled", x) { $0.averagePooled(window: 3, stride: 2, padding: 1) }
    try check("globalAveragePooled", x) { $0.globalAveragePooled() }
    try check("resizedBilinear", x) { $0.resizedBilinear(height: 5, width: 11) }
    let moments = ChannelMoments(mean: normal([6]), variance: .ones([6]))
    let (gain, offset) = (normal([6]), normal([6]))
    try check("batchNormalized", x) {
      $0.batchNormalized(moments: moments, isFixed: true, weight: gain, bias: offset)
    }
  }

  @Test func vectors() throws {
    let x = normal([7, 3, 12])
    let (weight, bias) = (normal([20, 12]), normal([20]))
    try check("linear", x) { $0.linear(weight: weight, bias: bias) }
    try check("softmax", x) { $0.softmax() }
    try check("logSoftmax", x) { $0.logSoftmax() }
    let (gain, offset) = (normal([12]), normal([12]))
    try check("layerNormalized", x) { $0.layerNormalized(weight: gain, bias: offset) }
  }

  @Test(arguments: RecurrentCell.allCases)
  func sequences(_ cell: RecurrentCell) throws {
    let x = normal([6, 7, 3])
    let gates = cell.gateCount * 5
    let weights = RecurrentWeights(
      input: normal([gates, 3]), hidden: normal([gates, 5]) * 0.4, inputBias: normal([gates]),
      hiddenBias: normal([gates]))
    for isReversed in [false, true] {
      try check("\(cell)", x) {
        $0.recurrent(cell, weights: weights, isReversed: isReversed).outputs
      }
      let lengths = [7, 1, 4, 0, 3, 6]
      let (outputs, final) = x.recurrent(
        cell, weights: weights, lengths: lengths, isReversed: isReversed)
      for (row, length) in lengths.enumerated() {
        let own = outputs.sliced(row..<(row + 1))
        #expect(own.sliced(length..<7, alongDimension: 1).values.allSatisfy { $0 == 0 })
        if length == 0 {
          #expect(final.hidden.sliced(row..<(row + 1)).values == [0, 0, 0, 0, 0])
          continue
        }
        let short = x.sliced(row..<(row + 1)).sliced(0..<length, alongDimension: 1)
        let alone = short.recurrent(cell, weights: weights, isReversed: isReversed)
        try Mismatch.check(
          own.sliced(0..<length, alongDimension: 1), alone.outputs, tolerance: 2e-6)
        try Mismatch.check(
          final.hidden.sliced(row..<(row + 1)), alone.final.hidden, tolerance: 2e-6)
      }
    }
  }

  /// What stands after a sequence's end changes nothing, not even where it is not a number.
  @Test(arguments: RecurrentCell.allCases)
  func paddingIsIgnored(_ cell: RecurrentCell) throws {
    let gates = cell.gateCount * 2
    let weights = RecurrentWeights(
      input: normal([gates, 3]), hidden: normal([gates, 2]), inputBias: normal([gates]),
      hiddenBias: normal([gates]))
    let clean = normal([2, 4, 3])
    var values = clean.values
    for index in 6..<12 { values[index] = 1e30 }  // steps 2 and 3 of the first sequence
    let soiled = Tensor(values, shape: [2, 4, 3])
    for isReversed in [false, true] {
      let results = [clean, soiled].map {
        $0.recurrent(cell, weights: weights, lengths: [2, 4], isReversed: isReversed)
      }
      #expect(results[0].outputs.values == results[1].outputs.values)
      #expect(results[0].final.hidden.values == results[1].final.hidden.values)
    }
  }
}
