public import Casework
import DMN
public import JSON

/// One thing that came in: a message, a comment, an event; what a row of an intake sheet speaks of.
public struct IntakeItem: Sendable, Hashable {
  /// The same for every delivery of this thing, unique among those of its intake.
  public var key: String
  /// What it is, such as `text` or `comment`; the variable `kind` of the sheet.
  public var kind: String
  /// Who it comes from, so that a sender's things can be counted; nil where nobody is named.
  public var sender: String?
  /// What it says, to recognise the same words again; nil for things without words.
  public var text: String?
  /// When it happened; nil where it does not tell.
  public var at: Timestamp?
  /// The values of the sheet's variables, by name.
  public var fields: [JSONMember]
  /// Why it cannot be used; such an item is kept for an operator to look at.
  public var fault: String?

  /// Makes an item.
  public init(
    key: String, kind: String, sender: String? = nil, text: String? = nil, at: Timestamp? = nil,
    fields: [JSONMember] = [], fault: String? = nil
  ) {
    self.key = key
    self.kind = kind
    self.sender = sender
    self.text = text
    self.at = at
    self.fields = fields
    self.fault = fault
  }

  /// The digest of what it says, the same whatever the case and the blanks; nil without words.
  public var words: String? {
    guard let text else { return nil }
    let folded = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return folded.isEmpty
      ? nil : String(SHA256.digits(of: Array(folded.utf8)).prefix(32))
  }
}
