import Foundation
import XMLText

/// Reads InkML (W3C Recommendation of 20 September 2011), a sample for each outermost `traceGroup` that an annotation
/// gives a text, else one for the file.
///
/// Of a trace format the order of channels and their orientation count. Units, resolutions and canvas transforms are passed
/// over, so that ink keeps the device's units; `traceView` is too. Traces above the paper (`penUp`) are left out.
final class InkMLReader: XMLVisitor {
  private struct Trace {
    var points: [InkPoint]
    var group: Int?
  }

  private struct Labels {
    var text = ""
    var writer = ""
  }

  /// What an annotation's type says that its text is.
  private static let textTypes: Set = ["truth", "text", "label", "transcription", "contents"]

  private var points: PointGuard
  private var formats = InkMLFormats()
  private var elements: [(name: String, attributes: [String: String])] = []
  private var traces: [Trace] = []
  private var places: [String: Int] = [:]
  private var groups: [Labels] = []
  private var fileLabels = Labels()
  private var groupDepth = 0

  private init(name: String) { points = PointGuard(file: name) }

  static func read(_ bytes: [UInt8], name: String) throws(InkError) -> [InkSample] {
    let reader = InkMLReader(name: name)
    try walkXML(bytes, name: name, format: .inkML, reader)
    return reader.samples
  }

  func begin(_ name: String, _ attributes: [String: String]) throws(InkError) {
    formats.begin(name, attributes, isDefinition: elements.contains { $0.name == "definitions" })
    elements.append((name, attributes))
    guard formats.count + groups.count <= InkLimits.definitions else {
      throw .tooLarge(
        file: points.file, what: "formats, contexts and groups", limit: InkLimits.definitions)
    }
    if name == "traceGroup" {
      if groupDepth == 0 { groups.append(Labels()) }
      groupDepth += 1
    }
  }

  func end(_ name: String, _ text: String) throws(InkError) {
    let attributes = elements.popLast()?.attributes ?? [:]
    formats.end(name)
    switch name {
    case "traceGroup": groupDepth -= 1
    case "trace": try add(text, attributes)
    case "annotation": annotate(text, attributes)
    default: break
    }
  }

  private func add(_ text: String, _ attributes: [String: String]) throws(InkError) {
    guard attributes["type"] != "penUp" else { return }
    let place = "trace \(attributes["xml:id"] ?? attributes["id"] ?? String(traces.count + 1))"
    guard let format = formats.format(attributes["contextRef"] ?? groupContext) else {
      throw .unsupported(
        file: points.file, format: .inkML, detail: "has traces without the channels X and Y",
        remedy: "export it with both in each point")
    }
    var decoder = InkMLTraceDecoder(format)
    let added: [InkPoint]
    do throws(InkMLTraceDecoder.Fault) {
      added = try decoder.points(of: text)
    } catch {
      throw .damaged(
        file: points.file, format: .inkML, place: "\(place), point \(error.point)",
        found: error.found,
        expected: "values of the channels \(format.names.joined(separator: " "))")
    }
    for (index, point) in added.enumerated() {
      _ = try points.point(
        Double(point.x), Double(point.y), place: "\(place), point \(index + 1)")
    }
    if !added.isEmpty { keep(added, attributes) }
  }

  private func keep(_ added: [InkPoint], _ attributes: [String: String]) {
    let prior = attributes["priorRef"].flatMap { places[String($0.drop { $0 == "#" })] }
    let isContinued = ["middle", "end"].contains(attributes["continuation"])
    var index = traces.count
    if isContinued, let before = prior ?? traces.indices.last {
      traces[before].points += added
      index = before
    } else {
      traces.append(Trace(points: added, group: groupDepth > 0 ? groups.count - 1 : nil))
    }
    if let id = attributes["xml:id"] ?? attributes["id"] { places[id] = index }
  }

  private var groupContext: String? {
    elements.last { $0.name == "traceGroup" && $0.attributes["contextRef"] != nil }?
      .attributes["contextRef"]
  }

  private func annotate(_ text: String, _ attributes: [String: String]) {
    let type = attributes["type"]?.lowercased() ?? ""
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    func label(_ labels: inout Labels) {
      if InkMLReader.textTypes.contains(type) { labels.text = text }
      if type == "writer" { labels.writer = text }
    }
    switch (elements.last?.name, groupDepth) {
    case ("ink", _): label(&fileLabels)
    case ("traceGroup", 1): label(&groups[groups.count - 1])
    default: break
    }
  }

  private var samples: [InkSample] {
    func sample(_ traces: [Trace], _ labels: Labels) -> InkSample {
      InkSample(
        writer: labels.writer.isEmpty ? fileLabels.writer : labels.writer, text: labels.text,
        ink: Handwriting(traces.filter { !$0.points.isEmpty }.map { InkStroke($0.points) }))
    }
    let parts = Dictionary(grouping: traces) { $0.group }
    let isLabelled = parts.keys.contains { $0.map { !groups[$0].text.isEmpty } ?? false }
    guard isLabelled else { return [sample(traces, fileLabels)] }
    let grouped = groups.indices.compactMap { group in
      parts[group].map { sample($0, groups[group]) }
    }
    return grouped + (parts[nil].map { [sample($0, fileLabels)] } ?? [])
  }
}
