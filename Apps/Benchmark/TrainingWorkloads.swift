import ModelZoo
import NeuralNet
import Optimizers
import TensorCore

extension WorkloadMaker {
  /// One training step: zero the gradients, forward, loss, backward, clip where asked for, update.
  private static func trainingStep(
    _ optimizer: Optimizer, clippingTo limit: Float? = nil, _ loss: @escaping () -> Tensor
  ) -> () -> Void {
    {
      optimizer.zeroGradients()
      optimizer.minimize(loss(), gradientNormLimit: limit)
    }
  }

  private static func momentum(_ model: Module) -> Optimizer {
    SGD(model.parameters, learningRate: 0.01, momentum: 0.9)
  }

  private static func labels(_ shape: Shape, below bound: Int, _ random: RandomSource)
    -> IndexTensor
  {
    IndexTensor((0..<shape.count).map { _ in Int32(random.index(below: bound)) }, shape: shape)
  }

  static let training: [WorkloadMaker] = [
    WorkloadMaker(
      "lenet5-train", "LeNet-5 (tanh), 128 digits, SGD with momentum", samples: 128,
      gigaOperations: 3 * 128 * OperationCount.lenet5 / 1e9
    ) { random in
      let model = LeNet5(.tanh, .random(random))
      let x = Tensor.normal([128, 28, 28, 1], using: random)
      let y = labels([128], below: 10, random)
      return trainingStep(momentum(model)) { model(x).crossEntropy(targets: y) }
    },
    WorkloadMaker(
      "alexnet-train", "AlexNet for 64x64 pictures, batch 64, SGD with momentum", samples: 64,
      gigaOperations: 3 * 64 * OperationCount.alexnet / 1e9
    ) { random in
      let model = AlexNet64(.plain, .random(random))
      let x = Tensor.normal([64, 64, 64, 3], using: random)
      let y = labels([64], below: 200, random)
      return trainingStep(momentum(model)) { model(x).crossEntropy(targets: y) }
    },
    WorkloadMaker(
      "colorizer-train", "U-Net with batch norm, 32 pictures of 64x64, Adam", samples: 32,
      gigaOperations: 3 * 32 * OperationCount.colorizer / 1e9
    ) { random in
      let model = ColorizerNetwork(.random(random))
      let x = Tensor.normal([32, 64, 64, 1], using: random)
      let y = labels([32, 32, 32], below: 313, random)
      return trainingStep(Adam(model.parameters)) { model(x).crossEntropy(targets: y) }
    },
    WorkloadMaker(
      "resnet18-train", "ResNet-18 for 64x64 pictures, batch 32, SGD with momentum", samples: 32,
      gigaOperations: 3 * 32 * OperationCount.resnet18 / 1e9
    ) { random in
      let model = ResNet18(.standard, .random(random))
      let x = Tensor.normal([32, 64, 64, 3], using: random)
      let y = labels([32], below: 200, random)
      return trainingStep(momentum(model)) { model(x).crossEntropy(targets: y) }
    },
    WorkloadMaker(
      "colornet-train", "ColorNet, 16 pictures of 64x64, colours and classes, Adam", samples: 16,
      gigaOperations: 3 * 16 * OperationCount.colorNet(64) / 1e9
    ) { random in
      let model = ColorNet(.init(binCount: 313), .random(random))
      let x = Tensor.normal([16, 64, 64, 1], using: random)
      let colors = labels([16, 32, 32], below: 313, random)
      let classes = labels([16], below: 200, random)
      return trainingStep(Adam(model.parameters)) {
        let outputs = model.outputs(x)
        return outputs.colors.crossEntropy(targets: colors)
          + outputs.classes.crossEntropy(targets: classes) * 0.2
      }
    },
    WorkloadMaker(
      "dqn-update", "Nature DQN, 32 transitions, target network, Huber loss, Adam", samples: 32,
      gigaOperations: (3 + 1) * 32 * OperationCount.dqn / 1e9
    ) { random in
      let online = NatureDQN(.init(actionCount: 6), .random(random))
      let targetNetwork = NatureDQN(.init(actionCount: 6), .random(random))
      let (x, next) = (
        Tensor.uniform([32, 84, 84, 4], using: random),
        Tensor.uniform([32, 84, 84, 4], using: random)
      )
      let (actions, rewards) = (
        labels([32], below: 6, random), Tensor.uniform([32], using: random)
      )
      return trainingStep(Adam(online.parameters)) {
        let target = withoutGradient {
          rewards + 0.99 * targetNetwork(next).maximum(alongDimension: 1)
        }
        return online(x).gatherElements(actions).huberLoss(target)
      }
    },
    WorkloadMaker(
      "seq2seq-train", "LSTM 512 with attention, 64 pairs of 12 words, clipping, Adam",
      samples: 64,
      gigaOperations: 3 * 64 * 12
        * (OperationCount.encodedWord + OperationCount.decodedWord(source: 12)) / 1e9
    ) { random in
      let model = Seq2Seq(.random(random))
      let x = labels([64, 12], below: 8000, random)
      let y = labels([64, 12], below: 8000, random)
      let next = labels([64, 12], below: 8000, random)
      return trainingStep(Adam(model.parameters), clippingTo: 5) {
        model(x, y).crossEntropy(targets: next)
      }
    },
    WorkloadMaker(
      "handwriting-train", "Two LSTM 256 and a Gaussian mixture, 32 x 200 points, clipping, Adam",
      samples: 32, gigaOperations: 3 * 32 * 199 * OperationCount.penPoint / 1e9
    ) { random in
      let model = HandwritingNetwork(.random(random))
      let x = Tensor(shape: [32, 200, 3]) { buffer in
        for index in buffer.indices {
          let value = random.normal()
          buffer[index] = index % 3 == 2 ? (value > 1.5 ? 1 : 0) : value
        }
      }
      let (input, next) = (
        x.sliced(0..<199, alongDimension: 1), x.sliced(1..<200, alongDimension: 1)
      )
      return trainingStep(Adam(model.parameters), clippingTo: 5) {
        HandwritingNetwork.loss(model(input), points: next)
      }
    },
  ]
}
