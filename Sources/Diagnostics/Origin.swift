/// A stretch of text, as UTF-8 offsets from 0, the end not included.
public struct TextSpan: Sendable, Hashable {
  /// The offset of the first byte.
  public var start: Int
  /// The offset behind the last byte.
  public var end: Int

  /// Makes a span; an end before the start is taken for the start.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = max(start, end)
  }

  /// The smallest span that covers this one and `other`.
  public func joined(with other: TextSpan) -> TextSpan {
    TextSpan(min(start, other.start), max(end, other.end))
  }
}

/// Where something stands in the user's files: every cell, node and rule knows its origin.
public struct Origin: Sendable, Hashable {
  /// The place inside the file.
  public enum Anchor: Sendable, Hashable {
    /// The file as a whole.
    case file
    /// A line and a column of a text or XML file, both from 1; column 0 when it is not known.
    case line(Int, column: Int)
    /// A cell such as `C7`; `sheet` is nil in a CSV file, which has only one.
    case cell(sheet: String?, reference: String)
  }

  /// The path as the user gave it.
  public var file: String
  /// The place inside the file.
  public var anchor: Anchor
  /// The part of the cell or text meant, as UTF-8 offsets in it.
  public var span: TextSpan?

  /// Makes an origin.
  public init(file: String, anchor: Anchor = .file, span: TextSpan? = nil) {
    self.file = file
    self.anchor = anchor
    self.span = span
  }

  /// The same place, narrowed to a part of its text; a part of a part counts from the part's start.
  public func narrowed(to span: TextSpan) -> Origin {
    var copy = self
    let start = self.span?.start ?? 0
    copy.span = TextSpan(start + span.start, start + span.end)
    return copy
  }

  /// The place as people read it: `FILE[SHEET!CELL]`, `FILE[CELL]`, `FILE:LINE:COL` or `FILE`.
  public var place: String {
    switch anchor {
    case .file: file
    case .line(let line, let column) where column > 0: "\(file):\(line):\(column)"
    case .line(let line, _): "\(file):\(line)"
    case .cell(let sheet?, let reference): "\(file)[\(sheet)!\(reference)]"
    case .cell(nil, let reference): "\(file)[\(reference)]"
    }
  }
}
