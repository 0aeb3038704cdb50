import FEEL
import Statechart

/// What one macrostep of a case may ask: the time, the tables, who can be reached.
///
/// A class, because it keeps the files that decided until the step is written.
final class StepEnvironment: StatechartEnvironment {
  let now: DateAndTime
  /// The same as the store counts it.
  let time: Timestamp
  /// The case as it was read.
  let record: CaseRecord
  private let library: DefinitionLibrary
  /// Nil while a step is only worked out: what needs the store then fails.
  private let reader: (any CaseReader)?
  /// The sources that decided, to be stored with the step.
  private(set) var sources: [any DecisionSource] = []
  /// Why something could not be asked; the step is undone.
  private(set) var failure: (any Error)?

  init(
    now: Timestamp, library: DefinitionLibrary, reader: (any CaseReader)?, record: CaseRecord
  ) {
    time = now
    self.now = now.dateAndTime
    self.library = library
    self.reader = reader
    self.record = record
  }

  func decide(_ request: DecisionRequest) -> DecisionOutcome {
    do {
      let source: any DecisionSource
      if request.binding == .start, let tables = record.tables {
        source = try library.decisions(tables, try store())
      } else {
        source = library.decisions
      }
      if !sources.contains(where: { $0.version == source.version }) { sources.append(source) }
      return source.decide(request, now: now)
    } catch {
      failure = failure ?? error
      return .failed(reason: "\(error)", record: nil)
    }
  }

  func reach(_ destination: Destination) -> Reachability {
    switch destination {
    case .http, .connector: return .reachable
    case .parent:
      return record.parent == nil
        ? .unknown(reason: "no session invoked this one") : .reachable
    case .invocation(let id):
      do {
        let child = try store().children(of: record.id).first {
          $0.parentInvoke == id && $0.status.isUnfinished
        }
        return child == nil
          ? .unknown(reason: "no session runs for the invocation \"\(id)\"") : .reachable
      } catch {
        failure = failure ?? error
        return .reachable
      }
    case .session(let text):
      guard let id = CaseID(text) else {
        return .unknown(reason: "there is no session \"\(text)\"")
      }
      if id == record.id { return .reachable }
      do {
        let other = try store().caseRecord(id)
        return other?.status.isUnfinished == true
          ? .reachable : .unknown(reason: "the session \(id) does not exist or has ended")
      } catch {
        failure = failure ?? error
        return .reachable
      }
    }
  }

  private func store() throws -> any CaseReader {
    guard let reader else { throw NeedsStore() }
    return reader
  }

  /// What was asked cannot be answered without the store.
  private struct NeedsStore: Error {}
}
