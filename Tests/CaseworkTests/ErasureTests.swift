import Casework
import Foundation
import JSON
import SQLiteStore
import TestSupport
import Testing

/// Personal data leave a case, and finished cases leave the store; what is left can be checked.
@Suite struct ErasureTests {
  let fixture: ServiceFixture
  var service: CaseService { fixture.service }
  private let who = Intervention(actor: "olga", reason: "she asked for it")
  private let secret = 918_273_645

  init() throws {
    fixture = try ServiceFixture(CaseServiceTests.orders, decisions: LimitTable())
  }

  /// A case that a person rejected, with the secret in its data.
  private func finished(_ key: String) throws -> CaseRecord {
    let record = try service.start(
      StartRequest(
        workflow: "orders", data: ["total": .number("\(secret)")], key: key, idempotencyKey: key)
    ).record
    let task = try #require(
      try service.tasks(TaskFilter(caseID: record.id), after: nil, limit: 1).first)
    return try service.complete(
      CompleteRequest(
        task: task.id, person: "mallory", outcome: "reject", comment: "no \(secret)"))
  }

  @Test func whatIsErasedIsNotInTheFileAnyMoreAndTheChainVerifies() throws {
    let record = try finished("a")
    #expect(try service.erase("a", withKey: true, who).key == nil)
    let detail = try service.show("\(record.id)", withLog: true)
    let log = try #require(detail.log)
    #expect(log.map(\.content).dropLast().allSatisfy { $0 == nil })
    #expect(log.map(\.salt).dropLast().allSatisfy { $0 == nil })
    #expect(log.last?.event == "case.erased")
    #expect(LogChain.faults(in: log, head: detail.summary.record.logHead).isEmpty)
    #expect(detail.summary.record.states == ["rejected"])
    #expect(detail.data["total"]?.isNull != false)
    #expect(try service.replay("\(record.id)").erased == log.count - 1)

    try fixture.store.gatherIntoOneFile()
    let file = try Data(contentsOf: URL(fileURLWithPath: fixture.folder.path("docket.db")))
    for text in ["\(secret)", "mallory"] {
      #expect(file.range(of: Data(text.utf8)) == nil, "\(text)")
    }
    // The request that started it is not taken for a new one.
    #expect(throws: CaseworkError.self) {
      try service.start(
        StartRequest(
          workflow: "orders", data: ["total": .number("\(secret)")], key: "a", idempotencyKey: "a"))
    }
  }

  @Test func onlyACaseThatIsOverIsErasedAndWithAReason() throws {
    _ = try service.start(StartRequest(workflow: "orders", data: ["total": 500], key: "open"))
    _ = try service.start(StartRequest(workflow: "orders", data: ["total": 5], key: "calling"))
    let refusals: [(String, Intervention, CaseworkCode)] = [
      ("open", who, .wrongStatus), ("calling", who, .wrongStatus),
      ("calling", Intervention(), .badArgument), ("nobody", who, .unknownCase),
    ]
    for (reference, intervention, code) in refusals {
      let error = #expect(throws: CaseworkError.self) {
        try service.erase(reference, withKey: false, intervention)
      }
      #expect(error?.code == code, "\(reference)")
    }
  }

  @Test func archivedCasesVerifyFromTheFileAndLeaveTheStore() throws {
    let first = try finished("a")
    let second = try finished("b")
    _ = try service.start(StartRequest(workflow: "orders", data: ["total": 500], key: "open"))
    #expect(try service.archivable(olderThan: 1, after: nil, limit: 10).cases.isEmpty)
    _ = try service.advanceClock(.by(3_600_000_000))
    let page = try service.archivable(olderThan: 3_000_000_000, after: nil, limit: 1)
    #expect(page.next == first.id)
    let rest = try service.archivable(olderThan: 3_000_000_000, after: page.next, limit: 10)
    let archived = try (page.cases + rest.cases).map { json in
      try #require(ArchivedCase(try JSONValue.parse(json.text)))
    }
    #expect(archived.map(\.id) == [first.id, second.id])
    #expect(archived.flatMap(\.faults).isEmpty)
    #expect(archived[0].json["data"]?["total"] == .number("\(secret)"))
    let forged = try JSONValue.parse(
      archived[0].json.text.replacingOccurrences(of: "mallory", with: "mallori"))
    #expect(try #require(ArchivedCase(forged)).faults.isEmpty == false)

    // One that was changed since it was read stays.
    _ = try service.erase("b", withKey: false, who)
    var heads: [CaseID: String] = [:]
    for item in archived { heads[item.id] = item.json["head"]?.stringValue }
    #expect(try service.removeArchived(heads) == [first.id])
    #expect(throws: CaseworkError.self) { try service.show("a", withLog: false) }
    #expect(try service.list(ListRequest()).cases.compactMap(\.record.key) == ["b", "open"])
    let board = try service.status().cases.map { "\($0.count.state) \($0.count.count)" }
    #expect(board.sorted() == ["rejected 1", "review 1"])
  }
}
