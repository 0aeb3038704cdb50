public import Casework

/// What the daemon's loops have to tell; the program writes it to its log.
public enum RunnerEvent: Sendable {
  /// So many steps were taken.
  case steps(Int)
  /// Timers were carried out; the latest came so many microseconds after its time.
  case timers(Int, latest: Int64)
  /// A message was delivered.
  case delivered(OutboxMessage)
  /// A message was not delivered and will be tried again.
  case retrying(OutboxMessage, reason: String)
  /// A message was given up.
  case dead(OutboxMessage, reason: String)
  /// A receiver failed so often that it is left alone for a while.
  case circuitOpened(String, reason: String)
  /// A receiver that was left alone answers again.
  case circuitClosed(String)
  /// Files were read again.
  case reloaded(ReloadReport)
  /// The machine's clock went back by so many microseconds; timers wait until it has caught up.
  case clockWentBack(Int64)
  /// So many ids of events and starts of finished cases were forgotten.
  case forgotten(Int)
  /// A loop's turn failed and is tried again.
  case failed(loop: String, reason: String)
}
