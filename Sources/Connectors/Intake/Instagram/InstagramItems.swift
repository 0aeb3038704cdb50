import Casework
import DMN
import JSON

/// The items of one entry of an Instagram webhook.
struct InstagramItems {
  let entry: JSONValue
  private let account: String?
  private let entryTime: Timestamp?

  init(entry: JSONValue) {
    self.entry = entry
    account = entry["id"]?.stringValue
    entryTime = Timestamp(webhook: entry["time"])
  }

  /// How the variables are declared.
  static let variables =
    [
      IntakeVariable("mid", "string", "Instagram's id of the message"),
      IntakeVariable("igsid", "string", "the customer's Instagram-scoped id"),
      IntakeVariable("account", "string", "the business account"),
      IntakeVariable("conversationKey", "string", "customer and account"),
      IntakeVariable("username", "string", "the name in a comment"),
      IntakeVariable(
        "source", "string",
        "Instagram_DM, Instagram_StoryReply, Instagram_StoryMention or Instagram_Comment"),
      IntakeVariable("text", "string", "what it says"),
      IntakeVariable("quickReply", "string", "the payload of a quick reply or postback"),
      IntakeVariable("ref", "string", "the campaign of a link or an ad"),
      IntakeVariable("adId", "string", "the ad, if it came from one"),
      IntakeVariable("attachments", "list of Any", "kind, url, title and part of each"),
      IntakeVariable("storyId", "string", "the story that was answered"),
      IntakeVariable("storyUrl", "string", "its address, which expires"),
      IntakeVariable("replyTo", "string", "the message that was answered"),
      IntakeVariable("reaction", "string", "love, wow and so on; null when it was taken back"),
      IntakeVariable("commentId", "string", "the comment"),
      IntakeVariable("parentId", "string", "the comment that was answered"),
      IntakeVariable("mediaId", "string", "the post"),
      IntakeVariable(
        "isMessage", "boolean", "whether a customer wrote to us: it opens the 24-hour window"),
      IntakeVariable("isPublic", "boolean", "whether everybody can read it"),
      IntakeVariable("isEcho", "boolean", "whether we sent it ourselves"),
      IntakeVariable("isDeleted", "boolean", "whether it was taken back"),
      IntakeVariable("isUnsupported", "boolean", "whether Instagram does not show it to programs"),
      IntakeVariable("isStandby", "boolean", "whether another program has the conversation"),
    ] + TextMeasures.variables

  var items: [IntakeItem] {
    guard entry.objectValue != nil else { return [broken(entry, "the entry is no object")] }
    var items: [IntakeItem] = []
    for (list, isStandby) in [("messaging", false), ("standby", true)] {
      guard let value = entry[list] else { continue }
      guard let messages = value.arrayValue else {
        items.append(broken(value, "\(list) is no list"))
        continue
      }
      items += messages.map { message($0, isStandby: isStandby) }
    }
    if let value = entry["changes"] {
      guard let changes = value.arrayValue else {
        return items + [broken(value, "changes is no list")]
      }
      items += changes.map(change)
    } else if entry["field"] != nil {
      // The platform's own examples print a change directly inside its entry.
      items.append(change(entry))
    }
    return items
  }

  // MARK: Messages

