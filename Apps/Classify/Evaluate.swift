import AppSupport
import ArgumentParser
import Datasets
import ModelZoo
import Training

extension Classify {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measures accuracy and loss on test pictures in MNIST's files.")

    @Option(help: "Network: lenet5 or mlp.")
    var model: ClassifierArchitecture = .lenet5

    @Option(help: "Weight file (default: the one that ships).")
    var weights: String?

    @Option(help: "Folder with t10k-images-idx3-ubyte[.gz] and t10k-labels-idx1-ubyte[.gz].")
    var data: String

    @Option(help: "Write the confusion matrix as a PNG.")
    var confusion: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let path = try weights ?? DataFolder.weights(of: model.rawValue)
      let file = try ClassifierFile(contentsOf: path, expected: model)
      let images = LabeledImages(try MNIST(directory: data, split: .test))
      let result = ClassifierEvaluation(of: file.model, on: images, classCount: 10)
      let report = Report(
        model: model.rawValue, dataset: data, count: result.count,
        accuracy: result.accuracy, loss: result.loss)
      if common.json {
        try console.result(json: report)
      } else {
        console.result(
          "\(report.model) on \(report.dataset): accuracy "
            + "\((report.accuracy * 100).rounded(places: 2)) % of \(report.count) pictures, "
            + "loss \(report.loss.rounded(places: 4))")
      }
    }

    private struct Report: Encodable {
      let model: String
      let dataset: String
      let count: Int
      let accuracy: Double
      let loss: Double
    }
  }
}
