/// The internal event queue of one macrostep.
struct EventQueue {
  private var events = [StatechartEvent]()
  private var head = 0

  var isEmpty: Bool { head == events.count }

  mutating func enqueue(_ event: StatechartEvent) { events.append(event) }

  mutating func dequeue() -> StatechartEvent? {
    guard head < events.count else { return nil }
    defer {
      head += 1
      if head == events.count {
        events.removeAll(keepingCapacity: true)
        head = 0
      }
    }
    return events[head]
  }
}
