import ArgumentParser
import Files

/// A program's root command.
public protocol Application: ParsableCommand {}

extension Application {
  /// Where the program begins.
  public static func main() {
    StandardOutput.watch()
    main(FileName.arguments)
  }
}
