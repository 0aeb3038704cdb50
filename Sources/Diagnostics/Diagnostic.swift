/// How much a diagnostic weighs.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Something the reader was told, such as a guess that was made.
  case note
  /// It works, but probably not as meant.
  case warning
  /// It cannot be used until it is mended.
  case error

  /// Orders by weight, notes first.
  public static func < (first: Severity, second: Severity) -> Bool {
    let order = Severity.allCases
    return (order.firstIndex(of: first) ?? 0) < (order.firstIndex(of: second) ?? 0)
  }
}

/// The codes of one target, each with a title; `docs/diagnostics.md` is generated from them.
///
/// A target declares one enum such as `enum FEELCode: String, DiagnosticCatalogue`, whose raw values
/// are the stable codes (`FEEL-012`).
public protocol DiagnosticCatalogue: RawRepresentable, CaseIterable, Sendable
where RawValue == String {
  /// What is wrong, in general, as one short phrase without a full stop.
  var title: String { get }
}

/// A stable code such as `FEEL-012`.
public struct DiagnosticCode: Sendable, Hashable, CustomStringConvertible {
  /// The code's text.
  public let id: String

  /// The code of a catalogue's case.
  public init(_ entry: some DiagnosticCatalogue) {
    id = entry.rawValue
  }

  /// The code's text.
  public var description: String { id }
}

/// Something about the user's file: gathered with all the others, never thrown.
public struct Diagnostic: Sendable, Hashable {
  /// A further remark, perhaps about another place.
  public struct Note: Sendable, Hashable {
    /// The remark.
    public var text: String
    /// Where it points to.
    public var origin: Origin?

    /// Makes a remark.
    public init(_ text: String, at origin: Origin? = nil) {
      self.text = text
      self.origin = origin
    }
  }

  /// The stable code.
  public var code: DiagnosticCode
  /// How much it weighs.
  public var severity: Severity
  /// Where it stands.
  public var origin: Origin
  /// What is wrong, in one line without a full stop.
  public var headline: String
  /// What was found there.
  public var found: String?
  /// What would be right.
  public var expected: String?
  /// How to mend it, as an instruction.
  public var mend: String?
  /// Further remarks.
  public var notes: [Note]

  /// Makes a diagnostic; the headline is the code's title unless one is given.
  ///
  /// An empty `expected`, such as a list of names of which there are none, is none.
  public init<Code: DiagnosticCatalogue>(
    _ code: Code, _ severity: Severity = .error, at origin: Origin, _ headline: String? = nil,
    found: String? = nil, expected: String? = nil, mend: String? = nil, notes: [Note] = []
  ) {
    self.code = DiagnosticCode(code)
    self.severity = severity
    self.origin = origin
    self.headline = headline ?? code.title
    self.found = found
    self.expected = expected.flatMap { $0.isEmpty ? nil : $0 }
    self.mend = mend
    self.notes = notes
  }
}

extension Sequence where Element == Diagnostic {
  /// Whether one of them is an error.
  public var hasErrors: Bool { contains { $0.severity == .error } }

  /// Sorted by file, then by place, errors of one place before its warnings.
  public func inReadingOrder() -> [Diagnostic] {
    sorted { first, second in
      let left = first.origin.sortKey
      let right = second.origin.sortKey
      return left != right
        ? left.lexicographicallyPrecedes(right) : first.severity > second.severity
    }
  }
}

extension Origin {
  /// A key that puts `A9` before `A10` and line 9 before line 10.
  fileprivate var sortKey: [SortKey] {
    switch anchor {
    case .file: [.text(file)]
    case .line(let line, let column): [.text(file), .number(line), .number(column)]
    case .cell(let sheet, let reference):
      [
        .text(file), .text(sheet ?? ""),
        .number(Int(reference.drop { !$0.isNumber }) ?? 0),
        .number(reference.prefix { $0.isLetter }.count),
        .text(reference),
      ]
    }
  }
}

private enum SortKey: Comparable {
  case number(Int)
  case text(String)
}
