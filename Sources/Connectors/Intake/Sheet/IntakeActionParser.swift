import Casework

/// Reads the actions of a `Do` cell, separated by `;`; names with blanks stand in double quotes.
struct IntakeActionParser {
  private let text: String

  init(_ text: String) { self.text = text }

  /// The actions, and whether the rows below are not tried; what is none goes to `complain`.
  func actions(_ complain: (String) -> Void) -> (actions: [IntakeAction], stops: Bool) {
    var actions: [IntakeAction] = []
    var stops = false
    for words in text.split(separator: ";").map(Self.words) where !words.isEmpty {
      if words.count == 1, words[0].lowercased() == "stop" {
        stops = true
      } else if let action = Self.action(words) {
        actions.append(action)
      } else {
        complain(words.joined(separator: " "))
      }
    }
    return (actions, stops)
  }

  private static func action(_ words: [String]) -> IntakeAction? {
    let folded = words.map { $0.lowercased() }
    switch folded.first {
    case "start" where words.count == 2: return .start(workflow: words[1], orSend: nil)
    case "start" where words.count == 5 && folded[2] == "or" && folded[3] == "send":
      return .start(workflow: words[1], orSend: words[4])
    case "redact" where words.count == 2: return .redact(workflow: words[1])
    case "send" where words.count == 4 && folded[2] == "to":
      return .send(event: words[1], workflow: words[3])
    default: return nil
    }
  }

  private static func words(_ text: Substring) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    var hasWord = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
        hasWord = true
      } else if character.isWhitespace, !isQuoted {
        if hasWord { words.append(word) }
        word = ""
        hasWord = false
      } else {
        word.append(character)
        hasWord = true
      }
    }
    if hasWord { words.append(word) }
    return words
  }
}
