import Diagnostics

/// What is known of the events of a workflow by their names.
enum FlowEvents {
  /// Whether a name is that of an event even in a state with a task, where other words are outcomes.
  static func isEvent(_ name: String) -> Bool { name.contains(".") || name == "*" }

  /// Whether a descriptor such as `order.*` takes an event of this name.
  static func matches(_ descriptor: String, _ event: String) -> Bool {
    var prefix = descriptor
    if prefix == "*" { return true }
    if prefix.hasSuffix(".*") { prefix = String(prefix.dropLast(2)) }
    return event == prefix || event.hasPrefix(prefix + ".")
  }
}
