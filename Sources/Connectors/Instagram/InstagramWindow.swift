import Casework
import JSON

/// Until when a customer may be written to.
enum InstagramWindow {
  /// How long after a customer's message it may be answered, in seconds.
  static let standard = 86_400
  /// How long after it a person may answer, in seconds.
  static let late = 7 * 86_400

  /// The seconds since 1970 of a time in ISO 8601; nil for what is none.
  static func instant(_ text: String) -> Int? {
    // The Graph API writes the offset without its colon.
    var text = text
    if text.hasSuffix("+0000") { text = text.dropLast(5) + "Z" }
    return Timestamp(text).map { Int($0.microseconds / 1_000_000) }
  }

  /// Refuses without a call what Meta is sure to refuse.
  ///
  /// It goes by the time of the case that sends, so that a case on a virtual clock sees its own time. At
  /// exactly 24 hours Meta's clock decides.
  static func check(
    _ fields: OperationFields, sentAt: String, mayTagHumanAgent: Bool
  ) throws(DeliveryError) {
    let isTagged = fields["tag"] != nil
    if isTagged, fields.text("originatingEntity") == "Bot" {
      throw refusal(.messageNotAllowed, "only what a person wrote may be sent as HUMAN_AGENT")
    }
    if isTagged, !mayTagHumanAgent {
      throw refusal(.messageNotAllowed, "the app may not send as HUMAN_AGENT (\"humanAgent\")")
    }
    guard let last = fields.text("lastCustomerMessageAt").flatMap(instant),
      let now = instant(sentAt)
    else { return }
    let age = now - last
    if age > late {
      throw refusal(.messageExpired, "the customer wrote more than 7 days ago")
    }
    if age > standard + 60, !isTagged {
      throw refusal(.messageNotAllowed, "the customer wrote more than 24 hours ago")
    }
  }

  static func refusal(_ reason: GenesysReason, _ words: String) -> DeliveryError {
    DeliveryError(
      .permanent, "Instagram: \(words)",
      data: ["receiptReason": .string(reason.rawValue), "sentParts": 0])
  }
}
