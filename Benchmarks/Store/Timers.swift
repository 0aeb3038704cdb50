import Casework
import FEEL
import Foundation
import JSON
import Runner
import SQLiteStore

/// Very many timers due at one instant: how fast they are worked off, and that none is lost or doubled.
struct Timers {
  let folder: URL
  let timers: Int

  private static let chart = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="timers" datamodel="feel" initial="open">
      <datamodel><data id="count" expr="0"/><data id="sum" expr="0"/></datamodel>
      <state id="open">
        <onentry>
          <foreach array="for i in 1..100 return i" item="number">
            <send event="due" delay="1h"><param name="n" expr="number"/></send>
          </foreach>
        </onentry>
        <transition event="due"><assign location="count" expr="count + 1"/><assign location="sum" expr="sum + _event.data.n"/></transition>
      </state>
    </scxml>
    """

  func measure() throws {
    let library = DefinitionLibrary(loader: StoredDefinitions())
    let source = SourceFile(path: "timers.scxml", bytes: Array(Self.chart.utf8))
    guard let workflow = WorkflowSource.read(source, tables: .empty).first?.workflow else {
      throw Workload.Failure(text: "the chart of the timers has faults")
    }
    library.replaceWorkflows([workflow])
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let store = try SQLiteStore(
      path: folder.appendingPathComponent("timers.db").path,
      options: .init(
        clock: ClockRecord(kind: .virtual, now: CaseClock.machine()), stays: true))
    let service = CaseService(store: store, engine: CaseEngine(library: library))
    let cases = max(1, timers / 100)
    for number in 1...cases {
      _ = try service.start(StartRequest(workflow: "timers", key: "\(number)"))
    }
    let start = DispatchTime.now().uptimeNanoseconds
    _ = try service.advanceClock(.by(7_200_000_000))
    let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    for number in 1...cases {
      let data = try service.show("\(number)", withLog: false).data
      guard data["count"]?.intValue == 100, data["sum"]?.intValue == 5050 else {
        throw Workload.Failure(text: "case \(number) has not seen each timer once: \(data.text)")
      }
    }
    report([
      "what": "timers due at one instant", "timers": .number("\(cases * 100)"),
      "seconds": .rounded(elapsed), "timers_per_s": .rounded(Double(cases * 100) / elapsed),
    ])
  }
}
