import ModelZoo
import NeuralNet
import TensorCore

extension Module {
  /// Ready for inference: its weights are halves, as those of the files that ship.
  fileprivate func prepared() -> Self {
    eval()
    for parameter in parameters { parameter.roundToHalves() }
    return self
  }
}

extension WorkloadMaker {
  private static func inference(
    _ name: String, _ summary: String, _ shape: Shape, operations: Double,
    _ makeModel: @escaping @Sendable (RandomSource) -> any UnaryLayer
  ) -> WorkloadMaker {
    WorkloadMaker(name, summary, samples: 1, gigaOperations: operations / 1e9) { random in
      let model = makeModel(random).prepared()
      let x = Tensor.normal(shape, using: random)
      return { _ = withoutGradient { model(x) } }
    }
  }

  static let inference: [WorkloadMaker] = [
    inference(
      "lenet5-infer", "LeNet-5, one digit", [1, 28, 28, 1], operations: OperationCount.lenet5
    ) { LeNet5(.tanh, .random($0)) },
    inference(
      "alexnet-infer", "AlexNet, one picture", [1, 64, 64, 3], operations: OperationCount.alexnet
    ) { AlexNet64(.plain, .random($0)) },
    inference(
      "colorizer-infer", "U-Net, one picture", [1, 64, 64, 1],
      operations: OperationCount.colorizer
    ) { ColorizerNetwork(.random($0)) },
    inference(
      "dqn-act", "Nature DQN, one state", [1, 84, 84, 4], operations: OperationCount.dqn
    ) { NatureDQN(.init(actionCount: 6), .random($0)) },
    inference(
      "resnet18-infer", "ResNet-18, one picture", [1, 64, 64, 3],
      operations: OperationCount.resnet18
    ) { ResNet18(.standard, .random($0)) },
    inference(
      "colornet-infer", "ColorNet, one picture of 128x128", [1, 128, 128, 1],
      operations: OperationCount.colorNet(128)
    ) { ColorNet(.init(binCount: 313), .random($0)) },
    WorkloadMaker(
      "seq2seq-greedy", "12 words read, 12 written one at a time", samples: 1,
      gigaOperations: 12
        * (OperationCount.encodedWord + OperationCount.decodedWord(source: 12)) / 1e9
    ) { random in
      let model = Seq2Seq(.random(random)).prepared()
      let x = IndexTensor((0..<12).map { _ in Int32(random.index(below: 8000)) }, shape: [1, 12])
      return { _ = model.greedy(x, length: 12, start: 1) }
    },
  ]
}
