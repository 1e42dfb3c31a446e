/// An IDX file of unsigned bytes that states these dimensions.
public func idx(_ dimensions: [UInt32], _ elements: [UInt8], type: UInt8 = 8) -> [UInt8] {
  [0, 0, type, UInt8(dimensions.count)] + dimensions.flatMap(bigEndian) + elements
}

/// The four bytes of a number, the largest first.
public func bigEndian(_ value: UInt32) -> [UInt8] {
  [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
}
