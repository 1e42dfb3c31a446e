import Files
import Imaging

/// Reads the ink of a file, whose format its content shows: JSON lines, IAM-OnDB XML, InkML or UNIPEN.
///
/// Strokes keep the device's units, y pointing down; `InkSample.normalized` makes them comparable. When points were
/// written and how hard the pen was pressed is not kept.
///
/// - Throws: `InkError` naming the file, what is wrong and what to do.
public func readInk(_ path: String) throws(InkError) -> [InkSample] {
  try readInk(inkBytes(path), name: path)
}

/// Reads the ink of a file's bytes.
///
/// - Parameters:
///   - bytes: the whole file, unpacked.
///   - name: what error messages call it.
/// - Throws: `InkError` naming the file, what is wrong and what to do.
public func readInk(_ bytes: [UInt8], name: String) throws(InkError) -> [InkSample] {
  try readInk(bytes, name: name, takesPictures: false)
}

/// The same; a refusal names the formats of pictures where these are taken besides.
private func readInk(_ bytes: [UInt8], name: String, takesPictures: Bool) throws(InkError)
  -> [InkSample]
{
  guard bytes.count <= InkLimits.fileBytes else {
    throw .tooLarge(file: name, what: "bytes", limit: InkLimits.fileBytes)
  }
  guard InkFormat.start(of: bytes) < bytes.count else { throw .empty(file: name) }
  guard let format = InkFormat(content: bytes) else {
    throw .unknownFormat(file: name, found: InkFormat.guess(bytes), takesPictures: takesPictures)
  }
  guard format == .jsonLines || bytes.count <= InkLimits.sheetBytes else {
    throw .tooLarge(file: name, what: "bytes", limit: InkLimits.sheetBytes)
  }
  let samples =
    switch format {
    case .jsonLines: try JSONLinesReader.read(bytes, name: name)
    case .iamOnline: try IAMOnlineReader.read(bytes, name: name)
    case .inkML: try InkMLReader.read(bytes, name: name)
    case .unipen: try UnipenReader.read(bytes, name: name)
    }
  let written = samples.filter { !$0.ink.isEmpty }
  guard !written.isEmpty else { throw .noInk(file: name, format: format) }
  return written
}

/// Reads the ink of a file, or traces that of a PNG or JPEG picture of one line of writing (`Handwriting.init(tracing:)`).
///
/// - Throws: `InkError` naming the file, what is wrong and what to do.
public func readInkOrPicture(_ path: String) throws(InkError) -> [InkSample] {
  let bytes = try inkBytes(path)
  guard ImageFileFormat(signature: bytes) != nil else {
    return try readInk(bytes, name: path, takesPictures: true)
  }
  let image: Image
  do {
    image = try Image(data: bytes, name: path, reducedTo: InkLimits.tracedSide)
  } catch {
    throw .image(error)
  }
  guard let ink = Handwriting(tracing: image) else { throw .noInkInPicture(file: path) }
  return [InkSample(source: path, ink: ink)]
}

private func inkBytes(_ path: String) throws(InkError) -> [UInt8] {
  do {
    return try InputFile.read(path, limit: InkLimits.fileBytes)
  } catch {
    throw .file(error)
  }
}

/// Looks at each point of a file before it is kept.
struct PointGuard {
  let file: String
  private(set) var count = 0

  init(file: String) { self.file = file }

  /// A point of numbers that a file holds.
  ///
  /// - Throws: `InkError` for a coordinate that is not on any paper, or too many points.
  mutating func point(_ x: Double, _ y: Double, place: @autoclosure () -> String) throws(InkError)
    -> InkPoint
  {
    let limit = Double(InkLimits.coordinate)
    for value in [x, y] where !(abs(value) <= limit) {
      throw .outOfRange(file: file, place: place(), found: "\(value)")
    }
    try add(1)
    return InkPoint(x: Float(x), y: Float(y))
  }

  /// Counts points that are kept once more.
  mutating func add(_ points: Int) throws(InkError) {
    count += points
    guard count <= InkLimits.points else {
      throw .tooLarge(file: file, what: "points", limit: InkLimits.points)
    }
  }
}
