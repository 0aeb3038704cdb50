import JSON
import Standins
import Testing

/// One message to one system, which workflows of the package send too: what it takes, what it makes, and what a lost
/// answer comes to.
struct OutsideCall: Sendable, CustomTestStringConvertible {
  enum AfterLoss: Sendable {
    /// It is done once, without asking anybody.
    case once
    /// A person decides.
    case person
  }

  /// The connector's name in the configuration.
  var connector: String
  /// The stand-in's name.
  var system: String
  var message: String
  /// The fields; `KEY` stands for a text that is in the call and nowhere else.
  var fields: String
  /// The beginning of the method and path of the call that carries it out.
  var line: String
  var afterLoss = AfterLoss.once
  /// How many things the system has of all such calls.
  var made: @Sendable (StandinWorld) -> Int
  /// What must be there before.
  var prepare: @Sendable (StandinWorld, String) -> Void = { _, _ in }

  var testDescription: String { "\(connector) \(message)" }

  static let all: [OutsideCall] = [
    OutsideCall(
      connector: "genesys", system: "genesys", message: "message.forward",
      fields:
        #"{"from": "KEY", "messageId": "KEY", "text": "Hej 🙏 שלום", "prefetchConversationId": true}"#,
      line: "POST /api/v2/conversations/messages/integration-1/inbound/open/message",
      afterLoss: .person, made: { $0.genesys.messages.count }),
    OutsideCall(
      connector: "genesys", system: "genesys", message: "receipt.send",
      fields: #"{"id": "KEY", "to": "7", "status": "Delivered"}"#,
      line: "POST /api/v2/conversations/messages/integration-1/inbound/open/receipt",
      made: { Set($0.genesys.receipts.compactMap { $0["id"]?.stringValue }).count }),
    OutsideCall(
      connector: "genesys social", system: "genesys", message: "comment.ingest",
      fields: #"{"messageId": "KEY", "from": "7", "text": "Price?", "rootId": "1"}"#,
      line: "POST /api/v2/socialmedia/", afterLoss: .person, made: { $0.genesys.comments.count }),
    OutsideCall(
      connector: "instagram", system: "instagram", message: "message.send",
      fields: #"{"to": "KEY", "text": "Hej 👩‍👩‍👧"}"#,
      line: "POST /v25.0/17841400000000001/messages",
      made: { $0.instagram.messages.count { !$0.recipient.hasPrefix("comment") } },
      prepare: { $0.instagram.customerWrites($1) }),
    OutsideCall(
      connector: "instagram", system: "instagram", message: "private-reply.send",
      fields: #"{"commentId": "comment-KEY", "text": "You have won!"}"#,
      line: "POST /v25.0/17841400000000001/messages",
      made: { $0.instagram.messages.count { $0.recipient.hasPrefix("comment") } }),
    OutsideCall(
      connector: "crm", system: "salesforce", message: "lead.upsert",
      fields: #"{"externalId": "KEY", "name": "Zoë 🧀 Doe", "product": "pro", "score": 105}"#,
      line: "PATCH /services/data/v67.0/sobjects/Lead/",
      made: { ($0.server["salesforce"] as? SalesforceStandin)?.records("Lead").count ?? -1 }),
    OutsideCall(
      connector: "marketing", system: "hubspot", message: "note.add",
      fields: #"{"customer": "1", "text": "note KEY"}"#, line: "POST /crm/v3/objects/notes",
      made: { ($0.server["hubspot"] as? HubSpotStandin)?.objects("notes").count ?? -1 }),
    OutsideCall(
      connector: "case system", system: "zendesk", message: "ticket.open",
      fields: #"{"conversation": "k", "queue": "legal", "priority": "P1", "text": "KEY 😡"}"#,
      line: "POST /api/v2/tickets.json",
      made: { ($0.server["zendesk"] as? ZendeskStandin)?.tickets.count ?? -1 }),
    OutsideCall(
      connector: "servicenow", system: "servicenow", message: "record.open",
      fields: #"{"group": "dpo", "complaint": "KEY", "restricted": true}"#,
      line: "POST /api/now/table/incident",
      made: { ($0.server["servicenow"] as? ServiceNowStandin)?.records("incident").count ?? -1 }),
    OutsideCall(
      connector: "slack", system: "slack", message: "message.post",
      fields: #"{"channel": "sales", "text": "KEY"}"#, line: "POST /services",
      afterLoss: .person,
      made: { ($0.server["slack"] as? SlackStandin)?.messages.count ?? -1 }),
    OutsideCall(
      connector: "order management", system: "orders", message: "order.create",
      fields: #"{"entry": "KEY", "total": 0}"#, line: "POST /orders",
      made: { ($0.server["orders"] as? RestStandin)?.count("orders") ?? -1 }),
    OutsideCall(
      connector: "billing", system: "billing", message: "refund.pay",
      fields: #"{"complaint": "KEY", "amount": 99.5}"#, line: "POST /refunds",
      made: { ($0.server["billing"] as? RestStandin)?.count("refunds") ?? -1 }),
    OutsideCall(
      connector: "events", system: "events", message: "lead.rejected",
      fields: #"{"igsid": "KEY", "reason": "cold"}"#, line: "POST /cloudevents",
      made: { ($0.server["events"] as? EventReceiverStandin)?.events.count ?? -1 }),
    OutsideCall(
      connector: "spotify", system: "spotify", message: "playlist.create",
      fields:
        #"{"name": "KEY", "public": false, "tracks": ["spotify:track:11dFghVXANMlKmJXsNCbNl"]}"#,
      line: "POST /v1/me/playlists",
      made: { ($0.server["spotify"] as? SpotifyStandin)?.playlists.count ?? -1 }),
  ]

  /// A workflow that sends it and waits for what becomes of it.
  var workflow: String {
    """
    Workflow,Calls,\(workflowName),,,
    Data,fields,any,,,
    Data,reason,string,,,
    Name,State,On,When,Do,Go to
    ,Sending,entry,,"send \(message) to ""\(connector)"" with fields",
    ,,\(message).delivered,,,Delivered
    ,,\(message).failed,_event.data.ambiguous = true,set reason = _event.data.reason,Unsure
    ,,\(message).failed,,set reason = _event.data.reason,Failed
    ,Unsure,\(message).delivered,,,Delivered
    ,,given.up,,,Failed
    ,Delivered,final,,,
    ,Failed,after 1 day,,,Over
    ,Over,final,,,

    """
  }

  /// Letters and hyphens alone.
  var workflowName: String {
    "call-" + "\(connector)-\(message)".replacing(" ", with: "-").replacing(".", with: "-")
  }
}
