#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Names of files as the system has them, which are bytes, in strings: what is no UTF-8 becomes characters of private use, one a byte,
/// and these become the same bytes again where a file is opened or its name is printed.
public enum FileName {
  /// What stands for byte 0; only bytes from 0x80 on are ever replaced.
  private static let base: UInt32 = 0x10FE00

  /// The string for a name's bytes.
  public static func string(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self), !mayHoldBytes(text) { return text }
    var scalars = String.UnicodeScalarView()
    var rest = bytes[...]
    while let first = rest.first {
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      let part = rest.prefix(length)
      // A name's own characters of this kind are replaced as well, so that none is taken for a byte.
      if let text = String(validating: part, as: UTF8.self), let scalar = text.unicodeScalars.first,
        text.unicodeScalars.count == 1, !isByte(scalar)
      {
        scalars.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        scalars.append(Unicode.Scalar(base + UInt32(first)) ?? "\u{FFFD}")
        rest = rest.dropFirst()
      }
    }
    return String(scalars)
  }

  /// The bytes of such a string.
  public static func bytes(_ name: String) -> [UInt8] {
    guard mayHoldBytes(name) else { return Array(name.utf8) }
    return name.unicodeScalars.flatMap { scalar in
      isByte(scalar) ? [UInt8(scalar.value - base)] : Array(UTF8.encode(scalar) ?? .init())
    }
  }

  /// Such a string as a person or a JSON reader may see it, all UTF-8: U+FFFD for what is none.
  public static func legible(_ name: String) -> String {
    guard mayHoldBytes(name) else { return name }
    return String(decoding: bytes(name), as: UTF8.self)
  }

  /// The arguments of the program, without its own name.
  public static var arguments: [String] {
    (1..<max(Int(CommandLine.argc), 1)).map { index in
      guard let argument = CommandLine.unsafeArgv[index] else { return "" }
      return string(UnsafeRawBufferPointer(start: argument, count: strlen(argument)))
    }
  }

  /// Calls a function of the system with a path.
  static func withPath<Result>(_ path: String, _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    guard mayHoldBytes(path) else { return path.withCString(body) }
    return (bytes(path) + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        characters.baseAddress.map(body) ?? path.withCString(body)
      }
    }
  }

  private static func isByte(_ scalar: Unicode.Scalar) -> Bool {
    (base + 0x80...base + 0xFF).contains(scalar.value)
  }

  /// Whether there is any character of the last plane at all.
  private static func mayHoldBytes(_ text: String) -> Bool { text.utf8.contains(0xF4) }
}
