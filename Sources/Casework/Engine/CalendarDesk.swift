import Calendars
import Diagnostics

/// Gives the calendars that deadlines of one step are counted by, and remembers which were used.
///
/// The calendar in force at the moment counts, as with tables; a deadline that was set once keeps its
/// time whatever becomes of the calendar, and the log names the version that counted.
final class CalendarDesk {
  private let library: DefinitionLibrary
  private let transaction: any CaseTransaction
  private let now: Timestamp
  /// The calendars asked for, in order and without repetition.
  private(set) var used: [LoadedCalendar] = []

  init(library: DefinitionLibrary, transaction: any CaseTransaction, now: Timestamp) {
    self.library = library
    self.transaction = transaction
    self.now = now
  }

  /// The calendar of a name or label; one whose file is gone in the version that was used last.
  ///
  /// - Throws: `CaseFailure` with the nearest name where there is none, and `StoreError`.
  func calendar(_ name: String) throws -> BusinessCalendar {
    let known = library.calendars
    let loaded = known.first { $0.name == name } ?? known.first { $0.calendar.label == name }
    guard let calendar = try loaded ?? library.storedCalendar(name, transaction) else {
      let names = known.map(\.name)
      let list = names.isEmpty ? "; none is loaded" : "; there are " + names.joined(separator: ", ")
      throw CaseFailure(
        code: CaseworkCode.badInvocation.rawValue,
        message: "there is no calendar \"\(name)\"" + Suggestion.didYouMean(name, among: names)
          + list)
    }
    if !used.contains(where: { $0.version == calendar.version && $0.name == calendar.name }) {
      if loaded != nil { try library.store(calendar, transaction, at: now) }
      used.append(calendar)
    }
    return calendar.calendar
  }
}
