import AppSupport
import ArgumentParser
import Datasets
import Imaging
import Inference
import Training

extension Classify {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measures accuracy and loss on test pictures in MNIST's files.")

    @OptionGroup var network: NetworkOptions

    @Option(help: "Folder with t10k-images-idx3-ubyte[.gz] and t10k-labels-idx1-ubyte[.gz].")
    var data: String

    @Option(help: "Write the confusion matrix as a PNG.")
    var confusion: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      let file = try ClassifierModel(contentsOf: network.path(), expected: network.model)
      let images = try MNIST(directory: data, split: .test)
      // MNIST's pictures are as the digit reader makes them.
      let transforms = file.transforms.withoutDigitExtraction
      try file.network.check(images, transforms)
      let result = try ClassifierEvaluation(of: file.network, on: images, transforms)
      let report = Report(
        model: file.architecture.rawValue, dataset: data, count: result.count,
        accuracy: result.accuracy, loss: result.loss)
      if let confusion {
        let title = "\(report.model): \(percent(result.accuracy, places: 2)) of \(result.count)"
        try ConfusionMatrixChart(
          title: title, labels: file.labels, counts: result.confusion.flatMap { $0 }
        ).image().writePNG(to: confusion)
      }
      if common.json {
        try console.result(json: report)
      } else {
        console.result(
          "\(report.model) on \(report.dataset): accuracy "
            + "\(percent(report.accuracy, places: 2)) of \(report.count) pictures, "
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
