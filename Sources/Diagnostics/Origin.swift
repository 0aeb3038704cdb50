import Synchronization

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
///
/// A table has hundreds of thousands of them, so an origin is three words: what it says about the file
/// is shared.
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

  private enum Kind: UInt8 {
    case file, line, cell, reference
  }

  let source: OriginSource
  /// The line or row; the row of a cell from 1.
  let row: UInt32
  /// The kind in the lowest two bits, above them the column; that of a cell from 1.
  let columnAndKind: UInt32
  private var spanStart: Int32 = -1
  private var spanEnd: Int32 = -1

  /// Makes an origin.
  public init(file: String, anchor: Anchor = .file, span: TextSpan? = nil) {
    switch anchor {
    case .file: self.init(OriginSource.named(file), .file, 0, 0)
    case .line(let line, let column):
      self.init(OriginSource.named(file), .line, line, column)
    case .cell(let sheet, let reference):
      if let place = CellPlace(reference) {
        self.init(OriginSource.named(file, sheet: sheet), .cell, place.row, place.column)
      } else {
        self.init(OriginSource(file: file, sheet: sheet, reference: reference), .reference, 0, 0)
      }
    }
    self.span = span
  }

  /// Makes the origin of a cell.
  ///
  /// - Parameters:
  ///   - file: The path as the user gave it.
  ///   - sheet: The name of the sheet; nil in a CSV file.
  ///   - row: The row, from 0.
  ///   - column: The column, from 0.
  public init(file: String, sheet: String?, row: Int, column: Int) {
    self.init(OriginSource.named(file, sheet: sheet), .cell, row + 1, column + 1)
  }

  private init(_ source: OriginSource, _ kind: Kind, _ row: Int, _ column: Int) {
    self.source = source
    self.row = UInt32(clamping: row)
    columnAndKind = min(UInt32(clamping: column), UInt32.max >> 2) << 2 | UInt32(kind.rawValue)
  }

  init(_ source: OriginSource, row: UInt32, columnAndKind: UInt32) {
    self.source = source
    self.row = row
    self.columnAndKind = columnAndKind
  }

  /// Another cell of the same sheet, without a look for what its cells share.
  ///
  /// - Parameters:
  ///   - row: The row, from 0.
  ///   - column: The column, from 0.
  /// - Returns: Its origin.
  package func cell(row: Int, column: Int) -> Origin {
    Origin(source, .cell, row + 1, column + 1)
  }

  /// The path as the user gave it.
  public var file: String {
    get { source.file }
    set { self = Origin(file: newValue, anchor: anchor, span: span) }
  }

  /// The place inside the file.
  public var anchor: Anchor {
    get {
      switch Kind(rawValue: UInt8(columnAndKind & 3)) {
      case .line: .line(Int(row), column: Int(columnAndKind >> 2))
      case .cell:
        .cell(
          sheet: source.sheet,
          reference: CellPlace(row: Int(row), column: Int(columnAndKind >> 2)).reference)
      case .reference: .cell(sheet: source.sheet, reference: source.reference ?? "")
      case .file, nil: .file
      }
    }
    set { self = Origin(file: file, anchor: newValue, span: span) }
  }

  /// The part of the cell or text meant, as UTF-8 offsets in it.
  public var span: TextSpan? {
    get { spanStart < 0 ? nil : TextSpan(Int(spanStart), Int(spanEnd)) }
    set {
      spanStart = newValue.map { Int32(clamping: max(0, $0.start)) } ?? -1
      spanEnd = newValue.map { Int32(clamping: max(0, $0.end)) } ?? -1
    }
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

/// A cell by its numbers, both from 1.
private struct CellPlace {
  let row: Int
  let column: Int

  init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }

  /// Reads `C7` in the one way that it is written back.
  init?(_ reference: String) {
    var column = 0
    var row = 0
    for byte in reference.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z") where row == 0:
        column = column * 26 + Int(byte - UInt8(ascii: "A")) + 1
      case UInt8(ascii: "0")...UInt8(ascii: "9") where column > 0:
        row = row * 10 + Int(byte - UInt8(ascii: "0"))
        if row == 0 { return nil }
      default: return nil
      }
      guard column <= 1 << 24, row <= 1 << 31 else { return nil }
    }
    guard column > 0, row > 0 else { return nil }
    self.init(row: row, column: column)
  }

  var reference: String {
    var letters = ""
    var rest = column
    while rest > 0 {
      letters = String(UnicodeScalar(UInt8(ascii: "A") + UInt8((rest - 1) % 26))) + letters
      rest = (rest - 1) / 26
    }
    return letters + String(row)
  }
}

/// What the origins of one file or sheet share.
final class OriginSource: Sendable, Hashable {
  let file: String
  let sheet: String?
  /// A place that is no cell by its letters and number.
  let reference: String?

  init(file: String, sheet: String?, reference: String?) {
    self.file = file
    self.sheet = sheet
    self.reference = reference
  }

  /// The source that was named last: files are read one after the other.
  private static let last = Mutex<OriginSource?>(nil)

  static func named(_ file: String, sheet: String? = nil) -> OriginSource {
    last.withLock { last in
      if let last, last.file == file, last.sheet == sheet { return last }
      let source = OriginSource(file: file, sheet: sheet, reference: nil)
      last = source
      return source
    }
  }

  static func == (first: OriginSource, second: OriginSource) -> Bool {
    first === second
      || first.file == second.file && first.sheet == second.sheet
        && first.reference == second.reference
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(file)
    hasher.combine(sheet)
    hasher.combine(reference)
  }
}
