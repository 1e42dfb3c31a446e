import Inference
import Ink
import ModelZoo
import NeuralNet
import Safetensors
import TensorCore

/// How a handwriting network is taught: what a user chose, and the usual choices for the rest.
public struct HandwritingRecipe: SupervisedRecipe, Sendable, Codable {
  /// What is taught.
  public enum Job: String, Codable, Sendable, CaseIterable {
    /// To write a text.
    case synthesis
    /// To write without a text: the baseline.
    case predictor
    /// To read.
    case reader
  }

  /// What is taught.
  public var job: Job
  /// Units of each LSTM layer, in each direction.
  public var units: Int
  /// LSTM layers.
  public var layers: Int
  /// The most samples of each file; nil for all.
  public var sampleLimit: Int?
  /// The most points of a sample, 5 units apart; longer ones are left out.
  public var pointLimit: Int
  /// Texts put together of single characters, as a share of the samples.
  public var practiceShare: Float
  /// Lines put together of words, as a share of the samples.
  public var lineShare: Float
  /// Samples traced from a picture of them, as a share of the samples.
  public var tracedShare: Float
  /// The most samples to measure by after each epoch, evenly chosen.
  public var validationLimit: Int
  /// Decides everything random.
  public var seed: UInt64 = 0
  /// How often the data is seen.
  public var epochs: Int
  /// Samples of 75 points a step; of longer ones fewer, of shorter ones more.
  public var batchSize: Int
  /// The peak learning rate of Adam.
  public var learningRate: Float

  /// Points of a usual sample.
  private static let usualPoints = 75
  /// Points that are evaluated together.
  private static let evaluationPoints = 8000
  /// The chance that a sample's writer is not told to the network that writes.
  private static let writerDropout: Float = 0.15

  /// The usual recipe of a job.
  public init(_ job: Job) {
    self.job = job
    (validationLimit, batchSize, tracedShare) = (1000, 64, 0)
    switch job {
    case .synthesis:
      (units, layers, pointLimit, practiceShare, lineShare) = (320, 2, 300, 0.15, 0.05)
      (epochs, learningRate) = (12, 1.5e-3)
    case .predictor:
      (units, layers, pointLimit, practiceShare, lineShare) = (400, 3, 300, 0.15, 0.05)
      (epochs, learningRate) = (15, 1e-3)
    case .reader:
      (units, layers, pointLimit, practiceShare, lineShare) = (128, 3, 600, 0.15, 0.1)
      (epochs, learningRate, tracedShare) = (20, 2e-3, 0.2)
    }
  }

  /// Data, output and how to go about it.
  public struct Place {
    /// The folder with the ink.
    public var directory: String
    /// The command line, for the weight file's metadata.
    public var command: String
    /// The folder for all results.
    public var output: String
    /// Whether to go on from a checkpoint.
    public var resumes: Bool
    /// Is told what was found.
    public var remark: (String) -> Void

    /// Data, output and how to go about it.
    public init(
      directory: String, command: String, output: String, resumes: Bool = false,
      remark: @escaping (String) -> Void
    ) {
      (self.directory, self.command, self.output) = (directory, command, output)
      (self.resumes, self.remark) = (resumes, remark)
    }
  }

  /// A training of the network that reads.
  public func readerRun(_ place: Place) throws -> TrainingRun<ReaderTask> {
    let alphabet = InkAlphabet.ascii
    let lessons = try lessons(place, alphabet) { $0.ink.preparedForReading() }
    var configuration = HandwritingReader.Configuration(
      alphabet: alphabet.text, features: ReaderBatch.featureCount)
    (configuration.units, configuration.layers) = (units, layers)
    let random = RandomSource(seed: seed)
    let network = HandwritingReader(configuration, .random(random))
    let loader = loader(lessons, .reading) { $0.preparedForReading() }
    let task = ReaderTask(
      network, loader, validation: lessons.validation, learningRate: learningRate, random: random)
    let texts = Dictionary(grouping: lessons.training, by: \.text).mapValues(\.count)
    return try run(task, lessons, place) { figure in
      try network.metadata(
        adding: metadata(lessons, place, figure).merging(
          ["texts": ModelMetadata.encoded(texts)]) { $1 })
    }
  }

