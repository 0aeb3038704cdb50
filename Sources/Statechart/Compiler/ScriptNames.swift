import FEEL

/// The names that a script could declare: the keys that its text writes down.
///
/// A script may compute a key; no expression can then name the variable, so it needs no slot.
enum ScriptNames {
  static func find(in text: String) -> [String] {
    var names = [String]()
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      let start = index
      var name = ""
      var isQuoted = false
      if characters[index] == "\"" {
        isQuoted = true
        index += 1
        while index < characters.count, characters[index] != "\"" {
          // An escaped character can be no part of a name; the scan only must not stop at it.
          if characters[index] == "\\" { index += 1 }
          if index < characters.count { name.append(characters[index]) }
          index += 1
        }
        index += 1
      } else if isWord(characters[index]) {
        while index < characters.count, isWord(characters[index]) { index += 1 }
        name = String(characters[start..<index])
      } else {
        index += 1
        continue
      }
      let next =
        characters.indices.contains(index)
        ? characters[index...].first { !$0.isWhitespace } : nil
      let isKey = next == ":" || isQuoted && !Names.isBuiltin(name)
      if isKey, Names.isPossible(name) { names.append(name) }
    }
    return names
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
