// The reference implementation of the metrics is written in Python. What Python's `str` calls white
// space and lower case is repeated here, so that the scores agree to the last digit.

/// Whether Python's `str.split()` and `str.strip()` take a code point for white space.
func isPythonSpace(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x20, 0x09...0x0D, 0x1C...0x1F: true
  case ..<0x85: false
  case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
  default: false
  }
}

/// The code points of a text.
func codePoints(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

/// Without white space at the end.
func strippedAtEnd(_ text: [UInt32]) -> ArraySlice<UInt32> {
  text[..<((text.lastIndex { !isPythonSpace($0) } ?? -1) + 1)]
}

/// Lower case as `str.lower()` makes it: scalar by scalar, and a sigma at the end of a word becomes
/// its final form.
func pythonLowercased(_ text: String) -> [UInt32] {
  let scalars = Array(text.unicodeScalars)
  var lowered: [UInt32] = []
  lowered.reserveCapacity(scalars.count)
  for (index, scalar) in scalars.enumerated() {
    if scalar.value < 0x80 {
      lowered.append(scalar.value | (scalar.value >= 65 && scalar.value <= 90 ? 0x20 : 0))
    } else if scalar.value == 0x3A3 {
      lowered.append(isFinalSigma(scalars, index) ? 0x3C2 : 0x3C3)
    } else {
      lowered += scalar.properties.lowercaseMapping.unicodeScalars.map(\.value)
    }
  }
  return lowered
}

/// A cased letter before it and none after it; marks that case ignores do not count.
private func isFinalSigma(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
  let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
  let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
  return before?.properties.isCased == true && after?.properties.isCased != true
}