  /// A training of a network that writes, after a text or without one.
  public func writerRun(_ place: Place) throws -> TrainingRun<PenTask> {
    let alphabet = InkAlphabet.ascii
    let lessons = try lessons(place, alphabet) { $0.ink.preparedForWriting(text: $0.text) }
    let loader = loader(lessons, .writing) { $0.resampled(spacing: PenBatch.unit) }
    let names = Set((lessons.training + lessons.characters).map(\.writer)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0 + 1) })
    let counts = Dictionary(grouping: lessons.training, by: \.writer).mapValues(\.count)
    let teacher = try teacher(alphabet, writerCount: names.count)
    let task = try PenTask(
      teacher.network, loader, validation: lessons.validation, points: Self.evaluationPoints,
      learningRate: learningRate, writerDropout: Self.writerDropout,
      monitor: job == .synthesis ? .last("loss") : .minimum("loss"), seed: seed,
      lesson: { sample in
        PenLesson(
          offsets: sample.ink.penOffsets(), text: try alphabet.numbers(of: sample.text),
          writer: numbers[sample.writer] ?? 0)
      }, loss: teacher.loss)
    return try run(task, lessons, place) { figure in
      let more = try metadata(lessons, place, figure).merging([
        "writers": ModelMetadata.encoded(names),
        "writer_samples": ModelMetadata.encoded(names.map { counts[$0] ?? 0 }),
      ]) { $1 }
      return try teacher.network.metadata(adding: more)
    }
  }

  /// A network that writes, and its loss in some lessons.
  private func teacher(_ alphabet: InkAlphabet, writerCount: Int) throws
    -> (network: any Network, loss: ([PenLesson]) -> Tensor)
  {
    guard job == .synthesis else {
      let network = HandwritingPredictor(
        .init(units: units, layers: layers), .random(seed: seed))
      return (network, { network.loss(PenBatch($0.map(\.offsets))) })
    }
    var configuration = HandwritingSynthesis.Configuration(
      alphabet: alphabet.text, writerCount: writerCount)
    (configuration.units, configuration.layers) = (units, layers)
    let network = HandwritingSynthesis(configuration, .random(seed: seed))
    return (
      network,
      { lessons in
        network.loss(
          PenBatch(lessons.map(\.offsets)),
          network.condition(lessons.map(\.text), writers: lessons.map(\.writer)))
      }
    )
  }

  private typealias Lessons = (
    training: [InkSample], validation: [InkSample], characters: [InkSample]
  )

  private func lessons(
    _ place: Place, _ alphabet: InkAlphabet, _ prepare: @Sendable (InkSample) -> Handwriting
  ) throws -> Lessons {
    let data = try InkData(directory: place.directory, limit: sampleLimit)
    func usable(_ samples: [InkSample], _ what: String) throws -> [InkSample] {
      try data.prepared(samples, what, alphabet, pointLimit: pointLimit, prepare)
    }
    let training = try usable(data.training, "training")
    let held = data.validation
    let count = min(validationLimit, held.count)
    let validation = try usable((0..<count).map { held[$0 * held.count / count] }, "validation")
    place.remark(
      "\(training.count) of \(data.training.count) samples by "
        + "\(Set(training.map(\.writer)).count) writers, \(data.characters.count) single characters; "
        + "\(validation.count) samples of other writers to measure by")
    return (training, validation, data.characters)
  }

  private func loader(
    _ lessons: Lessons, _ augmentation: InkAugmentation,
    prepare: @escaping @Sendable (Handwriting) -> Handwriting
  ) -> InkLoader {
    let course = InkCourse(
      lessons.training, characters: lessons.characters, practiceShare: practiceShare,
      lineShare: lineShare, tracedShare: tracedShare, pointLimit: pointLimit, seed: seed,
      prepare: prepare)
    return InkLoader(
      course, augmentation: augmentation, points: batchSize * Self.usualPoints, seed: seed)
  }

  private func run<Task: TrainingTask>(
    _ task: Task, _ lessons: Lessons, _ place: Place,
    _ metadata: @escaping (TrainingRun<Task>.Result) throws -> [String: String]
  ) throws -> TrainingRun<Task> {
    let options = TrainingOptions(
      epochs: epochs, schedule: { .oneCycle(total: $0, warmUp: 0.1) }, seed: seed,
      directory: place.output, resumes: place.resumes)
    return try TrainingRun(
      task, recipe: Fingerprint(recipe: self, samples: lessons.training.count), options: options,
      metadata: metadata)
  }

  private func metadata(
    _ lessons: Lessons, _ place: Place, _ figure: TrainingRun<some TrainingTask>.Result
  ) -> [String: String] {
    [
      "data": "\(lessons.training.count) words and lines and \(lessons.characters.count) "
        + "characters in \(place.directory)",
      "metric": "validation \(figure.metric) \(figure.value), \(lessons.validation.count) samples "
        + "of other writers",
      "command": "handwrite " + place.command,
    ]
  }

  /// What a resumed run must agree with.
  private struct Fingerprint: Encodable {
    let recipe: HandwritingRecipe
    let samples: Int
  }
}
