import Synchronization
import TensorCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Turns Ctrl-C (SIGINT) and SIGTERM into a flag that a loop looks at; a second Ctrl-C ends at once.
public enum Interruption {
  private static let flag = Atomic(false)

  /// Whether the user has asked to stop.
  public static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Starts to listen; called on the thread that computes.
  public static func listen() {
    for number in [SIGINT, SIGTERM] {
      Runtime.handleSignal(number) { number in
        if Interruption.isRequested { _exit(128 + number) }
        Interruption.flag.store(true, ordering: .relaxed)
      }
    }
  }
}
