import Datasets
import Files
import Imaging
import Platform
import TensorCore

/// Why a picture is not coloured.
public enum ColorizationError: DescribedError, Equatable {
  /// A hint lies beside the picture.
  case hintOutside(file: String, hint: String, size: ImageSize)

  /// One sentence naming file and cause.
  public var description: String {
    switch self {
    case .hintOutside(let file, let hint, let size):
      "\(file): the hint \(hint) lies outside its \(size) pixels"
    }
  }
}

extension Colorizer {
  /// A picture to be coloured, and where it goes.
  public struct Job: Sendable, Codable, Equatable {
    /// PNG or JPEG file; `-` is standard input.
    public var input: String
    /// The file to write; `-` hands the bytes back.
    public var output: String
    /// The kind of file to write; nil for the input's own.
    public var format: ImageFileFormat?
    /// Whether what is there is replaced.
    public var overwrites: Bool

    /// A picture to be coloured.
    public init(
      input: String, output: String, format: ImageFileFormat? = nil, overwrites: Bool = false
    ) {
      (self.input, self.output, self.format, self.overwrites) = (input, output, format, overwrites)
    }

    /// Sees to it that nothing is destroyed.
    func check() throws(OverwriteRefusal) {
      if !overwrites { try OverwriteRefusal.check(output, from: input) }
    }
  }

  /// What became of a picture.
  public struct Answer: Sendable, Codable, Equatable {
    /// The file that was read.
    public let file: String
    /// The file that was written.
    public let out: String
    /// Columns of the picture as it is stored.
    public let width: Int
    /// Rows.
    public let height: Int
    /// How long it took.
    public let seconds: Double
    /// Whether the picture's own colour was left.
    public let kept: Bool
    /// Whether a colour profile was left out, since it is one of grey or of inks.
    public let profileDropped: Bool
  }

  /// A picture's answer, and its bytes where no file was to be written.
  public typealias Outcome = (answer: Answer, bytes: [UInt8]?)

  /// Colours many pictures, as many at once as there are threads, and tells of each in order; what fails, fails alone.
  public func color(
    _ jobs: [Job], _ options: ColorizationOptions,
    _ give: (Job, Result<Outcome, any Error>) throws -> Void
  ) rethrows {
    let together = 8 * Runtime.threadCount
    for start in stride(from: 0, to: jobs.count, by: together) {
      let part = Array(jobs[start..<min(start + together, jobs.count)])
      for (job, result) in zip(part, inParallel(part) { try self.color($0, options) }) {
        try give(job, result)
      }
    }
  }

  private func color(_ job: Job, _ options: ColorizationOptions) throws -> Outcome {
    let start = ContinuousClock.now
    try job.check()
    let file = try InputFile.read(
      job.input == "-" ? "/dev/stdin" : job.input, limit: Image.fileSizeLimit)
    let picture = try PictureFile(data: file, name: job.input)
    try picture.check(options.hints, job.input)
    if options.keepsColor && picture.hasColor {
      let isSameKind = job.format == nil || job.format == picture.fileFormat
      return try job.write(picture, isSameKind ? file : nil, kept: true, since: start)
    }
    return try job.write(
      colored(picture, options), profileDropped: picture.hasUnfitProfile, since: start)
  }
}

extension PictureFile {
  /// Whether the file has a colour profile that does not fit RGB.
  var hasUnfitProfile: Bool { metadata.forRGB.iccProfile != metadata.iccProfile }

  /// Sees to it that hints lie in the picture.
  func check(_ hints: [ColorHint], _ name: String) throws(ColorizationError) {
    let seen = turn.seen(size)
    for hint in hints where hint.x >= seen.width || hint.y >= seen.height {
      throw .hintOutside(file: name, hint: hint.text, size: seen)
    }
  }
}

extension Colorizer.Job {

  /// Writes a picture where it goes.
  ///
  /// - Parameter encoded: the picture's bytes where they are there already.
  func write(
    _ picture: PictureFile, _ encoded: [UInt8]? = nil, kept: Bool = false,
    profileDropped: Bool = false,
    since start: ContinuousClock.Instant
  ) throws -> Colorizer.Outcome {
    let bytes = try encoded ?? picture.encoded(as: format ?? picture.fileFormat, name: output)
    if output != "-" { try AtomicFile.write(bytes, to: output) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let answer = Colorizer.Answer(
      file: input, out: output, width: picture.size.width, height: picture.size.height,
      seconds: (seconds * 1000).rounded() / 1000, kept: kept, profileDropped: profileDropped)
    return (answer, output == "-" ? bytes : nil)
  }
}
