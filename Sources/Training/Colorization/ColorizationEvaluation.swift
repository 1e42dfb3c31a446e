import Datasets
import Imaging
import Inference
import ModelZoo

/// How a network's colours compare with those of pictures that have colour, and with no colour at all.
public struct ColorizationEvaluation: Encodable, Sendable {
  /// Area under the cumulative curve of errors in ab, thresholds 0...150, percent.
  public let auc: Double
  /// The same, each pixel weighted by how rare its colour is.
  public let auc_rebalanced: Double
  /// Mean peak signal-to-noise ratio, dB.
  public let psnr: Double
  /// Mean colourfulness (Hasler & Süsstrunk 2003).
  public let colourfulness: Double
  /// That of the originals.
  public let original_colourfulness: Double
  /// The number of pictures.
  public let count: Int
  /// `auc` of grey pictures.
  public let grey_auc: Double
  /// `auc_rebalanced` of grey pictures.
  public let grey_auc_rebalanced: Double
  /// `psnr` of grey pictures.
  public let grey_psnr: Double

  /// What is measured.
  public enum Method: Sendable {
    /// The network alone, as it was trained: one look at pictures of at most so many pixels, its chroma enlarged bilinearly.
    case network(longerSide: Int, temperature: Float)
    /// What a person gets: mirrored views, edges, hints and all.
    case application(ColorizationOptions)
  }

  /// Pictures that go through the network together.
  private static let batchSize = 50

  /// Colours all pictures of a set.
  ///
  /// - Parameter failed: is told of each picture that cannot be read, which is left out.
  public init(
    of colorizer: Colorizer, on pictures: some Dataset<LabeledImage>, _ method: Method,
    failed: (any Error) throws -> Void = { throw $0 }
  ) throws {
    let rarity = ColorRarity(of: colorizer.network)
    var (ours, gray, truth) = (ColorErrors(), ColorErrors(), ColorErrors())
    for start in stride(from: 0, to: pictures.count, by: Self.batchSize) {
      let indices = Array(start..<min(start + Self.batchSize, pictures.count))
      let read = inParallel(indices) { try TruePicture(pictures[$0].image) }
      var batch: [TruePicture] = []
      for result in read {
        do { batch.append(try result.get()) } catch { try failed(error) }
      }
      let found = Self.colors(of: batch, colorizer, method)
      let errors = inParallel(Array(zip(batch, found))) { picture, lab in
        (
          picture.errors(of: lab, rarity), picture.errors(of: picture.grayLab, rarity),
          picture.errors(of: picture.lab, rarity)
        )
      }
      for case .success(let (one, other, original)) in errors {
        ours.add(one)
        gray.add(other)
        truth.add(original)
      }
    }
    (auc, auc_rebalanced, psnr) = (ours.area, ours.rebalancedArea, ours.psnr)
    (colourfulness, original_colourfulness) = (ours.colorfulness, truth.colorfulness)
    (grey_auc, grey_auc_rebalanced, grey_psnr) = (gray.area, gray.rebalancedArea, gray.psnr)
    count = ours.count
  }

  private static func colors(
    of pictures: [TruePicture], _ colorizer: Colorizer, _ method: Method
  ) -> [[Float]] {
    switch method {
    case .application(let options):
      let results = inParallel(pictures) { picture in
        colorizer.colored(PictureFile(picture.image), options).image.labSamples()
      }
      return results.compactMap { try? $0.get() }
    case .network(let longerSide, let temperature):
      var found = [[Float]](repeating: [], count: pictures.count)
      let groups = Dictionary(grouping: pictures.indices) {
        ColorNet.inputSize(pictures[$0].image.size, longerSide: longerSide)
      }
      for (size, members) in groups {
        let planes = members.map { pictures[$0].lightness.resized(to: size) }
        let predictions = colorizer.network.predictions(planes, temperature: temperature)
        for (member, prediction) in zip(members, predictions) {
          found[member] = pictures[member].lab(prediction)
        }
      }
      return found
    }
  }
}

/// An original: a picture that has colour.
private struct TruePicture: Sendable {
  let image: Image
  let lab: [Float]

  init(_ image: Image) {
    self.image = image.rgb()
    lab = self.image.labSamples()
  }

  var lightness: Plane {
    Plane(
      size: image.size, values: stride(from: 0, to: lab.count, by: 3).map { lab[$0] })
  }

  /// The same without colour.
  var grayLab: [Float] {
    var result = lab
    for place in result.indices where place % 3 > 0 { result[place] = 0 }
    return result
  }

  /// The same with predicted colours, enlarged bilinearly.
  func lab(_ prediction: ColorPrediction) -> [Float] {
    let a = prediction.a.resized(to: image.size)
    let b = prediction.b.resized(to: image.size)
    var result = lab
    for place in a.values.indices {
      result[3 * place + 1] = a.values[place]
      result[3 * place + 2] = b.values[place]
    }
    return result
  }

  func errors(of found: [Float], _ rarity: ColorRarity) -> ColorErrors {
    var errors = ColorErrors()
    errors.add(
      truth: lab, found: found, size: image.size, pixels: image.pixels,
      rarity: rarity.weights(lab))
    return errors
  }
}
