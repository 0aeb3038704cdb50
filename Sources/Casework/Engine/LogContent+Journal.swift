import Diagnostics
import FEEL
import JSON
import Statechart

extension LogContent {
  /// Writes what happened in the step: each kind of entry in an array of its own, in order.
  func writeJournal(into writer: inout JSONWriter) {
    for part in Part.allCases {
      guard journal.contains(where: { part.holds($0) }) else { continue }
      if part == .ignored {
        writer.name("ignored")
        writer.writeRaw("true".utf8)
        continue
      }
      writer.member(part.rawValue, journal.lazy.filter { part.holds($0) }) {
        LogContent.write($1, into: &$0)
      }
    }
  }

  /// The members that the journal is spread over, in the order they are written.
  private enum Part: String, CaseIterable {
    case transitions, decisions, notes, errors, nulls, ignored

    func holds(_ entry: JournalEntry) -> Bool {
      switch (self, entry) {
      case (.transitions, .transitions), (.decisions, .decision), (.notes, .log),
        (.errors, .error), (.nulls, .nullReason), (.ignored, .ignored):
        true
      default: false
      }
    }
  }

  private static func write(_ entry: JournalEntry, into writer: inout JSONWriter) {
    writer.beginObject()
    switch entry {
    case .transitions(let step): write(step, into: &writer)
    case .decision(let record, let origin): write(record, at: origin, into: &writer)
    case .log(let label, let value, let origin):
      writer.member("label", orNull: label)
      writer.member("value", orNull: value)
      writer.member("at", origin.place)
    case .error(let name, let reason, let origin):
      writer.member("name", name)
      writer.member("reason", reason)
      writer.member("at", orNull: origin?.place)
    case .nullReason(let code, let message, let origin):
      writer.member("code", code)
      writer.member("message", message)
      writer.member("at", origin.place)
    case .ignored: break
    }
    writer.endObject()
  }

  private static func write(_ step: Microstep, into writer: inout JSONWriter) {
    writer.member("event", orNull: step.event)
    writer.member("taken", step.taken) { writer, taken in
      writer.beginObject()
      writer.member("from", taken.source)
      writer.member("to", texts: taken.targets)
      writer.member("at", taken.origin.place)
      writer.endObject()
    }
    writer.member("exited", texts: step.exited)
    writer.member("entered", texts: step.entered)
  }

  private static func write(
    _ record: DecisionRecord, at origin: Origin, into writer: inout JSONWriter
  ) {
    writer.member("decision", record.decision)
    writer.name("table")
    writer.beginObject()
    writer.member("file", orNull: record.file)
    writer.member("version", orNull: record.version)
    writer.endObject()
    writer.name("inputs")
    writer.write(.context(record.inputs))
    writer.member("matched", record.matched) { writer, matched in
      writer.beginObject()
      writer.name("rule")
      writer.write(integer: Int64(matched.rule))
      writer.member("id", orNull: matched.id)
      writer.member("at", matched.place)
      writer.endObject()
    }
    writer.name("result")
    writer.write(record.result)
    writer.member("at", origin.place)
    if !record.others.isEmpty {
      writer.member("others", record.others) { writer, file in
        writer.beginObject()
        writer.member("file", file.file)
        writer.member("version", file.version)
        writer.endObject()
      }
    }
    if !record.reasons.isEmpty { writer.member("reasons", texts: record.reasons) }
  }
}
