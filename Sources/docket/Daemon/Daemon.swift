import Casework
import Connectors
import DMN
import FEEL
import HTTP
import JSON
import Runner
import SQLiteStore
import Service

/// The daemon: the store, the loops and the HTTP interface, from the lock to the clean stop.
struct Daemon {
  private let settings: DaemonConfiguration
  private let log: DaemonLog
  private let logFile: LogFile?

  init(_ arguments: ParsedArguments, _ console: Console) throws {
    settings = try DaemonConfiguration(arguments, console)
    logFile = try settings.logFile.map(LogFile.init)
    log = DaemonLog(console: console, isText: settings.isTextLog, file: logFile)
  }

  /// Serves until a signal asks to stop.
  ///
  /// - Throws: `CommandFailure` when it cannot start.
  func run() async throws -> ExitCode {
    let signals = SignalStream()
    let lock = try acquireLock()
    let place = try open()
    log.write(place.folders.diagnostics)
    let log = log
    let desk = makeDesk(place)
    let connectors = settings.configuration.connectors.adding(
      CaseConnector(cases: desk.cases), as: CaseConnector.name)
    let runner = Runner(
      store: place.store, engine: place.engine, clock: place.clock, connectors: connectors,
      folders: place.folders,
      intake: desk,
      options: .init(
        receivers: settings.configuration.receivers,
        reach: .publicOnly(allowing: settings.configuration.allowedAddresses)),
      report: { RunnerLog(log: log, connectors: connectors).write($0) })
    let service = try makeService(place, runner, desk, token: Self.makeToken())
    let server: HTTPServer
    do throws(HTTPServerError) {
      server = try HTTPServer(on: settings.listen, handler: service.service.respond)
    } catch {
      throw CommandFailure(.couldNotRun, "\(error)")
    }
    place.engine.addresses.publish(base: baseURL(server.address) + "/v1/sessions/")
    runner.start()
    try lock.publish(address: baseURL(server.address), token: service.token)
    announce(server.address, place)
    ServiceManager.tell("READY=1\nSTATUS=serving at \(baseURL(server.address))")
    for await signal in signals.signals {
      if signal == .stop { break }
      reopenLog()
      log.write(.info, "reading tables and workflows again")
      ServiceManager.tell("RELOADING=1")
      runner.reload()
      ServiceManager.tell("READY=1")
    }
    log.write(.info, "stopping")
    ServiceManager.tell("STOPPING=1")
    await server.stop()
    await runner.stop()
    // What stays in the write-ahead log is safe too, but easily forgotten when the file is copied.
    try? place.store.gatherIntoOneFile()
    withExtendedLifetime(lock) {}
    log.write(.info, "stopped")
    return .good
  }

  /// What rotates logs has moved the file away, and asks by the signal to let go of it.
  private func reopenLog() {
    guard let logFile else { return }
    if !logFile.reopen() { log.write(.error, "the log file cannot be opened anew") }
  }

  /// Another daemon is refused at once; a command that has the store for a moment is waited for.
  private func acquireLock() throws(CommandFailure) -> StoreLock {
    do {
      let isDaemon = StoreLock.holder(store: settings.file)?.address != nil
      return try StoreLock.acquire(store: settings.file, waiting: isDaemon ? 0 : 5)
    } catch {
      throw CommandFailure(.couldNotRun, "\(error)")
    }
  }

  private func open() throws(CommandFailure) -> Workplace {
    let place: Workplace
    let kept: ClockRecord
    do {
      place = try Workplace(
        settings.options, file: settings.file, clock: settings.clock, isDaemon: true)
      kept = try place.store.read { try $0.clock() }
    } catch {
      throw CommandFailure(.couldNotRun, "\(error)")
    }
    guard kept.kind == settings.clock.kind else {
      throw CommandFailure(
        .couldNotRun,
        "the store \(settings.file) runs on a \(kept.kind.rawValue) clock, not on a "
          + "\(settings.clock.kind.rawValue) one",
        details: ["docket serve --clock \(kept.kind.rawValue), or another --store"])
    }
    return place
  }

  private func makeDesk(_ place: Workplace) -> IntakeDesk {
    IntakeDesk(
      intakes: settings.configuration.intakes,
      cases: CaseService(store: place.store, engine: place.engine, clock: place.clock),
      sheets: { place.folders.intakes })
  }

  private func makeService(
    _ place: Workplace, _ runner: Runner, _ desk: IntakeDesk, token: String
  ) throws -> (service: DocketService, token: String) {
    let log = log
    let folder = settings.file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    let capacity = CapacityMonitor(
      store: place.store,
      folder: folder.isEmpty ? (settings.file.hasPrefix("/") ? "/" : ".") : folder,
      limits: settings.configuration.limits)
    let service = try DocketService(
      cases: CaseService(
        store: place.store, engine: place.engine, clock: place.clock, wake: runner.wake),
      tables: FolderTables(folders: place.folders),
      access: AccessRules(
        keys: settings.configuration.keys, token: token, rates: settings.configuration.rates),
      now: { place.now }, version: Docket.version, capacity: { capacity.level },
      receivers: runner.receivers, intake: desk,
      observe: { record in
        if let failure = record.failure {
          log.write(
            .error, "a request failed",
            [
              ("method", record.method.name.json), ("path", record.path.json),
              ("reason", failure.json),
            ])
        }
      })
    return (service, token)
  }

  private func announce(_ address: ListenAddress, _ place: Workplace) {
    let connectors = settings.configuration.connectors
    log.write(
      .info, "serving at \(baseURL(address))",
      [
        ("store", settings.file.json),
        ("decisions", .number(String(place.folders.tables.decisions.decisions.count))),
        ("workflows", .number(String(place.library.workflows.count))),
        ("clock", settings.clock.kind.rawValue.json),
      ])
    let names = connectors.names.isEmpty ? "none" : connectors.names.joined(separator: ", ")
    log.write(
      .info,
      "connectors configured: \(names); messages to all others go to \(connectors.fallbackName)")
  }

  /// Commands run on this machine: an address that means all of its own is reached by loopback.
  private func baseURL(_ address: ListenAddress) -> String {
    switch address.host {
    case "0.0.0.0": "http://\(ListenAddress(host: "127.0.0.1", port: address.port))"
    case "::": "http://\(ListenAddress(host: "::1", port: address.port))"
    default: "http://\(address)"
    }
  }

  private static func makeToken() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

extension Workplace {
  /// The time as the store sees it; the machine's where the store does not answer.
  var now: DateAndTime {
    guard let time = try? store.read({ try clock.now($0) }) else { return SystemTime.now }
    return DateAndTime(instant: Int128(time.microseconds) * 1000) ?? SystemTime.now
  }
}
