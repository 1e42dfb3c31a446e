import TensorCore

/// One line of the benchmark: a network, a batch of random input, and one step of work on it.
struct Workload {
  /// The name on the command line.
  let name: String
  /// The samples of one step.
  let sampleCount: Int
  /// Multiplications and additions of one step's matrix products and convolutions, in units of 10⁹.
  let gigaOperations: Double
  /// One step.
  let step: () -> Void
}

/// Makes a workload; nothing is computed before.
struct WorkloadMaker: Sendable {
  /// The name on the command line.
  let name: String
  /// What it does, in a line.
  let summary: String
  /// Sets up network and input.
  let make: @Sendable (RandomSource) -> Workload

  /// All workloads in the order of the table.
  static let all: [WorkloadMaker] = training + inference

  init(
    _ name: String, _ summary: String, samples: Int, gigaOperations: Double,
    _ makeStep: @escaping @Sendable (RandomSource) -> () -> Void
  ) {
    self.name = name
    self.summary = summary
    make = { random in
      Workload(
        name: name, sampleCount: samples, gigaOperations: gigaOperations, step: makeStep(random))
    }
  }
}

/// Counts the operations of a forward pass for one sample.
enum OperationCount {
  /// A convolution: output height · width · channels, each a product over the window.
  static func convolution(_ size: Int, _ outputs: Int, _ inputs: Int, kernel: Int) -> Double {
    Double(2 * size * size * outputs * inputs * kernel * kernel)
  }
  static func linear(_ inputs: Int, _ outputs: Int) -> Double { Double(2 * inputs * outputs) }
  static func lstm(_ inputs: Int, _ units: Int) -> Double { Double(8 * units * (inputs + units)) }

  static let lenet5 =
    convolution(28, 6, 1, kernel: 5) + convolution(10, 16, 6, kernel: 5) + linear(400, 120)
    + linear(120, 84) + linear(84, 10)
  static let alexnet =
    convolution(32, 64, 3, kernel: 7) + convolution(16, 192, 64, kernel: 5)
    + convolution(8, 384, 192, kernel: 3) + convolution(8, 256, 384, kernel: 3)
    + convolution(8, 256, 256, kernel: 3) + linear(4096, 2048) + linear(2048, 2048)
    + linear(2048, 200)
  static let colorizer =
    convolution(64, 32, 1, kernel: 3) + convolution(64, 32, 32, kernel: 3)
    + convolution(32, 64, 32, kernel: 3) + convolution(32, 64, 64, kernel: 3)
    + convolution(16, 128, 64, kernel: 3) + convolution(16, 128, 128, kernel: 3)
    + convolution(8, 256, 128, kernel: 3) + convolution(8, 256, 256, kernel: 3)
    + convolution(16, 128, 384, kernel: 3) + convolution(32, 64, 192, kernel: 3)
    + convolution(32, 313, 64, kernel: 1)
  /// A residual block's two convolutions, at the size after its stride, and the 1x1 beside them where there is one.
  static func residualBlock(_ size: Int, _ outputs: Int, _ inputs: Int) -> Double {
    convolution(size, outputs, inputs, kernel: 3) + convolution(size, outputs, outputs, kernel: 3)
      + (inputs == outputs ? 0 : convolution(size, outputs, inputs, kernel: 1))
  }
  /// So many blocks, the first of which has other inputs.
  static func stage(_ size: Int, _ outputs: Int, _ inputs: Int, blocks: Int = 2) -> Double {
    residualBlock(size, outputs, inputs)
      + Double(blocks - 1) * residualBlock(size, outputs, outputs)
  }
  static let resnet18 =
    convolution(64, 64, 3, kernel: 3) + stage(64, 64, 64) + stage(32, 128, 64)
    + stage(16, 256, 128) + stage(8, 512, 256) + linear(512, 200)
  /// The colorizer that ships, with the benchmark's 313 bins, for a picture of so many pixels square.
  static func colorNet(_ size: Int) -> Double {
    convolution(size, 48, 1, kernel: 3) + stage(size, 48, 48, blocks: 1)
      + stage(size / 2, 96, 48) + stage(size / 4, 192, 96) + stage(size / 8, 384, 192)
      + linear(384, 256) + linear(256, 200) + linear(256, 384)
      + convolution(size / 4, 192, 576, kernel: 3) + convolution(size / 4, 192, 192, kernel: 3)
      + convolution(size / 2, 128, 288, kernel: 3) + convolution(size / 2, 128, 128, kernel: 3)
      + convolution(size / 2, 313, 128, kernel: 1)
  }
  static let dqn =
    convolution(20, 32, 4, kernel: 8) + convolution(9, 64, 32, kernel: 4)
    + convolution(7, 64, 64, kernel: 3) + linear(3136, 512) + linear(512, 6)
  /// One source word, and one target word that looks back at `source` words.
  static let encodedWord = lstm(256, 512) + linear(512, 512)
  static func decodedWord(source: Int) -> Double {
    lstm(256, 512) + 2 * linear(512, source) + linear(1024, 512) + linear(512, 8000)
  }
  static let penPoint = lstm(3, 256) + lstm(259, 256) + linear(512, 121)
}
