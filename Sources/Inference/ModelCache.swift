import Games

/// Keeps one of each service that was asked for, so that a long-running program reads each weight file once. The actor
/// guards the table alone: services answer outside it, as many at once as ask.
public actor ModelCache {
  private var classifiers: [ClassifierPreset: Classifier] = [:]
  private var detectors: [DetectorPreset: ObjectDetector] = [:]
  private var translators: [Direction: TranslationService] = [:]
  private var bot: ChatService?
  private var painter: Colorizer?
  private var scribe: Penman?
  private var inkReader: InkReader?
  private var agents: [GameKind: Agent] = [:]

  /// An empty cache of the weights that ship.
  public init() {}

  /// A classifier.
  public func classifier(_ preset: ClassifierPreset = .lenet5) throws -> Classifier {
    try known(&classifiers[preset]) { try Classifier(preset) }
  }

  /// A detector.
  public func detector(_ preset: DetectorPreset = .digits) throws -> ObjectDetector {
    try known(&detectors[preset]) { try ObjectDetector(preset) }
  }

  /// The translator of a direction.
  public func translator(from source: String, to target: String) throws -> TranslationService {
    try known(&translators[Direction(from: source, to: target)]) {
      try TranslationService(from: source, to: target)
    }
  }

  /// The chat bot.
  public func chatBot() throws -> ChatService { try known(&bot) { try ChatService() } }

  /// What gives pictures colours.
  public func colorizer() throws -> Colorizer { try known(&painter) { try Colorizer() } }

  /// What writes by hand.
  public func penman() throws -> Penman { try known(&scribe) { try Penman() } }

  /// What reads handwriting.
  public func reader() throws -> InkReader { try known(&inkReader) { try InkReader() } }

  /// The agent that plays a game.
  public func agent(_ game: GameKind) throws -> Agent {
    try known(&agents[game]) { try Agent(game) }
  }

  private func known<Service>(_ place: inout Service?, _ make: () throws -> Service) rethrows
    -> Service
  {
    if let service = place { return service }
    let service = try make()
    place = service
    return service
  }
}