  private func message(_ event: JSONValue, isStandby: Bool) -> IntakeItem {
    guard event.objectValue != nil else { return broken(event, "the item is no object") }
    let message = event["message"]
    let isEcho = message?["is_echo"]?.booleanValue == true
    let isDeleted = message?["is_deleted"]?.booleanValue == true
    let isUnsupported = message?["is_unsupported"]?.booleanValue == true
    // An echo is a message of ours: the customer is its recipient.
    let customer = event[isEcho ? "recipient" : "sender"]?["id"]?.stringValue
    let business = event[isEcho ? "sender" : "recipient"]?["id"]?.stringValue ?? account
    let attachments = InstagramAttachments(message?["attachments"]).list
    let story = message?["reply_to"]?["story"]
    let postback = event["postback"]
    let edit = event["message_edit"]
    let reaction = event["reaction"]
    let read = event["read"]
    let referral = message?["referral"] ?? postback?["referral"] ?? event["referral"]
    let mid = [message, postback, edit, reaction, read].compactMap { $0?["mid"]?.stringValue }.first
    let at = Timestamp(webhook: event["timestamp"])
    let text =
      message?["text"]?.stringValue ?? edit?["text"]?.stringValue ?? postback?["title"]?.stringValue

    let kind: String
    var key = mid
    if isDeleted {
      kind = "deleted"
      // The id is that of the message itself: alone it would be taken for a repetition.
      key = mid.map { $0 + "/deleted" }
    } else if edit != nil {
      kind = "edit"
      key = mid.map { "\($0)/edit/\(edit?["num_edit"]?.text ?? "0")" }
    } else if let reaction {
      kind = "reaction"
      key = mid.map {
        let action = reaction["action"]?.stringValue ?? "react"
        return "\($0)/reaction/\(customer ?? "")/\(action)/\(event["timestamp"]?.text ?? "")"
      }
    } else if read != nil {
      kind = "read"
      key = mid.map { "\($0)/read/\(customer ?? "")" }
    } else if isUnsupported {
      kind = "unsupported"
    } else if let attachment = attachments.first {
      kind = attachment["kind"]?.stringValue ?? "file"
    } else if story != nil {
      kind = "story_reply"
    } else if message?["quick_reply"] != nil {
      kind = "quick_reply"
    } else if postback != nil {
      kind = "postback"
    } else if message != nil {
      kind = "text"
    } else if event["referral"] != nil {
      kind = "referral"
    } else {
      kind = "unknown"
    }
    let isMessage =
      (message != nil || postback != nil) && !isEcho && !isDeleted && customer != nil
    let source =
      kind == "story_mention"
      ? "Instagram_StoryMention" : story != nil ? "Instagram_StoryReply" : "Instagram_DM"
    var fields = InstagramFields()
    fields.set("mid", mid)
    fields.set("igsid", customer)
    fields.set("account", business)
    fields.set("conversationKey", conversation(customer, business))
    fields.set("source", source)
    fields.set("text", text)
    fields.set(
      "quickReply",
      message?["quick_reply"]?["payload"]?.stringValue ?? postback?["payload"]?.stringValue)
    fields.set("ref", referral?["ref"]?.stringValue)
    fields.set("adId", referral?["ad_id"]?.stringValue)
    fields.set("attachments", .array(attachments))
    fields.set("storyId", story?["id"]?.stringValue)
    fields.set("storyUrl", story?["url"]?.stringValue)
    fields.set("replyTo", message?["reply_to"]?["mid"]?.stringValue)
    fields.set("reaction", reaction?["reaction"]?.stringValue)
    fields.set("isMessage", .boolean(isMessage))
    fields.set("isPublic", false)
    fields.set("isEcho", .boolean(isEcho))
    fields.set("isDeleted", .boolean(isDeleted))
    fields.set("isUnsupported", .boolean(isUnsupported))
    fields.set("isStandby", .boolean(isStandby))
    return IntakeItem(
      key: key ?? digest(event), kind: kind, sender: isEcho ? nil : customer, text: text, at: at,
      fields: fields.members + TextMeasures.fields(of: text) + [JSONMember("payload", event)])
  }

  // MARK: Changes

  private func change(_ change: JSONValue) -> IntakeItem {
    guard let field = change["field"]?.stringValue, let value = change["value"],
      value.objectValue != nil
    else { return broken(change, "the change has no field or no value") }
    let kinds = ["comments": "comment", "live_comments": "comment", "mentions": "mention"]
    let kind = kinds[field] ?? field
    let from = value["from"]?["id"]?.stringValue
    let isOwn =
      from != nil && (from == account || from == value["from"]?["self_ig_scoped_id"]?.stringValue)
    let id = value["id"]?.stringValue
    let text = value["text"]?.stringValue
    let mention = value["comment_id"]?.stringValue ?? value["media_id"]?.stringValue
    let key =
      kind == "comment"
      ? id.map { "\(field)/\($0)" } : kind == "mention" ? mention.map { "mention/\($0)" } : nil
    var fields = InstagramFields()
    fields.set("igsid", from)
    fields.set("account", account)
    fields.set("conversationKey", conversation(from, account))
    fields.set("username", value["from"]?["username"]?.stringValue)
    fields.set("source", "Instagram_Comment")
    fields.set("text", text)
    fields.set("adId", value["media"]?["ad_id"]?.stringValue)
    fields.set("attachments", [])
    fields.set("commentId", id ?? value["comment_id"]?.stringValue)
    fields.set("parentId", value["parent_id"]?.stringValue)
    fields.set(
      "mediaId", value["media"]?["id"]?.stringValue ?? value["media_id"]?.stringValue)
    fields.set("isMessage", false)
    fields.set("isPublic", .boolean(kind == "comment" || kind == "mention"))
    fields.set("isEcho", .boolean(isOwn))
    fields.set("isDeleted", false)
    fields.set("isUnsupported", false)
    fields.set("isStandby", false)
    return IntakeItem(
      key: key ?? digest(change), kind: kind, sender: isOwn ? nil : from, text: text,
      at: entryTime,
      fields: fields.members + TextMeasures.fields(of: text) + [JSONMember("payload", change)])
  }

  // MARK: Parts

  private func conversation(_ customer: String?, _ business: String?) -> String? {
    guard let customer else { return nil }
    return business.map { "\(customer)-\($0)" } ?? customer
  }

  /// Things without an id are told apart by what they say.
  private func digest(_ value: JSONValue) -> String {
    SHA256.version(of: Array(value.text.utf8))
  }

  private func broken(_ value: JSONValue, _ fault: String) -> IntakeItem {
    IntakeItem(
      key: digest(value), kind: "unknown", at: entryTime, fields: [JSONMember("payload", value)],
      fault: fault)
  }
}

/// Gathers the values of variables; what is not there is null.
struct InstagramFields {
  private(set) var members: [JSONMember] = []

  mutating func set(_ name: String, _ text: String?) {
    members.append(JSONMember(name, text.map(JSONValue.string) ?? .null))
  }

  mutating func set(_ name: String, _ value: JSONValue) {
    members.append(JSONMember(name, value))
  }
}
