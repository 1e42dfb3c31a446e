import Platform
import Synchronization
import TensorCore

/// Gives the terminal back where the program is ended by a signal or by a mistake of its own. All of this may run
/// inside a signal handler: it calls nothing but `tcsetattr`, `write`, `signal`, `raise` and `_exit`.
enum TerminalRescue {
  /// How the terminal was set when it was first asked for.
  static let original: termios? = {
    var settings = termios()
    return tcgetattr(STDIN_FILENO, &settings) == 0 ? settings : nil
  }()

  /// To the other screen, without cursor.
  static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J"
  private static let leave = Array("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l".utf8)
  private static let isEntered = Atomic(false)

  /// Restores settings, cursor and screen, once.
  static func restore() {
    guard isEntered.exchange(false, ordering: .relaxed), var settings = original else { return }
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    leave.withUnsafeBytes { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }

  /// Turns the signals that end a program into a request to stop, a second one into an end; where the program
  /// itself fails, the terminal is restored before it dies as it would have.
  static func watchSignals() {
    _ = leave.count
    isEntered.store(true, ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
      Runtime.handleSignal(number) { number in
        if Interruption.isRequested {
          TerminalRescue.restore()
          _exit(128 + number)
        }
        Interruption.request(by: number)
      }
    }
    for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE] {
      Runtime.handleSignal(number) { number in
        TerminalRescue.restore()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }
}
