/// The words of column A.
enum Keyword: String, CaseIterable {
  case table, orientation, role, name, expression, type, values, `default`
  case hitPolicy = "hit policy"
  case tests, types, locale, zone, workflow

  /// Whether the keyword begins a block of its own.
  var beginsBlock: Bool {
    switch self {
    case .table, .tests, .types, .locale, .zone, .workflow: true
    case .orientation, .role, .name, .expression, .type, .values, .default, .hitPolicy: false
    }
  }

  /// Whether the keyword says how the whole sheet is written.
  var isSetting: Bool { self == .locale || self == .zone }

  /// How the keyword is written in messages.
  var shown: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// Reads a keyword, whatever its case, with a colon behind it or not.
  init?(_ text: String) {
    // Rule numbers are by far the most frequent words of column A.
    guard let first = text.unicodeScalars.first,
      first.isASCII ? first.isASCIILetter : first.properties.isAlphabetic
    else { return nil }
    let folded = Self.folded(text)
    if folded == "test" {
      self = .tests
      return
    }
    guard let keyword = Self.allCases.first(where: { Self.folded($0.rawValue) == folded }) else {
      return nil
    }
    self = keyword
  }

  private static func folded(_ text: String) -> String {
    text.lowercased().filter { !$0.isWhitespace && $0 != "-" && $0 != "_" && $0 != ":" }
  }
}

/// What a column is for.
enum ColumnRole: String, CaseIterable {
  case input, output, note, from, until, enabled

  /// How the role is written in messages.
  var shown: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// Reads a role, whatever its case; short and long forms that people use are understood.
  init?(_ text: String) {
    switch text.lowercased().trimmingSuffix(":") {
    case "input", "in", "inputs", "condition", "if", "when": self = .input
    case "output", "out", "outputs", "result", "then": self = .output
    case "note", "notes", "annotation", "comment", "remark": self = .note
    case "from", "valid from": self = .from
    case "until", "valid until": self = .until
    case "enabled", "active": self = .enabled
    default: return nil
    }
  }
}

/// Headers that are remarks in a table without a `Role` row.
enum NoteHeader {
  static func matches(_ header: String) -> Bool {
    [
      "note", "notes", "why", "comment", "comments", "remark", "remarks", "annotation",
      "annotations",
    ].contains(header.lowercased())
  }
}

extension String {
  func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}

extension Unicode.Scalar {
  fileprivate var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
}
