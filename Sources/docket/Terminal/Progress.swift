/// A line on the terminal that counts up; nothing where nobody watches.
struct Progress {
  private let title: String
  private let console: Console
  private var done = 0
  private var shownAt: ContinuousClock.Instant?

  init(_ title: String, _ console: Console) {
    self.title = title
    self.console = console
  }

  /// One more is done; the line is renewed ten times a second.
  mutating func step() {
    done += 1
    let now = ContinuousClock.now
    guard console.messages.isTerminal else { return }
    if let shownAt, shownAt.duration(to: now) < .milliseconds(100) { return }
    shownAt = now
    console.status("\r\u{1B}[K\(title) … \(done)")
  }

  /// Takes the line away.
  mutating func clear() {
    guard shownAt != nil else { return }
    shownAt = nil
    console.status("\r\u{1B}[K")
  }
}
