public import Casework
public import Connectors
import Diagnostics
public import HTTP
import JSON
import Synchronization

/// Takes in what outside systems send, and works it off by the intake sheets.
///
/// A delivery is answered when all of it is on disk. Each thing is then worked off in one commit; what
/// cannot be is set aside for an operator and keeps nothing else waiting.
public final class IntakeDesk: Sendable {
  /// What a delivery came to.
  public enum Outcome: Sendable {
    /// The source answered it, or it is on disk.
    case answer(HTTPResponse)
    /// Nothing of it was taken.
    case refused(IntakeRefusal)
    /// There is no such intake.
    case unknown(known: [String])
  }

  private let intakes: [String: ConfiguredIntake]
  /// What starts cases and takes events.
  public let cases: CaseService
  private let sheets: @Sendable () -> [IntakeSheet]
  private let wake = Mutex<@Sendable () -> Void>({})

  /// Makes a desk.
  ///
  /// - Parameters:
  ///   - intakes: The configured ways in, by name.
  ///   - cases: What starts cases and takes events.
  ///   - sheets: The intake sheets in force.
  public init(
    intakes: [String: ConfiguredIntake], cases: CaseService,
    sheets: @escaping @Sendable () -> [IntakeSheet]
  ) {
    self.intakes = intakes
    self.cases = cases
    self.sheets = sheets
  }

  /// The configured intakes, sorted.
  public var names: [String] { intakes.keys.sorted() }

  /// Whether the intake proves by itself who sends; if not, the service's keys guard it.
  public func provesSender(_ name: String) -> Bool { intakes[name]?.source.provesSender ?? false }

  /// Answers a request to an intake.
  ///
  /// - Parameters:
  ///   - request: What was sent.
  ///   - name: The intake's name.
  ///   - asRecorded: Whether somebody who may do so feeds what was recorded earlier: neither its sender
  ///     nor its age is checked.
  /// - Returns: What it came to.
  /// - Throws: `StoreError` when nothing could be stored; the sender sends it again then.
  public func receive(
    _ request: HTTPRequest, at name: String, asRecorded: Bool = false
  ) throws -> Outcome {
    guard let intake = intakes[name] else { return .unknown(known: names) }
    if !asRecorded, let answer = intake.source.answer(request) { return .answer(answer) }
    let items: [IntakeItem]
    do throws(IntakeRefusal) {
      // Signatures age by the machine's clock, whatever clock the cases go by.
      items =
        asRecorded
        ? try intake.source.items(of: request)
        : try intake.source.read(request, now: cases.clock.machineTime)
    } catch {
      return .refused(error)
    }
    defer { wake.withLock { $0 }() }
    let new = try cases.takeIn(
      items.map { Self.record($0, name) }, oldest: asRecorded ? nil : Forgetting.keptFor)
    let body: JSONValue = [
      "taken": .number(String(new)), "known": .number(String(items.count - new)),
    ]
    return .answer(
      HTTPResponse(
        intake.kind == .instagram || intake.kind == .genesys ? .ok : .accepted,
        headers: ["Content-Type": "application/json"], body: Array(body.text.utf8)))
  }

  private static func record(_ item: IntakeItem, _ name: String) -> IntakeRecord {
    IntakeRecord(
      intake: name, key: item.key, kind: item.kind, sender: item.sender, words: item.words,
      sentAt: item.at, receivedAt: Timestamp(microseconds: 0),
      content: JSONValue.object(item.fields).text, fault: item.fault)
  }

  /// Sets what is called when something was taken in.
  func onArrival(_ wake: @escaping @Sendable () -> Void) { self.wake.withLock { $0 = wake } }

  // MARK: Working off

  /// How many things a turn works off.
  private static let batch = 100

  /// Works off what waits.
  ///
  /// - Returns: How many things were worked off or set aside.
  /// - Throws: `StoreError`.
  public func turn() throws -> Int {
    let waiting = try cases.store.read { try $0.waitingIntake(limit: Self.batch) }
    guard !waiting.isEmpty else { return 0 }
    let sheets = Dictionary(sheets().map { ($0.name, $0) }) { first, _ in first }
    for record in waiting { try work(record, sheets[record.intake]) }
    return waiting.count
  }

  private func work(_ record: IntakeRecord, _ sheet: IntakeSheet?) throws {
    guard let sheet else {
      return try cases.setAside(
        record,
        because: "no intake sheet is named \"\(record.intake)\"; write one among the workflows")
    }
    if let fault = intakes[record.intake].flatMap({ IntakeSourceChecks.fault(of: sheet, for: $0) })
    {
      return try cases.setAside(record, because: "\(fault.origin.place): \(fault.headline)")
    }
    do {
      try cases.carryOut(record, try orders(record, sheet))
    } catch let fault as IntakeFault {
      try cases.setAside(record, because: fault.description)
    } catch let error as CaseworkError {
      try cases.setAside(record, because: error.message)
    }
  }

  private func orders(_ record: IntakeRecord, _ sheet: IntakeSheet) throws -> [IntakeOrder] {
    let content = try? JSONValue.parse(Array(record.content.utf8), file: "intake")
    let (counts, now) = try cases.store.read { reader in
      (try reader.senderCounts(of: record), try cases.clock.now(reader))
    }
    return try sheet.orders(
      kind: record.kind, fields: content?.objectValue ?? [],
      sentAt: record.sentAt ?? record.receivedAt, isTimed: record.sentAt != nil, counts: counts,
      now: now.dateAndTime)
  }
}
