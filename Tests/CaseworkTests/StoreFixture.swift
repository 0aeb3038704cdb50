import Casework
import FEEL
import SQLiteStore
import Statechart
import TestSupport
import Testing

/// Where a store of a test lives.
enum StorePlace: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case memory
  case file

  var testDescription: String { rawValue }
}

/// A fresh store, removed with the test.
final class StoreFixture {
  static let start = Timestamp(microseconds: 1_772_366_400_000_000)

  let folder: TemporaryFolder
  let store: SQLiteStore
  let definition: DefinitionID

  init(_ place: StorePlace = .file) throws {
    folder = try TemporaryFolder()
    let path = place == .memory ? ":memory:" : folder.path("docket.db")
    store = try Self.open(path)
    definition = try store.write { transaction in
      try transaction.putDefinition(
        DefinitionRecord(
          id: DefinitionID(rawValue: 0), kind: .workflow, name: "orders", version: "sha256:1",
          file: "orders.scxml", body: [1, 2, 3], storedAt: Self.start))
    }
  }

  static func open(_ path: String) throws -> SQLiteStore {
    try SQLiteStore(
      path: path,
      options: SQLiteStore.Options(clock: ClockRecord(kind: .system, now: start)))
  }

  func record(key: String? = nil, states: [String] = ["received"]) -> CaseRecord {
    CaseRecord(
      id: CaseID(rawValue: 0), key: key, workflow: "orders", definition: definition,
      states: states, startedAt: Self.start)
  }

  func insert(key: String? = nil, states: [String] = ["received"]) throws -> CaseID {
    let record = record(key: key, states: states)
    return try store.write { try $0.insertCase(record) }
  }
}

extension TemporaryFolder {
  /// Copies the database as it lies on disk, as a crash would leave it.
  func copyDatabase() {
    for name in ["docket.db", "docket.db-wal"] { copy(path(name), to: "copy-\(name)") }
  }
}

extension StatechartEvent {
  static func sample(_ name: String, _ number: Int = 1) -> StatechartEvent {
    StatechartEvent(
      name, sendID: "s\(number)", origin: "#_scxml_c1", originType: "scxml",
      data: .context(
        ContextValue([
          "amount": .number(Number(number)), "day": .date(CalendarDate.sample),
          "note": .string("ä \u{1F600}"), "list": .list([.null, .boolean(true)]),
        ])))
  }
}

extension CalendarDate {
  static var sample: CalendarDate {
    guard let date = CalendarDate(year: 2026, month: 3, day: 1) else {
      preconditionFailure("the date exists")
    }
    return date
  }
}
