/// What makes a written cell look as it does, in the XML formats: each combination is a style with a name.
struct CellLook: Hashable {
  /// How the value is shown.
  enum Kind: String, CaseIterable {
    case plain
    case percent
    case date
    case moment
    case clock
  }

  var role: SheetStyle.RowRole?
  var kind: Kind
  var hasDoubleLeft: Bool

  init(role: SheetStyle.RowRole?, kind: Kind, hasDoubleLeft: Bool) {
    self.role = role
    self.kind = kind
    self.hasDoubleLeft = hasDoubleLeft
  }

  init(of cell: Cell, role: SheetStyle.RowRole?, hasDoubleLeft: Bool) {
    self.role = role
    self.hasDoubleLeft = hasDoubleLeft
    switch cell {
    case .number(_, isPercent: true): kind = .percent
    case .date: kind = .date
    case .dateAndTime: kind = .moment
    case .time: kind = .clock
    case .empty, .text, .number, .boolean, .formulaError, .formulaWithoutValue: kind = .plain
    }
  }

  /// The style's name; nil for cells that need none.
  var name: String? {
    var parts = [String]()
    switch role {
    case .title: parts.append("title")
    case .header: parts.append("header")
    case .setting: parts.append("setting")
    case nil: break
    }
    if kind != .plain { parts.append(kind.rawValue) }
    if hasDoubleLeft { parts.append("line") }
    return parts.isEmpty ? nil : parts.joined(separator: "-")
  }

  /// All looks that need a style.
  static let all: [CellLook] = [nil, .title, .header, .setting].flatMap { role in
    Kind.allCases.flatMap { kind in
      [false, true].map { CellLook(role: role, kind: kind, hasDoubleLeft: $0) }
    }
  }.filter { $0.name != nil }
}
