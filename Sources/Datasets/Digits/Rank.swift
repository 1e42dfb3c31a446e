/// The number that would stand at a place if all were sorted, in linear time whatever they are: digit by digit of their bits.
///
/// - Parameter rank: 0 for the smallest.
func ranked(_ values: [Float], at rank: Int) -> Float {
  precondition(values.indices.contains(rank), "ranked: place \(rank) of \(values.count)")
  // In the order of the numbers: negative ones turned over.
  func key(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 1 << 31
  }
  var (prefix, mask, rest): (UInt32, UInt32, Int) = (0, 0, rank)
  var counts = [Int](repeating: 0, count: 1 << 11)
  for (shift, width) in [(UInt32(21), UInt32(11)), (10, 11), (0, 10)] {
    let digits = (UInt32(1) << width) - 1
    for index in counts.indices { counts[index] = 0 }
    for value in values where key(value) & mask == prefix {
      counts[Int(key(value) >> shift & digits)] += 1
    }
    var digit = 0
    while rest >= counts[digit] {
      rest -= counts[digit]
      digit += 1
    }
    prefix |= UInt32(digit) << shift
    mask |= digits << shift
  }
  return Float(bitPattern: prefix >> 31 == 1 ? prefix & ~(1 << 31) : ~prefix)
}
