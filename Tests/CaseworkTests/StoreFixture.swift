import Casework
import FEEL
import Glibc
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

/// A folder that is removed when the object goes.
final class TemporaryFolder {
  private let root: String

  init() throws {
    var template = Array("/tmp/docket-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw StoreError.unusable("no temporary folder") }
    root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in [
      "docket.db", "docket.db-wal", "docket.db-shm", "docket.db.lock", "docket.db.token",
    ] {
      unlink(path(name))
      unlink(path("copy-\(name)"))
    }
    rmdir(root)
  }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  /// Copies the database as it lies on disk, as a crash would leave it.
  func copyDatabase() {
    for name in ["docket.db", "docket.db-wal"] { copy(name) }
  }

  private func copy(_ name: String) {
    unlink(path("copy-\(name)"))
    let source = open(path(name), O_RDONLY)
    guard source >= 0 else { return }
    defer { close(source) }
    let target = open(path("copy-\(name)"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard target >= 0 else { return }
    defer { close(target) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let length = read(source, &buffer, buffer.count)
      guard length > 0 else { return }
      _ = write(target, buffer, length)
    }
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
