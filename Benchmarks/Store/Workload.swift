import Casework
import Diagnostics
import FEEL
import Foundation
import JSON
import Runner
import SQLiteStore

/// What is measured: one case = start with one decision by a table of 100 rules, three moves, finish; each
/// of the five steps is committed on its own.
struct Workload: Sendable {
  static let stepsPerCase = 5
  static let moves = ["review", "approve", "book", "finish"]

  let store: SQLiteStore
  let service: CaseService

  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:docket="urn:docket:workflow:1" version="1.0"
           name="orders" initial="decide">
      <datamodel>
        <data id="country" docket:type="string"/><data id="total" docket:type="number"/>
        <data id="customer" docket:type="string"/><data id="routing"/>
      </datamodel>
      <state id="decide">
        <onentry><docket:decide table="routing" location="routing"/></onentry>
        <transition event="review" target="reviewed"/>
      </state>
      <state id="reviewed"><transition event="approve" target="approved"/></state>
      <state id="approved"><transition event="book" target="booked"/></state>
      <state id="booked"><transition event="finish" target="done"/></state>
      <final id="done"/>
    </scxml>
    """

  /// 100 rules, of which one answers.
  private static var table: String {
    var lines = ["First,in: country,in: total,out: team"]
    for rule in 0..<100 {
      lines.append("\(rule + 1),C\(rule / 4),< \(500 * (rule % 4 + 1)),T\(rule)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Opens a store in a folder, making the folder's tables and workflows anew.
  init(folder: URL, database: String = "bench.db", checksIntegrity: Bool = false) throws {
    let tables = folder.appendingPathComponent("tables")
    let workflows = folder.appendingPathComponent("workflows")
    for made in [tables, workflows] {
      try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    }
    try Self.table.write(
      to: tables.appendingPathComponent("routing.csv"), atomically: true, encoding: .utf8)
    try Self.workflow.write(
      to: workflows.appendingPathComponent("orders.scxml"), atomically: true, encoding: .utf8)
    let library = DefinitionLibrary(loader: StoredDefinitions())
    let folders = DefinitionFolders(
      tables: [tables.path], workflows: [workflows.path], library: library)
    let report = folders.load()
    guard report.workflows == 1, report.decisions == 1 else {
      throw Failure(text: report.diagnostics.map(\.text).joined(separator: "\n"))
    }
    store = try SQLiteStore(
      path: folder.appendingPathComponent(database).path,
      options: .init(
        clock: ClockRecord(kind: .system, now: CaseClock.machine()),
        checksIntegrity: checksIntegrity, stays: true))
    service = CaseService(store: store, engine: CaseEngine(library: library))
  }

  struct Failure: Error, CustomStringConvertible {
    var text: String
    var description: String { text }
  }

  /// The data of the case of a number.
  static func data(_ number: Int) -> JSONValue {
    [
      "country": .string("C\(number % 25)"), "total": .number("\(number % 2000)"),
      "customer": .string("customer \(number)"),
    ]
  }

  /// Runs a whole case; gives the time of each step in nanoseconds.
  func runCase(_ number: Int, _ times: inout [UInt64]) throws {
    var before = DispatchTime.now().uptimeNanoseconds
    func tick() {
      let now = DispatchTime.now().uptimeNanoseconds
      times.append(now - before)
      before = now
    }
    let started = try service.start(StartRequest(workflow: "orders", data: Self.data(number)))
    tick()
    let id = started.record.id.description
    for move in Self.moves {
      _ = try service.send(SendRequest(reference: id, event: move, wait: true))
      tick()
    }
  }
}
