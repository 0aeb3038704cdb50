import Casework
import Connectors
import Foundation
import JSON
import Runner
import SQLiteStore

/// From the answer that an event is accepted to the commit of its step by the daemon's loop.
struct Latency {
  let folder: URL
  let seconds: Double

  func measure() throws {
    let opened = try Workload(folder: folder, database: "latency.db")
    let runner = Runner(
      store: opened.store, engine: opened.service.engine,
      connectors: ConnectorRegistry([:], fallback: Nowhere(), fallbackName: "nowhere"))
    runner.start()
    let service = CaseService(
      store: opened.store, engine: opened.service.engine, wake: runner.wake)
    var times: [UInt64] = []
    var number = 0
    let end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
    while DispatchTime.now().uptimeNanoseconds < end {
      number += 1
      let id = try service.start(
        StartRequest(workflow: "orders", data: Workload.data(number))
      ).record.id
      for move in Workload.moves {
        let revision = try service.send(SendRequest(reference: id.description, event: move))
          .record.revision
        let accepted = DispatchTime.now().uptimeNanoseconds
        while try opened.store.read({ try $0.caseRecord(id)?.revision ?? 0 }) == revision {
          usleep(20)
        }
        times.append(DispatchTime.now().uptimeNanoseconds - accepted)
      }
    }
    times.sort()
    report([
      "what": "accepted to committed", "events": .number("\(times.count)"),
      "p50_us": .rounded(quantile(times, 0.5) / 1e3),
      "p99_us": .rounded(quantile(times, 0.99) / 1e3),
    ])
  }
}

/// The workload sends nothing.
private struct Nowhere: DeliveryConnector {
  let countsIdempotencyKeys = true

  func deliver(_ delivery: Delivery) async throws(DeliveryError) -> DeliveryReceipt {
    DeliveryReceipt()
  }
}
