public import Casework
public import Connectors
import Dispatch
public import HTTP
import Synchronization

/// The daemon's loops over one store: due timers and accepted events, deliveries, reload of files.
public final class Runner: Sendable {
  /// How the loops behave.
  public struct Options: Sendable {
    /// How each receiver of calls is treated.
    public var receivers: ReceiverPolicies
    /// How many messages are under way at once.
    public var deliveries: Int
    /// How often folders are looked at, in milliseconds.
    public var reloadMilliseconds: Int
    /// Where calls to addresses go that a case names.
    public var reach: AddressReach
    /// How long a clean stop waits for messages under way, in milliseconds; those still under way
    /// then are sent again after the next start.
    public var stopMilliseconds: Int

    /// The standard options.
    public init(
      receivers: ReceiverPolicies = ReceiverPolicies(), deliveries: Int = 16,
      reach: AddressReach = .publicOnly(allowing: []), reloadMilliseconds: Int = 1000,
      stopMilliseconds: Int = 10_000
    ) {
      self.receivers = receivers
      self.deliveries = deliveries
      self.reach = reach
      self.reloadMilliseconds = reloadMilliseconds
      self.stopMilliseconds = stopMilliseconds
    }
  }

  private static let forgetAfterMilliseconds = 60_000
  private static let forgetEveryMilliseconds = 6 * 3_600_000

  private enum Stage: Sendable {
    case fresh
    case running
    case stopping
  }

  private let options: Options
  private let work: WorkLoop
  private let deliveries: DeliveryLoop
  private let folders: DefinitionFolders?
  private let intake: IntakeDesk?
  private let report: @Sendable (RunnerEvent) -> Void
  private let workSignal = WakeSignal()
  private let deliverySignal = WakeSignal()
  private let intakeSignal = WakeSignal()
  private let reloadSignal = WakeSignal()
  private let forgetSignal = WakeSignal()
  private let forgetting: Forgetting
  private let stage = Mutex(Stage.fresh)
  private let loops = DispatchGroup()

  /// Makes the loops; nothing runs before `start`.
  ///
  /// - Parameters:
  ///   - store: The store, which this process has the lock of.
  ///   - engine: What runs the steps.
  ///   - clock: Where the time comes from.
  ///   - connectors: Where messages go.
  ///   - folders: What is read again when it was changed; nil for nothing.
  ///   - intake: What works off what came in; nil for nothing.
  ///   - options: How the loops behave.
  ///   - report: Gets what the loops have to tell, on their threads.
  public init(
    store: any CaseStore, engine: CaseEngine, clock: CaseClock = CaseClock(),
    connectors: ConnectorRegistry, folders: DefinitionFolders? = nil,
    intake: IntakeDesk? = nil,
    options: Options = Options(),
    report: @escaping @Sendable (RunnerEvent) -> Void = { _ in }
  ) {
    self.options = options
    self.folders = folders
    self.intake = intake
    self.report = report
    forgetting = Forgetting(store: store, clock: clock)
    work = WorkLoop(
      store: store, worker: CaseWorker(store: store, engine: engine, clock: clock),
      clock: clock, report: report)
    let workSignal = workSignal
    let deliverySignal = deliverySignal
    deliveries = DeliveryLoop(
      store: store, engine: engine, clock: clock,
      sender: MessageSender(connectors: connectors, store: store, reach: options.reach),
      policies: options.receivers,
      limit: max(1, options.deliveries), report: report
    ) {
      workSignal.wake()
      deliverySignal.wake()
    }
  }

  /// Tells the loops that something was committed that they may have to go on with.
  @Sendable
  public func wake() {
    workSignal.wake()
    deliverySignal.wake()
    intakeSignal.wake()
  }

  /// How the receivers of calls stand, since the start, by name.
  ///
  /// - Throws: `StoreError`.
  @Sendable
  public func receivers() throws -> [ReceiverState] { try deliveries.receivers() }

  /// Starts the loops, each on a thread of its own.
  public func start() {
    let isFirst = stage.withLock { stage in
      guard stage == .fresh else { return false }
      stage = .running
      return true
    }
    guard isFirst else { return }
    run("work") { [self] in
      let pause = try work.turn()
      if pause == 0 { deliverySignal.wake() }
      return pause
    } waitingOn: { [workSignal] in
      workSignal.wait(milliseconds: $0)
    }
    run("delivery") { [self] in
      try deliveries.turn()
    } waitingOn: { [deliverySignal] in
      deliverySignal.wait(milliseconds: $0)
    }
    if let intake {
      intake.onArrival(intakeSignal.wake)
      run("intake") { [workSignal] in
        guard try intake.turn() > 0 else { return WorkLoop.pollMilliseconds }
        workSignal.wake()
        return 0
      } waitingOn: { [intakeSignal] in
        intakeSignal.wait(milliseconds: $0)
      }
    }
    let isFirstLook = Mutex(true)
    run("forgetting") { [self] in
      // Not while a daemon that was away has other things to make up for.
      let waits = isFirstLook.withLock { isFirst in
        defer { isFirst = false }
        return isFirst
      }
      if waits { return Self.forgetAfterMilliseconds }
      let count = try forgetting.run { stage.withLock { $0 == .running } }
      if count > 0 { report(.forgotten(count)) }
      return Self.forgetEveryMilliseconds
    } waitingOn: { [forgetSignal] in
      forgetSignal.wait(milliseconds: $0)
    }
    guard let folders else { return }
    run("reload") { [self] in
      if let done = folders.reloadIfChanged() { report(.reloaded(done)) }
      return options.reloadMilliseconds
    } waitingOn: { [reloadSignal] in
      reloadSignal.wait(milliseconds: $0)
    }
  }

  /// Ends the loops after their present turn and waits for them; nothing is lost by ending otherwise.
  public func stop() async {
    stage.withLock { $0 = .stopping }
    workSignal.wake()
    deliverySignal.wake()
    intakeSignal.wake()
    reloadSignal.wake()
    forgetSignal.wake()
    await withCheckedContinuation { (ended: CheckedContinuation<Void, Never>) in
      loops.notify(queue: DispatchQueue(label: "docket.stop")) { [self] in
        deliveries.finish(milliseconds: options.stopMilliseconds)
        ended.resume()
      }
    }
  }

  /// Reads all files again at once, as a signal asks for.
  public func reload() {
    if let folders { report(.reloaded(folders.load())) }
  }

  /// Runs `turn` again and again on a thread of its own; it answers how long to wait, 0 for not at
  /// all.
  private func run(
    _ name: String, _ turn: @escaping @Sendable () throws -> Int,
    waitingOn wait: @escaping @Sendable (Int) -> Void
  ) {
    let queue = DispatchQueue(label: "docket.\(name)")
    queue.async(group: loops) { [self] in
      var failures = 0
      while stage.withLock({ $0 == .running }) {
        do {
          let pause = try turn()
          failures = 0
          if pause > 0 { wait(pause) }
        } catch {
          failures += 1
          report(.failed(loop: name, reason: "\(error)"))
          // A store that fails is not asked thousands of times a second.
          wait(min(5000, 100 << min(failures, 6)))
        }
      }
    }
  }
}
