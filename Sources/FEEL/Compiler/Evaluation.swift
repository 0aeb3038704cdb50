/// One evaluation on one thread: the clock it sees.
public final class Evaluation {
  /// What `now()` and `today()` answer.
  public let now: DateAndTime

  /// Makes an evaluation.
  public init(now: DateAndTime) { self.now = now }
}
