public import Diagnostics

extension Diagnostic {
  /// The diagnostic as programs read it; `at` is the place as people read it.
  public var json: JSONValue {
    var members = [
      JSONMember("code", .string(code.id)),
      JSONMember("severity", .string(severity.rawValue)),
      JSONMember("at", .string(origin.place)),
      JSONMember("file", .string(origin.file)),
    ]
    switch origin.anchor {
    case .file: break
    case .line(let line, let column):
      members.append(JSONMember("line", .number(String(line))))
      if column > 0 { members.append(JSONMember("column", .number(String(column)))) }
    case .cell(let sheet, let reference):
      if let sheet { members.append(JSONMember("sheet", .string(sheet))) }
      members.append(JSONMember("cell", .string(reference)))
    }
    if let span = origin.span {
      members.append(
        JSONMember(
          "span", .array([.number(String(span.start)), .number(String(span.end))])))
    }
    members.append(JSONMember("headline", .string(headline)))
    for (name, text) in [("found", found), ("expected", expected), ("mend", mend)] {
      if let text { members.append(JSONMember(name, .string(text))) }
    }
    if !notes.isEmpty {
      members.append(
        JSONMember(
          "notes",
          .array(
            notes.map { note in
              var parts = [JSONMember("text", .string(note.text))]
              if let origin = note.origin {
                parts.append(JSONMember("at", .string(origin.place)))
              }
              return .object(parts)
            })))
    }
    members.append(JSONMember("text", .string(text)))
    return .object(members)
  }
}
