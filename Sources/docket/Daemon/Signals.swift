@preconcurrency import Dispatch
import Glibc

/// The signals that a daemon is spoken to with.
enum DaemonSignal: Sendable {
  case stop
  case reload
}

/// Turns signals into a stream, so that they are handled where anything may be done.
final class SignalStream: Sendable {
  let signals: AsyncStream<DaemonSignal>
  private let sources: [any DispatchSourceSignal]

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: DaemonSignal.self)
    signals = stream
    let meanings: [(Int32, DaemonSignal)] = [
      (SIGTERM, .stop), (SIGINT, .stop), (SIGHUP, .reload),
    ]
    sources = meanings.map { number, meaning in
      // Else the signal's own action would come first and end the process.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield(meaning) }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }
}
