import JSON

/// Says in sentences why a case is where it is, from its log.
enum Explanation {
  /// The newest step first; steps that changed nothing are passed over.
  static func sentences(for entries: [LogEntry]) -> [String] {
    entries.reversed().compactMap(sentence)
  }

  private static func sentence(for entry: LogEntry) -> String? {
    guard let content = entry.content, let json = try? JSONValue.parse(content) else {
      return "\(entry.at): \(entry.event) (its content was erased)"
    }
    if let message = json["failure"]?["message"]?.stringValue {
      return "\(entry.at): it stopped: \(message)"
    }
    guard entry.from != entry.to || json["decisions"] != nil else { return nil }
    var text = "\(entry.at): \(entry.event)"
    if let actor = json["actor"]?.stringValue { text += " by \(actor)" }
    if let outcome = json["data"]?["outcome"]?.stringValue { text += " with \"\(outcome)\"" }
    if entry.from != entry.to {
      let to = entry.to.joined(separator: ", ")
      text +=
        entry.from.isEmpty
        ? " led to \(to)" : " led from \(entry.from.joined(separator: ", ")) to \(to)"
    }
    for decision in json["decisions"]?.arrayValue ?? [] { text += because(of: decision) }
    return text
  }

  private static func because(of decision: JSONValue) -> String {
    let name = decision["decision"]?.stringValue ?? "a decision"
    let result = decision["result"]?.text ?? "null"
    let rules = (decision["matched"]?.arrayValue ?? []).map { rule in
      "rule \(rule["rule"]?.intValue ?? 0) at \(rule["at"]?.stringValue ?? "?")"
    }
    let matched = rules.isEmpty ? "no rule matched" : rules.joined(separator: ", ")
    return "; \(name) decided \(result) (\(matched))"
  }
}
