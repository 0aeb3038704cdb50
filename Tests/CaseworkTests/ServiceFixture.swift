import Calendars
import Casework
import Diagnostics
import FEEL
import JSON
import SQLiteStore
import Statechart
import TestSupport
import Testing

/// A service over a fresh store with a virtual clock and one workflow given as SCXML text.
final class ServiceFixture {
  static let start = Timestamp(microseconds: 1_772_366_400_000_000)

  let folder: TemporaryFolder
  let store: SQLiteStore
  let service: CaseService

  init(
    _ scxml: String, decisions: any DecisionSource = NoDecisions(),
    in folder: TemporaryFolder? = nil, database: String = "docket.db",
    clock: ClockRecord.Kind = .virtual
  ) throws {
    self.folder = try folder ?? TemporaryFolder()
    store = try SQLiteStore(
      path: self.folder.path(database),
      options: SQLiteStore.Options(clock: ClockRecord(kind: clock, now: Self.start)))
    let library = DefinitionLibrary(loader: TextLoader())
    library.replaceDecisions(decisions)
    library.replaceWorkflows([try Self.workflow(scxml)])
    service = CaseService(store: store, engine: CaseEngine(library: library))
  }

  static func workflow(_ scxml: String, version: String = "sha256:1") throws -> LoadedWorkflow {
    let statechart = try TextLoader.compile(Array(scxml.utf8))
    return LoadedWorkflow(
      name: "orders", label: "Orders", version: version, file: "orders.scxml",
      body: Array(scxml.utf8), statechart: statechart)
  }

  func workOff() throws {
    try CaseWorker(store: store, engine: service.engine, clock: service.clock).workOff()
  }

  func inbox(of id: CaseID) throws -> InboxRow? { try store.read { try $0.nextInboxRow(of: id) } }
}

/// Compiles stored workflows; there are no stored tables here.
struct TextLoader: DefinitionLoader {
  func calendar(_ definition: DefinitionRecord) throws -> BusinessCalendar { throw Broken() }

  struct Broken: Error {}

  static func compile(_ body: [UInt8]) throws -> CompiledStatechart {
    let (document, faults) = StatechartReader.read(body, file: "orders.scxml")
    guard let document else { throw try #require(faults.first.map(Fault.init)) }
    let (statechart, diagnostics) = CompiledStatechart.compile(document)
    guard let statechart else { throw try #require(diagnostics.first.map(Fault.init)) }
    return statechart
  }

  struct Fault: Error, CustomStringConvertible {
    let diagnostic: Diagnostic
    var description: String { diagnostic.text }
  }

  func workflow(_ definition: DefinitionRecord) throws -> CompiledStatechart {
    try Self.compile(definition.body)
  }

  func decisions(_ files: [TableFile]) throws -> any DecisionSource { throw Broken() }
}

/// A decision that says "review" above 100, from a file of its own.
struct LimitTable: DecisionSource {
  var files: [TableFile] { [TableFile(file: "limit.csv", version: "sha256:t1", body: [1])] }
  var version: String { "sha256:set1" }

  func decide(_ request: DecisionRequest, now: DateAndTime) -> DecisionOutcome {
    guard request.name == "limit", case .number(let total)? = request.inputs["total"] else {
      return .failed(reason: "there is no decision \"\(request.name)\"", record: nil)
    }
    let result = Value.string(total > Number(100) ? "review" : "approve")
    return .decided(
      result, outputs: ["outcome"],
      record: DecisionRecord(
        decision: "limit", file: "limit.csv", version: "sha256:t1", inputs: request.inputs,
        matched: [.init(rule: 1, id: nil, place: "limit.csv[A5]")], result: result))
  }
}
