import AppSupport
import ArgumentParser
import Boxes
import Inference
import Training

extension Detect {
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measures average precision on pictures with boxes, as COCO's evaluation does.",
      discussion: """
        Where the folder has a part called val or valid, that is measured, else all of it. Objects of classes that the detector does \
        not know are named and left out. With --digits, pictures are made of MNIST's test digits.
        """)

    @OptionGroup var data: DataOptions

    @Option(help: "With --digits: how many pictures are made.")
    var pictures = 500

    @Option(help: "Write the curves of precision over recall (.png or .jpg).")
    var curves: String?

    @Option(help: "Write pictures with what is found and what is there (.png or .jpg).")
    var sheet: String?

    @Flag(
      help: "Print how often detections go wrong, and how; missed are objects that no box is near.")
    var mistakes = false

    @OptionGroup var threshold: ThresholdOption
    @OptionGroup var network: DetectorOptions
    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var common: CommonOptions

    func validate() throws { try (1...100_000).check("--pictures", pictures) }

    func run() throws {
      let console = common.start()
      try drawing.check(curves, sheet)
      let detector = try network.detector()
      let set = try data.measured(
        labels: detector.labels, side: detector.side, count: pictures, seed: common.seed,
        console: console)
      let report = DetectionReport(
        of: detector, on: set, threshold: threshold.threshold, model: network.name,
        dataset: data.data ?? data.digits ?? "")
      if common.json { try console.result(json: report) } else { write(report, to: console) }
      try curves.map { try report.curves.write(to: $0) }
      try sheet.map {
        try DetectionSheet.image(of: set, seenBy: detector, threshold: threshold.threshold)
          .write(to: $0)
      }
    }

    private func write(_ report: DetectionReport, to console: Console) {
      console.result(
        "\(report.model) on \(report.dataset): mAP at 0.5 \(report.map_50.rounded(places: 4)), "
          + "at 0.5 to 0.95 \(report.map_50_95.rounded(places: 4)), \(report.count) pictures")
      console.result("average precision at 0.5 of each class:")
      for (name, value) in report.per_class.sorted(by: { $0.key < $1.key }) {
        console.result("  \(value.rounded(places: 4)) \(name)")
      }
      guard mistakes else { return }
      console.result(
        "at scores of \(threshold.threshold) or more, \(report.found) of \(report.objects) objects are found"
      )
      for kind in DetectionMistakes.Kind.allCases {
        console.result("  \(report.mistakes[kind.rawValue] ?? 0) \(kind.rawValue)")
      }
    }
  }
}
