/// Gives every n-gram of a set of sequences a number of its own.
///
/// A node is an n-gram; its parent is the n-gram without the last symbol. Symbols are compared by
/// their numbers alone, so that, unlike with `String`, two spellings of one character stay apart.
struct NGramTrie {
  /// The node of the empty n-gram.
  static let root: UInt32 = 0

  private var children: [UInt64: UInt32] = [:]
  /// Length of the n-gram of each node.
  private(set) var orders: [Int] = [0]

  /// The node of an n-gram that is one symbol longer, made where it is new.
  mutating func child(of node: UInt32, _ symbol: UInt32) -> UInt32 {
    let next = UInt32(truncatingIfNeeded: orders.count)
    let found = children[UInt64(node) << 32 | UInt64(symbol), default: next]
    if found == next {
      children[UInt64(node) << 32 | UInt64(symbol)] = next
      orders.append(orders[Int(node)] + 1)
    }
    return found
  }

  /// How often each n-gram of up to `maximumOrder` symbols occurs, by node.
  mutating func counts(_ symbols: [UInt32], maximumOrder: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: orders.count)
    for start in symbols.indices {
      var node = NGramTrie.root
      for symbol in symbols[start..<min(start + maximumOrder, symbols.count)] {
        node = child(of: node, symbol)
        if Int(node) == counts.count { counts.append(0) }
        counts[Int(node)] += 1
      }
    }
    return counts
  }

  /// Forgets all n-grams.
  mutating func removeAll() {
    children.removeAll(keepingCapacity: true)
    orders.removeLast(orders.count - 1)
  }
}
