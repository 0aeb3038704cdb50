import Calendars
import Casework
import DMN
import Diagnostics
import Spreadsheets

/// Reads calendars from the sheets among the workflows.
enum CalendarSource {
  /// Reads the calendars of a file; a file of other things has none.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - reading: What was read of it already.
  /// - Returns: The calendars that can be used, whether the file has any at all, and what is wrong with
  ///   them.
  static func read(
    _ source: SourceFile, in reading: FolderReading = FolderReading()
  ) -> (calendars: [LoadedCalendar], isCalendar: Bool, diagnostics: [Diagnostic]) {
    let workbook = reading.sheets(of: source.path, source.bytes).workbook
    let sheets = workbook.sheets.filter(CalendarSheetReader.isCalendar)
    var diagnostics: [Diagnostic] = []
    let version = sheets.isEmpty ? "" : SHA256.version(of: source.bytes)
    let calendars = sheets.compactMap { sheet -> LoadedCalendar? in
      let read = CalendarSheetReader.read(sheet)
      diagnostics += read.diagnostics
      return read.calendar.map {
        LoadedCalendar(
          calendar: $0, version: version, file: source.path, body: source.bytes)
      }
    }
    return (calendars, !sheets.isEmpty, diagnostics)
  }

  /// Reads all calendars of some folders and files.
  ///
  /// - Returns: The calendars by path, none for a path whose calendars have errors, and everything that
  ///   is wrong.
  static func readAll(
    at paths: [String], in folders: FolderReading
  ) -> (calendars: [String: [LoadedCalendar]], diagnostics: [Diagnostic]) {
    var calendars: [String: [LoadedCalendar]] = [:]
    var diagnostics: [Diagnostic] = []
    var owners: [String: String] = [:]
    let extensions = WorkflowSource.extensions.subtracting(["scxml"])
    for path in SourceFiles.signatures(at: paths, extensions: extensions).keys.sorted() {
      // A file that cannot be read is reported with the workflows.
      guard let bytes = folders.bytes(of: path) else { continue }
      let reading = read(SourceFile(path: path, bytes: bytes), in: folders)
      guard reading.isCalendar else { continue }
      diagnostics += reading.diagnostics
      if reading.diagnostics.hasErrors {
        calendars[path] = []
        continue
      }
      calendars[path] = reading.calendars.filter { calendar in
        guard let owner = owners[calendar.name] else {
          owners[calendar.name] = path
          return true
        }
        diagnostics.append(
          Diagnostic(
            CalendarCode.duplicateName, at: Origin(file: path),
            found: "the calendar \"\(calendar.name)\", which \(owner) holds too",
            expected: "another name, for workflows name calendars by it",
            mend: "rename one of them"))
        return false
      }
    }
    return (calendars, diagnostics)
  }

  /// Reads the stored version of a calendar.
  ///
  /// - Throws: `BrokenCalendar` with what is wrong.
  static func stored(_ definition: DefinitionRecord) throws(BrokenCalendar) -> BusinessCalendar {
    let reading = read(SourceFile(path: definition.file, bytes: definition.body))
    guard let calendar = reading.calendars.first(where: { $0.name == definition.name }) else {
      let first = reading.diagnostics.first { $0.severity == .error }
      throw BrokenCalendar(reason: first?.text ?? "its stored form holds no such calendar")
    }
    return calendar.calendar
  }
}

/// Why the stored version of a calendar can no longer be used.
struct BrokenCalendar: Error, CustomStringConvertible {
  var reason: String
  var description: String { reason }
}
