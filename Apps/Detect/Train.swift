import Annotations
import AppSupport
import ArgumentParser
import Inference
import Training

extension Detect {
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Teaches a detector the objects of your own pictures.",
      discussion: """
        Pictures and boxes lie in a folder, in PASCAL VOC's XML, COCO's JSON or YOLO's text files, in any of the usual \
        layouts; parts called train and val (or valid) are used as such, else a tenth of the pictures is kept aside.
        """)

    @Option(help: "Folder of pictures and boxes.")
    var data: String

    @Option(help: "Text file with the names of the classes, one a line (default: those found).")
    var classes: String?

    @Option(help: "Weight file of a ResNet-18 to begin with (default: tiny-imagenet's).")
    var weights: String?

    @Flag(help: "Begin with random weights.")
    var fromScratch = false

    @Option(help: "Longer side of the network's input, a multiple of 32.")
    var side = 320

    @Flag(help: "Turn pictures upside down too: for what has no up, such as cells.")
    var flipVertically = false

    @OptionGroup var training: TrainOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard DetectorModel.sides.contains(side), side % 32 == 0 else {
        throw ValidationError("--side is a multiple of 32 from 64 to 2048, not \(side)")
      }
    }

    func run() throws {
      let console = common.start()
      let folder = try training.folder("training/detector")
      let found = try AnnotatedFolder(data, classes: classes)
      let start =
        fromScratch
        ? nil
        : try weights.map(WeightOption.file)
          ?? ShippedData.weights(of: ClassifierPreset.tinyImageNet.rawValue)
      var recipe = DetectionRecipe(weights: start)
      training.choose(in: &recipe, seed: common.seed)
      recipe.side = side
      recipe.augmentation.flipsVertically = flipVertically
      func set(_ pictures: [AnnotatedPicture]) -> DetectionSet {
        DetectionSet(pictures, classNames: found.classNames, side: side * 3 / 2)
      }
      let parts = found.parts(heldOut: 0.1)
      let (learning, checking) = (set(parts.training), set(parts.validation))
      for fault in found.faults + learning.faults + checking.faults {
        console.remark("skipped: \(fault)")
      }
      console.remark(
        "\(found.format.rawValue): \(learning.count) pictures to learn from, \(checking.count) to check with; "
          + "classes: \(found.classNames.joined(separator: ", "))")
      let run = try recipe.run(
        on: learning, checking, folder: data, command: common.command, directory: folder,
        resumes: training.resume)
      try training.carryOut(run, on: console, isJSON: common.json) {
        "validation \($0.metric) \($0.value.rounded(places: 4)) in epoch \($0.epoch)"
      }
    }
  }
}
