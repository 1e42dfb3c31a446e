import Platform
import Synchronization
import TensorCore

/// Turns Ctrl-C (SIGINT) and SIGTERM into a flag that a loop looks at; a second Ctrl-C ends at once.
public enum Interruption {
  private static let number = Atomic<Int32>(0)

  /// Whether the user has asked to stop.
  public static var isRequested: Bool { number.load(ordering: .relaxed) != 0 }

  /// What a program that was stopped exits with: 128 and the signal's number.
  public static var exitCode: Int32 { 128 + number.load(ordering: .relaxed) }

  /// Notes that a signal asks to stop.
  static func request(by signal: Int32) { number.store(signal, ordering: .relaxed) }

  /// Starts to listen; called on the thread that computes.
  public static func listen() {
    for number in [SIGINT, SIGTERM] {
      Runtime.handleSignal(number) { number in
        if Interruption.isRequested { _exit(128 + number) }
        Interruption.request(by: number)
      }
    }
  }
}
