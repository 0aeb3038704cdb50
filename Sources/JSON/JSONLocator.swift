/// Finds where a member stands in a JSON text, so that a message about its value can say so.
///
/// The text must have been parsed before: this one only skips.
public struct JSONLocator: Sendable {
  private let text: [UInt8]

  /// Makes a locator over a text that is JSON.
  public init(_ text: [UInt8]) {
    self.text = text
  }

  /// The line and the column, both from 1, of the name of a member.
  ///
  /// - Parameter path: The names of the objects' members from the outside in; elements of a list by
  ///   their number from 0.
  /// - Returns: Nil when there is none.
  public func position(of path: [String]) -> (line: Int, column: Int)? {
    var position = 0
    var found = 0
    skipSpace(&position)
    for name in path {
      guard let member = enter(&position, name) else { return nil }
      found = member
    }
    let before = text.prefix(found)
    let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return (line, String(decoding: text[start..<found], as: UTF8.self).count + 1)
  }

  /// Moves to the value of a member; answers where the member begins.
  private func enter(_ position: inout Int, _ name: String) -> Int? {
    guard position < text.count else { return nil }
    let isList = text[position] == UInt8(ascii: "[")
    guard isList || text[position] == UInt8(ascii: "{") else { return nil }
    position += 1
    var index = 0
    while true {
      skipSpace(&position)
      guard position < text.count, !"]}".utf8.contains(text[position]) else { return nil }
      let start = position
      var key = String(index)
      if !isList {
        skipValue(&position)
        key =
          (try? JSONValue.parse(Array(text[start..<position])))?.stringValue ?? ""
        skipSpace(&position)
        position += 1
        skipSpace(&position)
      }
      if key == name { return start }
      skipValue(&position)
      skipSpace(&position)
      guard position < text.count, text[position] == UInt8(ascii: ",") else { return nil }
      position += 1
      index += 1
    }
  }

  /// Moves behind a value: brackets are counted, texts passed over.
  private func skipValue(_ position: inout Int) {
    var depth = 0
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\""): skipText(&position)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
        continue
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
        if depth == 0 { return }
        position += 1
        continue
      default:
        position += 1
        if depth == 0, position < text.count, !",:]} \t\n\r".utf8.contains(text[position]) {
          continue
        }
      }
      if depth == 0 { return }
    }
  }

  private func skipText(_ position: inout Int) {
    position += 1
    while position < text.count, text[position] != UInt8(ascii: "\"") {
      position += text[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    position += 1
  }

  private func skipSpace(_ position: inout Int) {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) {
      position += 1
    }
  }
}
