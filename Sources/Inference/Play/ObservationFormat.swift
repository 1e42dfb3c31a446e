import Games
import ModelZoo
import TensorCore

/// What an agent is shown of a game: so many frames of so many bytes, and the tensor that they become.
public struct ObservationFormat: Sendable, Equatable {
  /// What a frame's bytes mean.
  public enum Element: Sendable, Equatable {
    /// Cells that are 0 or 1.
    case bit
    /// Grey, 0...255, shown to the network as 0...1.
    case grey
    /// 32-bit floats.
    case number
  }

  /// What a frame's bytes mean.
  public let element: Element
  /// The bytes of a frame.
  public let frameByteCount: Int
  /// How many frames are shown at once, the last as the last channel.
  public let stackCount: Int
  /// [H, W, C] of the tensor, or [I].
  public let inputShape: [Int]

  /// A format of its own, for tests and other environments.
  public init(element: Element, frameByteCount: Int, stackCount: Int, inputShape: [Int]) {
    self.element = element
    self.frameByteCount = frameByteCount
    self.stackCount = stackCount
    self.inputShape = inputShape
    precondition(
      inputShape.reduce(1, *) == floatCount,
      "ObservationFormat: \(stackCount) frames of \(frameByteCount) bytes do not fill \(inputShape)"
    )
  }

  /// How a game is seen.
  public init(_ game: any Game.Type, _ observation: ObservationKind) {
    let (side, stack) = (Picture.agentSide, observation.stackCount)
    switch (observation, game.grid) {
    case (.screen, _):
      self.init(
        element: .grey, frameByteCount: side * side, stackCount: stack,
        inputShape: [side, side, stack])
    case (.grid, .cells(let channels)):
      self.init(
        element: .bit, frameByteCount: 100 * channels, stackCount: stack,
        inputShape: [10, 10, channels * stack])
    case (.grid, .numbers(let count)):
      self.init(
        element: .number, frameByteCount: 4 * count, stackCount: stack, inputShape: [count * stack])
    }
  }

  /// The network that fits what is seen.
  public func network(actionCount: Int, isDueling: Bool, isNormalized: Bool = false)
    -> QNetwork.Configuration
  {
    let body: QNetwork.Body =
      switch element {
      case .bit: .minatar
      case .grey: .nature
      case .number: .mlp
      }
    return QNetwork.Configuration(
      body: body, inputShape: inputShape, actionCount: actionCount, isDueling: isDueling,
      isNormalized: isNormalized)
  }

  /// The floats of one observation.
  public var floatCount: Int {
    (element == .number ? frameByteCount / 4 : frameByteCount) * stackCount
  }

  /// Turns frames, the oldest first, into the floats of one observation.
  package func decode(_ frames: [UnsafePointer<UInt8>], into floats: UnsafeMutablePointer<Float>) {
    let stack = frames.count
    switch element {
    case .number:
      for (index, frame) in frames.enumerated() {
        UnsafeMutableRawPointer(floats + index * frameByteCount / 4)
          .copyMemory(from: frame, byteCount: frameByteCount)
      }
    case .bit where stack == 1:
      let frame = frames[0]
      for index in 0..<frameByteCount { floats[index] = Float(frame[index]) }
    case .bit, .grey:
      let scale: Float = element == .grey ? 1 / 255 : 1
      for (place, frame) in frames.enumerated() {
        var target = floats + place
        for index in 0..<frameByteCount {
          target.pointee = Float(frame[index]) * scale
          target += stack
        }
      }
    }
  }
}

/// The last frames that an agent has seen, where they come from no replay buffer.
struct FrameStack {
  private var frames: [[UInt8]]
  private let format: ObservationFormat

  init(_ format: ObservationFormat) {
    self.format = format
    let empty = [UInt8](repeating: 0, count: format.frameByteCount)
    frames = Array(repeating: empty, count: format.stackCount)
  }

  /// Takes in what there is to see; the first frame of an episode stands for those before it too.
  mutating func observe(_ environment: Environment, _ observation: ObservationKind, isFirst: Bool) {
    var frame = frames.removeFirst()
    frame.withUnsafeMutableBytes { environment.observe(observation, into: $0) }
    frames.append(frame)
    if isFirst { frames = Array(repeating: frame, count: frames.count) }
  }

  func decode(into floats: UnsafeMutablePointer<Float>) {
    func collect(_ pointers: [UnsafePointer<UInt8>], _ rest: ArraySlice<[UInt8]>) {
      guard let frame = rest.first else { return format.decode(pointers, into: floats) }
      frame.withUnsafeBufferPointer { buffer in
        if let base = buffer.baseAddress { collect(pointers + [base], rest.dropFirst()) }
      }
    }
    collect([], frames[...])
  }
}
