import AppSupport
import ArgumentParser
import Files
import Imaging
import Inference

extension Detect {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Finds objects in pictures (the default command).",
      discussion: """
        Prints each object with its score and its box: left, top, width and height in pixels of the picture as it is seen. Where \
        nothing is found, the best guess below the threshold is named.
        """)

    @Argument(help: "PNG or JPEG files, folders of them, or - for one picture on standard input.")
    var inputs: [String]

    @Option(
      help: "File (.png or .jpg) to write the picture with its boxes to; a folder for several.")
    var out: String?

    @Flag(help: "Replace files that are there.")
    var overwrite = false

    @Option(
      help:
        "Of two boxes of a class whose intersection over union is above this, 0 to 1, the better stays."
    )
    var nms: Float = 0.5

    @OptionGroup var threshold: ThresholdOption
    @OptionGroup var network: DetectorOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard !inputs.isEmpty else { throw ValidationError("name at least one picture") }
      guard (0...1).contains(nms) else { throw ValidationError("--nms is from 0 to 1, not \(nms)") }
    }

    func run() throws {
      let console = common.start()
      var destination = try out.map {
        try PictureDestination($0, inputs: inputs, suffix: "boxes", kind: "drawn")
      }
      if destination?.isStandardOutput ?? false {
        throw ValidationError("--out names a file or a folder: standard output is for the boxes")
      }
      let detector = try network.detector()
      try destination?.prepare()
      var failures = 0
      failures += PictureFiles(inputs).forEach(console: console) { files in
        let request = ObjectDetector.Request(
          files: files, threshold: threshold.threshold, overlap: nms)
        detector.findings(in: request) { result in
          do {
            let finding = try result.get()
            try print(finding.answer, to: console)
            guard let path = try destination?.output(for: finding.answer.file) else { return }
            try draw(finding, detector, to: path)
          } catch {
            console.failure("\(error)")
            failures += 1
          }
        }
      }
      if failures > 0 { throw ExitCode.failure }
    }

    private func draw(
      _ finding: ObjectDetector.Finding, _ detector: ObjectDetector, to path: String
    ) throws {
      if !overwrite { try OverwriteRefusal.check(path, from: finding.answer.file) }
      var picture = DetectionPicture(finding.picture, labels: detector.labels)
      picture.draw(finding.detections)
      try picture.image.write(to: path)
    }

    private func print(_ answer: ObjectDetector.Answer, to console: Console) throws {
      if common.json { return try console.result(json: answer) }
      guard !answer.objects.isEmpty else {
        let guess = answer.nearest.map {
          "; the best guess below the threshold of \(threshold.threshold) is '\($0.label)' "
            + "with a score of \($0.probability.rounded(places: 3))"
        }
        return console.result("\(answer.file): nothing found\(guess ?? "")")
      }
      let rows = answer.text.map { ", reads \($0.joined(separator: " / "))" } ?? ""
      console.result("\(answer.file): \(answer.objects.count) found\(rows)")
      for object in answer.objects {
        console.result(
          "  \(object.label) \(percent(object.score)) at \(Int(object.x.rounded())),\(Int(object.y.rounded())), "
            + "\(Int(object.width.rounded())) x \(Int(object.height.rounded()))")
      }
    }
  }
}
