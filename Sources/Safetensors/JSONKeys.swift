import Foundation

/// Looks at the keys of JSON's objects: `JSONDecoder` keeps one of those that are there twice and says nothing.
enum JSONKeys {
  /// The first key that an object has twice.
  ///
  /// - Parameter json: valid JSON, as a decoder has found it to be.
  static func firstRepeated(in json: ArraySlice<UInt8>) -> String? {
    var objects: [Set<String>] = []
    var position = json.startIndex
    while position < json.endIndex {
      switch json[position] {
      case UInt8(ascii: "{"): objects.append([])
      case UInt8(ascii: "}"): objects.removeLast(min(1, objects.count))
      case UInt8(ascii: "\""):
        let text = json[position..<stringEnd(json, position)]
        position = text.endIndex
        let next = json[position...].first { $0 > 0x20 }
        if next == UInt8(ascii: ":"), let key = string(text), !objects.isEmpty,
          !objects[objects.count - 1].insert(key).inserted
        {
          return key
        }
        continue
      default: break
      }
      position += 1
    }
    return nil
  }

  /// Behind the string that begins here.
  private static func stringEnd(_ json: ArraySlice<UInt8>, _ start: Int) -> Int {
    var position = start + 1
    while position < json.endIndex, json[position] != UInt8(ascii: "\"") {
      position += json[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position + 1, json.endIndex)
  }

  private static func string(_ text: ArraySlice<UInt8>) -> String? {
    guard text.contains(UInt8(ascii: "\\")) else {
      return String(decoding: text.dropFirst().dropLast(), as: UTF8.self)
    }
    return try? JSONDecoder().decode(String.self, from: Data(text))
  }
}
