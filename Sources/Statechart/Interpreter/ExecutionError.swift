import Diagnostics

/// An error that ends a block of executable content and becomes an error event.
struct ExecutionError: Error, Sendable {
  var name = "error.execution"
  var reason: String
  var sendID: String?
  var invokeID: String?
  var origin: Origin?

  init(
    _ reason: String, name: String = "error.execution", sendID: String? = nil, at origin: Origin?
  ) {
    self.name = name
    self.reason = reason
    self.sendID = sendID
    self.origin = origin
  }
}

extension Interpreter {
  /// Runs one block: an error ends it and is put on the internal queue; spec: SCXML 1.0 § 4.9.
  mutating func runBlock(_ body: (inout Interpreter) throws(ExecutionError) -> Void) {
    guard failure == nil else { return }
    do throws(ExecutionError) {
      try body(&self)
    } catch {
      raise(error)
    }
  }

  /// Runs one block of executable content.
  mutating func runBlock(_ content: [CompiledAction]) {
    guard !content.isEmpty else { return }
    runBlock { interpreter throws(ExecutionError) in try interpreter.run(content) }
  }

  /// Puts an error on the internal queue.
  mutating func raise(_ error: ExecutionError) {
    journal.append(.error(name: error.name, reason: error.reason, at: error.origin))
    internalQueue.enqueue(
      .failure(
        error.name, reason: error.reason, sendID: error.sendID, invokeID: error.invokeID))
  }
}
