import Inference
import TensorCore

extension Sequence {
  /// Elements with the same key together, groups and elements in the order of their first appearance.
  func grouped<Key: Hashable>(by key: (Element) -> Key) -> [[Element]] {
    var groups: [[Element]] = []
    var places: [Key: Int] = [:]
    for element in self {
      let place = places[key(element), default: groups.count]
      if place == groups.count {
        groups.append([])
        places[key(element)] = place
      }
      groups[place].append(element)
    }
    return groups
  }

  /// Keeps some of the data aside for validation: one key in so many, 1,000 keys at most, with all their elements.
  ///
  /// Where nothing else is left, all is learnt from.
  func holdingOut<Key: Hashable>(oneIn share: Int, by key: (Element) -> Key, seed: UInt64) -> (
    training: [Element], validation: [Element]
  ) {
    let groups = grouped(by: key)
    let count = Swift.min(1000, Swift.max(1, groups.count / share))
    let order = RandomSource(seed: seed, stream: 77).permutation(groups.count)
    let held = Set(order.prefix(count))
    let parts = Dictionary(grouping: groups.indices, by: held.contains)
    func elements(_ isHeld: Bool) -> [Element] { parts[isHeld, default: []].flatMap { groups[$0] } }
    let rest = elements(false)
    return (rest.isEmpty ? Array(self) : rest, elements(true))
  }
}
