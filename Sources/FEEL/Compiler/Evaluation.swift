public import Diagnostics
import Glibc

/// One evaluation on one thread: the clock it sees, its limits, and why values came out null.
///
/// An evaluation that reached a limit goes on to its end as fast as it can, yielding null
/// everywhere; `failure` then tells why its result means nothing.
public final class Evaluation {
  /// What `now()` and `today()` answer.
  public let now: DateAndTime
  /// The bounds.
  public let limits: Limits
  /// Whether an unresolved name, a type mismatch or a missing input is an error.
  public let isStrict: Bool
  /// What native functions of the embedding may need to know, such as a session's configuration.
  public let host: AnyObject?
  /// Why values came out null, in the order it happened; at most `maximumReasons`.
  public private(set) var reasons: [NullReason] = []
  /// Why the evaluation was stopped; nil if it was not.
  public private(set) var failure: EvaluationFailure? {
    didSet { counters.isStopped = failure != nil }
  }
  /// Whether the evaluation was stopped: loops end, calls yield null.
  public var isStopped: Bool { counters.isStopped }

  /// Whether a further reason would change nothing: as many as are kept are known.
  package var ignoresReasons: Bool {
    failure != nil || !isStrict && reasons.count >= Self.maximumReasons
  }

  /// The number of reasons that are kept.
  public static let maximumReasons = 100

  private let counters: EvaluationCounters
  private var stepsLeft: Int
  private let deadline: UInt64
  private var stackFloor: UInt?

  /// Makes an evaluation.
  public init(
    now: DateAndTime, limits: Limits = .standard, strict: Bool = false, host: AnyObject? = nil
  ) {
    self.now = now
    self.limits = limits
    self.isStrict = strict
    self.host = host
    let slice = min(Self.slice, limits.steps)
    counters = EvaluationCounters(steps: slice)
    stepsLeft = limits.steps - slice
    deadline = Self.clock() &+ UInt64(max(0, limits.milliseconds)) &* 1_000_000
  }

  deinit { counters.free() }

  // MARK: Reasons

  /// Keeps why a value came out null.
  ///
  /// In strict mode faults of the model or its input stop the evaluation.
  public func note(
    _ code: FEELCode, _ message: @autoclosure () -> String, at origin: Origin? = nil,
    names: @autoclosure () -> [String] = []
  ) {
    if isStrict, failure == nil, Self.strictCodes.contains(code) {
      failure = EvaluationFailure(code: code, message: message(), origin: origin)
    }
    guard reasons.count < Self.maximumReasons, failure == nil || reasons.isEmpty else { return }
    reasons.append(NullReason(code, message(), at: origin, names: names()))
  }

  private static let strictCodes: Set<FEELCode> = [
    .unresolvedName, .unknownEntry, .typeMismatch, .missingInput, .conversionFailed,
    .notAFunction,
  ]

  /// Forgets the reasons, so that the evaluation can serve for another result.
  public func forgetReasons() { reasons.removeAll(keepingCapacity: true) }

  /// Gives the reasons from `first` on that know no place the place of the call they came from.
  func locateReasons(from first: Int, at origin: @autoclosure () -> Origin) {
    guard first < reasons.count else { return }
    let place = origin()
    for index in first..<reasons.count where reasons[index].origin == nil {
      reasons[index].origin = place
    }
    if failure != nil, failure?.origin == nil { failure?.origin = place }
  }

  // MARK: Limits

  /// Stops the evaluation.
  public func stop(_ code: FEELCode, _ message: String, at origin: Origin? = nil) {
    if failure == nil { failure = EvaluationFailure(code: code, message: message, origin: origin) }
  }

  private static let slice = 16_384

  /// Counts a step of a loop or a call; false if the evaluation is stopped.
  @inline(__always)
  package func step() -> Bool {
    counters.stepsInSlice -= 1
    return counters.stepsInSlice >= 0 && !isStopped || beginSlice()
  }

  /// Counts many steps at once, such as the elements a native function goes through.
  func step(_ count: Int) -> Bool {
    counters.stepsInSlice -= count
    return counters.stepsInSlice >= 0 && !isStopped || beginSlice()
  }

  private func beginSlice() -> Bool {
    guard !isStopped else { return false }
    stepsLeft += counters.stepsInSlice
    guard stepsLeft > 0 else {
      stop(.iterationLimit, "the evaluation took more than \(limits.steps) steps")
      return false
    }
    guard Self.clock() < deadline else {
      stop(.timeLimit, "the evaluation took more than \(limits.milliseconds) ms")
      return false
    }
    counters.stepsInSlice = min(Self.slice, stepsLeft)
    stepsLeft -= counters.stepsInSlice
    return true
  }

  private static func clock() -> UInt64 { monotonicNanoseconds() }

  /// Enters a function; false where the recursion would go too deep.
  ///
  /// Every call that answered true is followed by `leave()`.
  package func enter() -> Bool {
    guard step() else { return false }
    counters.depth += 1
    // The floor of the stack is looked up once it may matter.
    if counters.depth > Self.shallowDepth,
      counters.depth > limits.recursionDepth || StackGuard.position() < floor()
    {
      counters.depth -= 1
      stop(.recursionLimit, "functions call each other more than \(counters.depth) levels deep")
      return false
    }
    return true
  }

  /// Whether functions call each other deeply enough that the values they hand on may outgrow every
  /// bound.
  var isDeep: Bool { counters.depth > Self.shallowDepth }

  /// The depth of calls that can exhaust neither a stack nor, by doubling a value, the memory.
  private static let shallowDepth = 20

  /// Leaves a function.
  package func leave() { counters.depth -= 1 }

  private func floor() -> UInt {
    if let stackFloor { return stackFloor }
    let floor = StackGuard.floor()
    stackFloor = floor
    return floor
  }

  /// Whether a list of `count` elements is within the limit; stops the evaluation if not.
  @inline(__always)
  func allowsList(of count: Int) -> Bool {
    count <= limits.listCount ? !isStopped : refuseList(of: count)
  }

  private func refuseList(of count: Int) -> Bool {
    stop(.listLimit, "a list would have \(count) elements; at most \(limits.listCount) are allowed")
    return false
  }

  /// Whether a string of `count` bytes is within the limit; stops the evaluation if not.
  func allowsString(of count: Int) -> Bool {
    guard count > limits.stringBytes else { return !isStopped }
    stop(
      .stringLimit, "a string would have \(count) bytes; at most \(limits.stringBytes) are allowed")
    return false
  }
}

/// The time since some fixed moment, in nanoseconds.
private func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
}
