import Calendars
import Connectors
import DecisionSheets
import Diagnostics
import Spreadsheets
import WorkflowSheets

/// One reading of the folders: each file is read from disk and unpacked once, whatever is sought in it.
///
/// Tables are sought first. Their sheets are large, so what is kept of a workbook after that are only the
/// sheets that may hold anything else.
final class FolderReading {
  private typealias Content = (workbook: Workbook, diagnostics: [Diagnostic])

  private var bytes: [String: [UInt8]?] = [:]
  /// Whole workbooks whose tables have not been asked for yet.
  private var whole: [String: Content] = [:]
  /// What is left of workbooks without the sheets that hold nothing but tables.
  private var rest: [String: Content] = [:]

  /// The bytes of a file; nil when it is gone or cannot be read.
  func bytes(of path: String) -> [UInt8]? {
    if let known = bytes[path] { return known }
    let read = SourceFiles.read(path)
    bytes[path] = .some(read)
    return read
  }

  /// Notes what a file held that was read already.
  func add(_ files: [DecisionSheets.TableFile]) {
    for file in files { bytes[file.path] = .some(file.bytes) }
  }

  /// The whole workbook of a file, which is let go with this.
  func takeWhole(_ file: DecisionSheets.TableFile) -> (Workbook, [Diagnostic]) {
    // A version that was kept is another file under the same path.
    guard bytes[file.path] == .some(file.bytes) else {
      return WorkbookReader.read(file.bytes, file: file.path)
    }
    if let known = whole.removeValue(forKey: file.path) { return known }
    return read(file.path, file.bytes)
  }

  /// The whole workbook of a file whose tables are going to be asked for.
  func keepWhole(_ path: String, _ bytes: [UInt8]) -> Workbook {
    let content = whole[path] ?? read(path, bytes)
    whole[path] = content
    return content.workbook
  }

  /// Lets a whole workbook go that holds no tables.
  func letGo(_ path: String) { whole[path] = nil }

  /// The sheets of a file that may be something else than tables.
  func sheets(of path: String, _ bytes: [UInt8]) -> (workbook: Workbook, diagnostics: [Diagnostic])
  {
    if let known = rest[path] { return known }
    _ = read(path, bytes)
    return rest[path] ?? (Workbook(file: path, sheets: []), [])
  }

  private func read(_ path: String, _ bytes: [UInt8]) -> Content {
    let content = WorkbookReader.read(bytes, file: path)
    var others = content.workbook
    others.sheets = others.sheets.filter { sheet in
      WorkflowSheetReader.holdsWorkflow(sheet) || CalendarSheetReader.isCalendar(sheet)
        || IntakeSheetReader.isIntake(sheet)
    }
    rest[path] = (others, content.diagnostics)
    return content
  }
}
