import Boxes
import Datasets
import Imaging
import ModelZoo
import NeuralNet
import TensorCore

/// Finds objects in pictures. Any number of threads may ask one detector at once.
public final class ObjectDetector: Sendable {
  /// What is asked.
  public struct Request: Sendable, Codable {
    /// PNG and JPEG files; `-` is standard input.
    public var files: [String]
    /// Detections with a lower score are left out.
    public var threshold: Float
    /// Of two detections of a class that overlap more than this, the better one stays.
    public var overlap: Float

    /// A question about these files.
    public init(files: [String], threshold: Float = 0.35, overlap: Float = 0.5) {
      (self.files, self.threshold, self.overlap) = (files, threshold, overlap)
    }

    /// Keeps a few detections below the threshold, so that the nearest one can be named. What two classes see in one place is
    /// one object.
    var suppression: NonMaximumSuppression {
      NonMaximumSuppression(
        .hard(iou: overlap), minimumScore: min(threshold, 0.001), limit: 1000, acrossClasses: 0.75)
    }
  }

  /// An object: its box is in pixels of the picture.
  public struct Object: Sendable, Codable, Equatable {
    /// The class's name.
    public let label: String
    /// 0...1.
    public let score: Double
    /// The left edge.
    public let x: Double
    /// The upper edge.
    public let y: Double
    /// The width.
    public let width: Double
    /// The height.
    public let height: Double

    /// The box.
    public var box: Box {
      Box(x: Float(x), y: Float(y), width: Float(width), height: Float(height))
    }
  }

  /// What is in a picture.
  public struct Answer: Sendable, Codable, Equatable {
    /// The picture's file.
    public let file: String
    /// The picture's width.
    public let width: Int
    /// The picture's height.
    public let height: Int
    /// What was found, the surest first.
    public let objects: [Object]
    /// Where nothing was found, the best score below the threshold and its class.
    public let nearest: Prediction?
    /// What the rows of objects read, where every class is a single character; else nil.
    public let text: [String]?
  }

  /// The names of the classes.
  public let labels: [String]
  /// The longer side of the network's input.
  public let side: Int
  let frozen: Frozen<Detector>

  /// A detector with the weights of a file.
  ///
  /// - Throws: what `DetectorModel` throws.
  public convenience init(contentsOf path: String) throws {
    self.init(try DetectorModel(contentsOf: path))
  }

  /// One of the detectors that ship.
  ///
  /// - Throws: what `DetectorModel` throws.
  public convenience init(_ preset: DetectorPreset = .digits) throws {
    try self.init(contentsOf: ShippedData.weights(of: preset.folder))
  }

  /// A detector that was read.
  ///
  /// - Parameter side: the longer side of the network's input, a multiple of 32; the model's own where nil.
  public init(_ model: DetectorModel, side: Int? = nil) {
    (labels, frozen) = (model.labels, Frozen(model.network))
    self.side = side ?? model.side
  }

  /// A detector that is being trained, for as long as it is not.
  package init(borrowing network: Detector, labels: [String], side: Int) {
    (self.labels, self.side, frozen) = (labels, side, Frozen(borrowing: network))
  }

  /// Detections in pixels of each picture, the surest first; pictures of the same shape are seen together.
  public func detections(
    in pictures: [Image], _ suppression: NonMaximumSuppression
  ) -> [[Detection]] {
    let boxes = pictures.map { Letterbox($0.size, side: side) }
    var result = [[Detection]](repeating: [], count: pictures.count)
    for (_, places) in Dictionary(grouping: pictures.indices, by: { boxes[$0].outer }) {
      let inputs = places.map { Self.input(boxes[$0].image(pictures[$0])) }
      let outputs = withoutGradient { frozen.network.outputs(Tensor(inputs)) }
      for (place, found) in zip(places, DetectionDecoder.detections(outputs, suppression)) {
        result[place] = found.compactMap { detection in
          let box = boxes[place].originalBox(detection.box)
          return box.isUsable
            ? Detection(box, label: detection.label, score: detection.score) : nil
        }
      }
    }
    return result
  }

  /// What the network says of a letterboxed picture.
  func outputs(of image: Image) -> Detector.Outputs {
    withoutGradient { frozen.network.outputs(Tensor([Self.input(image)])) }
  }

  /// The network's input for a letterboxed picture.
  package static func input(_ image: Image) -> ImageInput {
    ImagePipeline.imageNetColors(image)
  }
}
