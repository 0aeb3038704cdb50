/// Forgets the ids of events and starts whose case has ended, and of what came in from outside, when nobody
/// will repeat them any more.
///
/// They are kept for at least 30 days; those of events and starts for the life of the case, too.
public struct Forgetting: Sendable {
  /// How long an id is kept at least, in microseconds.
  public static let keptFor: Int64 = 30 * 86_400 * 1_000_000
  private static let page = 500

  private let store: any CaseStore
  private let clock: CaseClock

  /// Makes it.
  public init(store: any CaseStore, clock: CaseClock) {
    self.store = store
    self.clock = clock
  }

  /// Walks through all ids once, a page a transaction, so that other work gets its turn.
  ///
  /// - Parameter goesOn: Asked before each page.
  /// - Returns: How many were forgotten.
  /// - Throws: `StoreError`.
  @discardableResult
  public func run(while goesOn: () -> Bool = { true }) throws -> Int {
    let oldest = try store.read { try clock.now($0) }.advanced(by: -Self.keptFor)
    var forgotten = 0
    var event: SeenEvent?
    while goesOn() {
      let page = try store.write { [event] in
        try $0.forgetSeen(before: oldest, after: event, limit: Self.page)
      }
      forgotten += page.forgotten
      event = page.next
      if event == nil { break }
    }
    var key: String?
    while goesOn() {
      let page = try store.write { [key] in
        try $0.forgetIdempotency(before: oldest, after: key, limit: Self.page)
      }
      forgotten += page.forgotten
      key = page.next
      if key == nil { break }
    }
    while goesOn() {
      let count = try store.write { try $0.forgetIntake(before: oldest, limit: Self.page) }
      forgotten += count
      if count < Self.page { break }
    }
    return forgotten
  }
}
