import TensorCore
import Testing

/// A parameter that the backward pass still needs must not change before it.
@Suite struct ChangedParameterTests {
  @Test func aChangeBetweenForwardAndBackwardEndsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let weight = Parameter(.ones([2, 2]), name: "fc.weight")
      let loss = Tensor.ones([1, 2]).linear(weight: weight.value, bias: nil).sum()
      weight.update { $0[0] = 3 }
      loss.backward()
    }
    // Through another view of the same memory, too.
    await #expect(processExitsWith: .failure) {
      let weight = Parameter(.ones([4]))
      let loss = (weight.value.reshaped([2, 2]) * Tensor.ones([2, 2])).squared().sum()
      weight.assign(.zeros([4]))
      loss.backward()
    }
  }

  @Test func theMessageNamesTheParameter() async throws {
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let weight = Parameter(.ones([2, 2]), name: "fc.weight")
      let loss = Tensor.ones([1, 2]).linear(weight: weight.value, bias: nil).sum()
      weight.update { $0[0] = 3 }
      loss.backward()
    }
    let words = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(words.contains("'fc.weight' [2, 2] was changed after the forward pass"), "\(words)")
  }

  @Test func whatNeedsNoElementsMayChange() {
    let (bias, table) = (Parameter(.ones([2])), Parameter(.ones([3, 2])))
    let loss =
      (bias.value + table.value.gatherRows(IndexTensor([0, 2]))).reshaped([4]).sum()
    bias.update { $0[0] = 7 }
    table.update { $0[0] = 7 }
    loss.backward()
    #expect(bias.gradient?.values == [2, 2] && table.gradient?.values == [1, 1, 0, 0, 1, 1])
  }

  @Test func aSecondForwardPassAfterTheChangeIsFine() {
    let weight = Parameter(.ones([2, 2]))
    for _ in 0..<3 {
      weight.zeroGradient()
      Tensor.ones([1, 2]).linear(weight: weight.value, bias: nil).squared().sum().backward()
      weight.update { $0[0] -= 0.1 }
    }
    #expect(weight.gradient != nil)
  }
}
