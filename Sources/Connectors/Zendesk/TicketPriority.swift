import JSON

/// How urgent a ticket is, in the words of ticket systems.
enum TicketPriority: String, CaseIterable {
  case urgent, high, normal, low

  /// Reads `urgent`, `P1` or `1`; nil for anything else.
  init?(_ text: String) {
    let word = text.lowercased()
    if let priority = TicketPriority(rawValue: word) {
      self = priority
      return
    }
    let digit = word.hasPrefix("p") ? word.dropFirst() : word[...]
    guard let number = Int(digit), (1...4).contains(number) else { return nil }
    self = Self.allCases[number - 1]
  }

  /// The priority that a message asks for; normal where it does not say.
  ///
  /// - Throws: `DeliveryError`, permanent, for a word that is none.
  static func of(_ fields: OperationFields) throws(DeliveryError) -> TicketPriority {
    guard let text = fields.text("priority") else { return .normal }
    guard let priority = TicketPriority(text) else {
      throw fields.fault(
        "priority", "is \"\(text)\"", expected: "urgent, high, normal or low, P1 to P4, or 1 to 4")
    }
    return priority
  }
}

/// The fields of the messages that ticket systems take, the same for every maker's system.
enum TicketFields {
  static let open: [OperationField] = [
    .optional("subject", .text), .optional("text", .text), .optional("priority", .scalar),
    .optional("queue", .text),
  ]
  static let comment: [OperationField] = [
    .required("text", .text), .optional("conversation", .scalar),
  ]

  /// What the ticket is called: as the message says, else by its queue or problem and the case.
  static func subject(_ fields: OperationFields, _ delivery: Delivery) -> String {
    if let subject = fields.text("subject") { return subject }
    let what = ["problem", "queue", "group", "reason"].compactMap { fields.text($0) }.first
    return "\(what ?? "Case"): \(delivery.caseKey ?? delivery.caseID)"
  }

  /// What the ticket says: the text, and every other field as a line.
  static func body(_ fields: OperationFields, without names: Set<String>) -> String {
    let lines = fields.lines(without: names.union(["text"]))
    let parts = [fields.text("text") ?? "", lines].filter { !$0.isEmpty }
    return parts.isEmpty ? "(no text)" : parts.joined(separator: "\n\n")
  }
}
