import AppSupport
import ArgumentParser
import Datasets
import Imaging
import Inference
import Training

extension Classify {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Measures accuracy and loss on photos in a folder for each class, or on MNIST's test files.",
      discussion: """
        The folders of photos are named as the network's classes are, or as WordNet numbers them. Files that cannot be \
        read are named and left out.
        """)

    @OptionGroup var network: NetworkOptions

    @Option(
      help: """
        Folder with a sub-folder for each class, or with t10k-images-idx3-ubyte[.gz] and \
        t10k-labels-idx1-ubyte[.gz].
        """)
    var data: String

    @Flag(help: "Let each photo be seen together with its mirror image.")
    var mirrored = false

    @Flag(help: "Print the accuracy of each class too.")
    var perClass = false

    @Option(help: "Write the confusion matrix (.png or .jpg).")
    var confusion: String?

    @Option(help: "Write the photos that were named worst (.png or .jpg).")
    var mistakes: String?

    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let console = common.start()
      try drawing.check(confusion, mistakes)
      if network.model?.readsDigits ?? (network.weights == nil && MNIST.isPresent(.test, in: data))
      {
        return try digits(console)
      }
      var options = network
      if options.weights == nil { options.model = options.model ?? .tinyImageNet }
      let classifier = try options.classifier() ?? Classifier(.tinyImageNet)
      if !classifier.network.readsColor { return try digits(console) }
      let result = try PhotoEvaluation(
        of: classifier, on: PhotoEvaluation.folder(in: data), mirrored: mirrored)
      for error in result.skipped { console.failure(error) }
      let report = Report(
        model: classifier.name, dataset: data, count: result.count, accuracy: result.accuracy,
        top5: result.top5, loss: result.loss, perClass: perClass ? result.perClass : nil)
      try write(report, to: console)
      try draw(result.confusion, classifier.labels, report)
      try mistakes.map { try MistakeSheet.image(result.worst).write(to: $0) }
      if !result.skipped.isEmpty { throw ExitCode.failure }
    }

    private func digits(_ console: Console) throws {
      let file = try network.loaded()
      let images = try MNIST(directory: data, split: .test)
      // MNIST's pictures are as the digit reader makes them.
      let transforms = file.transforms.withoutDigitExtraction
      try file.network.check(images, transforms)
      let result = try ClassifierEvaluation(of: file.network, on: images, transforms)
      let report = Report(
        model: file.architecture.rawValue, dataset: data, count: result.count,
        accuracy: result.accuracy, top5: nil, loss: result.loss, perClass: nil)
      try write(report, to: console)
      try draw(result.confusion, file.labels, report)
    }

    private func draw(_ counts: [[Int]], _ labels: [String], _ report: Report) throws {
      guard let confusion else { return }
      let title = "\(report.model): \(percent(report.accuracy, places: 2)) of \(report.count)"
      try ConfusionMatrixChart(title: title, labels: labels, counts: counts.flatMap { $0 })
        .image().write(to: confusion)
    }

    private func write(_ report: Report, to console: Console) throws {
      if common.json { return try console.result(json: report) }
      let top5 = report.top5.map { "top-5 \(percent($0, places: 2)), " } ?? ""
      console.result(
        "\(report.model) on \(report.dataset): accuracy \(percent(report.accuracy, places: 2)) "
          + "of \(report.count) pictures, \(top5)loss \(report.loss.rounded(places: 4))")
      for (name, share) in (report.perClass ?? [:]).sorted(by: {
        ($0.value, $0.key) < ($1.value, $1.key)
      }) {
        console.result("  \(percent(share)) \(name)")
      }
    }

    private struct Report: Encodable {
      let model: String
      let dataset: String
      let count: Int
      let accuracy: Double
      let top5: Double?
      let loss: Double
      let perClass: [String: Double]?
    }
  }
}
