import Diagnostics
import Connectors
import HTTP
import JSON
import Standins
import Testing

/// One operation of one system: what it takes, what it makes, and what a lost answer comes to.
struct OperationCase: Sendable, CustomTestStringConvertible {
  enum AfterLoss: Sendable { case once, person }

  var system: String
  var section: String
  var event: String
  var data: String
  /// The calls that carry it out, so that faults strike those and not what is read before.
  var call: String
  var afterLoss = AfterLoss.once
  /// How many things are there afterwards.
  var made: @Sendable (StandinServer) -> Int
  var prepare: @Sendable (StandinServer) -> Void = { _ in }

  var testDescription: String { "\(system) \(event)" }

  func start() -> (StandinServer, Courier)? {
    guard let server = try? StandinServer(AllStandins.make()) else { return nil }
    prepare(server)
    guard let connector = try? Configured.connector(section, server) else { return nil }
    return (server, Courier(connector))
  }
}

extension OperationCase {
  static let salesforce =
    #"{"kind": "salesforce", "url": "BASE/salesforce", "clientId": "app", "clientSecret": "env:SECRET", "fields": {"product": "Product__c", "segments": "Segments__c"}}"#
  static let hubspot =
    #"{"kind": "hubspot", "url": "BASE/hubspot", "token": "env:SECRET", "lists": {"nurture": "7", "suppression": "9"}, "fields": {"product": "product", "segments": "segments"}}"#
  static let zendesk =
    #"{"kind": "zendesk", "url": "BASE/zendesk", "email": "docket@example.com", "apiToken": "env:SECRET", "groups": {"dpo": "77"}, "fields": {"value": "360000"}}"#
  static let servicenow =
    #"{"kind": "servicenow", "url": "BASE/servicenow", "user": "docket", "password": "env:SECRET", "groups": {"dpo": "Data protection"}}"#
  static let slack = #"{"kind": "slack", "channels": {"sales": "env:SLACK"}}"#
  static let spotify =
    #"{"kind": "spotify", "apiUrl": "BASE/spotify", "accountsUrl": "BASE/spotify", "clientId": "app", "clientSecret": "env:SECRET", "refreshToken": "env:SECRET", "market": "SE"}"#
  static let ads =
    #"{"kind": "spotify-ads", "apiUrl": "BASE/spotify-ads", "accountsUrl": "BASE/spotify", "clientId": "app", "clientSecret": "env:SECRET", "refreshToken": "env:SECRET", "adAccount": "acc", "adSets": ["set-1"], "contextualAdSet": "set-2"}"#
  static let orders =
    #"""
    {"kind": "rest", "url": "BASE/orders", "operations": {
      "order.corrected": [
        {"when": {"problem": "payment_failed"}, "path": "/orders/{orderId}/payment-retries", "body": {}},
        {"method": "PATCH", "path": "/orders/{orderId}", "body": {"address": "{address}", "note": "by case"}}],
      "order.cancelled": {"path": "/orders/{orderId}/cancellations", "body": {"reason": "order exception", "refund": "{refund}"}},
      "order.create": {"path": "/orders"},
      "order.find": {"method": "GET", "path": "/orders/{orderId}", "onNotFound": {"found": false}, "onSuccess": {"found": true}}}}
    """#
  static let cloudEvents =
    #"{"kind": "cloudevents", "url": "BASE/events/cloudevents", "origin": "docket.example"}"#
  static let binary =
    #"{"kind": "cloudevents", "url": "BASE/events/cloudevents", "mode": "binary", "typePrefix": "com.example."}"#
  static let webhooks =
    #"{"kind": "standard-webhooks", "url": "BASE/events/standard-webhooks", "secret": "env:WHSEC"}"#

  private static func records(_ object: String) -> @Sendable (StandinServer) -> Int {
    { ($0["salesforce"] as? SalesforceStandin)?.records(object).count ?? -1 }
  }
  private static func objects(_ kind: String) -> @Sendable (StandinServer) -> Int {
    { ($0["hubspot"] as? HubSpotStandin)?.objects(kind).count ?? -1 }
  }
  private static let tickets: @Sendable (StandinServer) -> Int = {
    ($0["zendesk"] as? ZendeskStandin)?.tickets.count ?? -1
  }
  private static let events: @Sendable (StandinServer) -> Int = {
    ($0["events"] as? EventReceiverStandin)?.events.count ?? -1
  }

  static let all: [OperationCase] = [
    OperationCase(
      system: "salesforce", section: salesforce, event: "lead.upsert",
      data:
        #"{"externalId": "908070605040302", "name": "Zoë 🧀 Doe", "product": "pro", "country": "SE", "score": 105}"#,
      call: "PATCH /services/data/v67.0/sobjects/Lead/", made: records("Lead")),
    OperationCase(
      system: "salesforce", section: salesforce, event: "contact.upsert",
      data: #"{"externalId": "1", "list": "nurture"}"#, call: "PATCH /services",
      made: records("Contact")),
    OperationCase(
      system: "salesforce", section: salesforce, event: "task.create",
      data: #"{"externalId": "1", "subject": "Call the podcast lead", "dueInHours": 4}"#,
      call: "PATCH /services", made: records("Task")),
    OperationCase(
      system: "salesforce", section: salesforce, event: "note.add",
      data: #"{"customer": "1", "text": "complaint closed"}"#, call: "PATCH /services",
      made: records("Task")),
    OperationCase(
      system: "salesforce", section: salesforce, event: "activity.add",
      data: #"{"customer": null, "conversation": "conv-1"}"#, call: "PATCH /services",
      made: records("Task")),
    OperationCase(
      system: "salesforce", section: salesforce, event: "partner.create",
      data: #"{"handle": "nora", "fee": 2500}"#,
      call: "PATCH /services/data/v67.0/sobjects/Account",
      made: records("Account")),
    OperationCase(
      system: "salesforce", section: salesforce, event: "campaign.member",
      data: #"{"customer": "1", "campaign": "spring", "status": "Sent"}"#, call: "PATCH /services",
      made: records("CampaignMember"),
      prepare: {
        let system = $0["salesforce"] as? SalesforceStandin
        system?.put("Campaign", ["Name": "Spring", "DocketKey__c": "spring"])
        system?.put("Contact", ["LastName": "Doe", "IgScopedId__c": "1"])
      }),
    OperationCase(
      system: "hubspot", section: hubspot, event: "contact.upsert",
      data:
        #"{"externalId": "1", "name": "Zoë Doe", "list": "nurture", "product": "pro", "odd": 1}"#,
      call: "POST /crm/v3/objects/contacts/batch/upsert", made: objects("contacts")),
    OperationCase(
      system: "hubspot", section: hubspot, event: "lead.upsert", data: #"{"externalId": "1"}"#,
      call: "POST /crm", made: objects("contacts")),
    OperationCase(
      system: "hubspot", section: hubspot, event: "suppression.add", data: #"{"externalId": "1"}"#,
      call: "PUT /crm/v3/lists", made: { ($0["hubspot"] as? HubSpotStandin)?.list("9").count ?? -1 }
    ),
    OperationCase(
      system: "hubspot", section: hubspot, event: "task.create",
      data: #"{"externalId": "1", "subject": "Lead from Instagram", "score": 80}"#,
      call: "POST /crm/v3/objects/tasks", made: objects("tasks")),
    OperationCase(
      system: "hubspot", section: hubspot, event: "note.add",
      data: #"{"customer": "1", "text": "note"}"#,
      call: "POST /crm/v3/objects/notes", made: objects("notes")),
    OperationCase(
      system: "hubspot", section: hubspot, event: "partner.create", data: #"{"handle": "nora"}"#,
      call: "POST /crm", made: objects("companies")),
    OperationCase(
      system: "zendesk", section: zendesk, event: "ticket.open",
      data:
        #"{"conversation": "k", "queue": "legal", "priority": "P1", "text": "Ich klage! 😡", "value": 12.5}"#,
      call: "POST /api/v2/tickets.json", made: tickets),
    OperationCase(
      system: "servicenow", section: servicenow, event: "record.open",
      data: #"{"group": "dpo", "complaint": "k1", "restricted": true}"#,
      call: "POST /api/now/table/incident",
      made: { ($0["servicenow"] as? ServiceNowStandin)?.records("incident").count ?? -1 }),
    OperationCase(
      system: "slack", section: slack, event: "message.post",
      data: #"{"channel": "sales", "text": "Hot <lead> & more"}"#, call: "POST /services",
      afterLoss: .person, made: { ($0["slack"] as? SlackStandin)?.messages.count ?? -1 }),
    OperationCase(
      system: "orders", section: orders, event: "order.cancelled",
      data: #"{"orderId": "A/1 ü", "refund": true}"#, call: "POST /orders/",
      made: { ($0["orders"] as? RestStandin)?.count("orders/A/1 ü/cancellations") ?? -1 }),
    OperationCase(
      system: "orders", section: orders, event: "order.create",
      data: #"{"entry": "e1", "total": 0}"#,
      call: "POST /orders", made: { ($0["orders"] as? RestStandin)?.count("orders") ?? -1 }),
    OperationCase(
      system: "events", section: cloudEvents, event: "lead.rejected",
      data: #"{"igsid": "1", "reason": "cold"}"#, call: "POST /", made: events),
    OperationCase(
      system: "events", section: binary, event: "lead.rejected", data: #"{"igsid": "1"}"#,
      call: "POST /", made: events),
    OperationCase(
      system: "events", section: webhooks, event: "entrant.flagged",
      data: #"{"igsid": "1", "score": 85}"#, call: "POST /", made: events),
    OperationCase(
      system: "spotify", section: spotify, event: "playlist.create",
      data:
        #"{"name": "Store Malmö", "public": false, "tracks": ["spotify:track:11dFghVXANMlKmJXsNCbNl"]}"#,
      call: "POST /v1/me/playlists",
      made: { ($0["spotify"] as? SpotifyStandin)?.playlists.count ?? -1 }),
    OperationCase(
      system: "spotify-ads", section: ads, event: "campaign.draft",
      data: #"{"request": "r1", "episode": "e", "budget": 12000}"#,
      call: "POST /ad_accounts/acc/drafts",
      afterLoss: .person,
      made: { ($0["spotify-ads"] as? SpotifyAdsStandin)?.contents.drafts.count ?? -1 }),
  ]
}

@Suite struct SystemDeliveryTests {
  @Test(arguments: OperationCase.all) private func succeeds(_ example: OperationCase) async throws {
    var (server, courier) = try #require(example.start())
    let result = await courier.bring(example.event, try JSONValue.parse(example.data))
    guard case .delivered = result else {
      Issue.record("\(result)")
      return await server.stop()
    }
    #expect(example.made(server) == 1)
    await server.stop()
  }

  private static let passing: [(StandinFault.Kind, Int?)] = [
    (.status(429, retryAfter: "7"), 7), (.status(500), nil), (.status(503), nil),
  ]

  @Test(arguments: OperationCase.all)
  private func comesBackAfterWhatPasses(_ example: OperationCase) async throws {
    for (fault, wait) in Self.passing {
      var (server, courier) = try #require(example.start())
      server.fail(example.system, StandinFault(fault, count: 2, match: example.call))
      let result = await courier.bring(example.event, try JSONValue.parse(example.data))
      guard case .delivered = result else {
        Issue.record("\(fault): \(result) \(courier.reasons)")
        await server.stop()
        continue
      }
      #expect(courier.waits.count == 2, "\(fault)")
      if let wait { #expect(courier.waits == [wait, wait]) }
      #expect(example.made(server) == 1, "\(fault)")
      await server.stop()
    }
  }

  @Test(arguments: OperationCase.all)
  private func staysRefused(_ example: OperationCase) async throws {
    var (server, courier) = try #require(example.start())
    server.fail(example.system, StandinFault(.status(400), match: example.call))
    let result = await courier.bring(example.event, try JSONValue.parse(example.data))
    guard case .refused(let reason) = result else {
      Issue.record("\(result)")
      return await server.stop()
    }
    #expect(reason.contains("400"))
    #expect(example.made(server) == 0)
    await server.stop()
  }

  @Test(arguments: OperationCase.all)
  private func isDoneOnceThoughTheAnswerIsLost(_ example: OperationCase) async throws {
    var (server, courier) = try #require(example.start())
    server.fail(example.system, StandinFault(.dropped, match: example.call))
    let result = await courier.bring(example.event, try JSONValue.parse(example.data))
    switch (result, example.afterLoss) {
    case (.delivered, .once), (.person, .person): break
    default: Issue.record("\(result) \(courier.reasons)")
    }
    #expect(example.made(server) == 1)
    await server.stop()
  }

  @Test(arguments: OperationCase.all)
  private func waitsForWhoRefusesConnections(_ example: OperationCase) async throws {
    var (server, courier) = try #require(example.start())
    await server.refuseConnections()
    let data = try JSONValue.parse(example.data)
    #expect(await courier.bring(example.event, data, attempts: 2) == .tired)
    #expect(courier.waits.count == 2)
    try server.listenAgain()
    guard case .delivered = await courier.bring(example.event, data) else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    #expect(example.made(server) == 1)
    await server.stop()
  }

  /// What people, logs and the store get to see holds no secret.
  @Test(arguments: OperationCase.all) private func keepsSecrets(_ example: OperationCase)
    async throws
  {
    var (server, courier) = try #require(example.start())
    server.fail(example.system, StandinFault(.status(500), match: example.call))
    server.fail(example.system, StandinFault(.cut, match: example.call))
    server.fail(example.system, StandinFault(.status(400), match: example.call))
    let result = await courier.bring(example.event, try JSONValue.parse(example.data))
    let seen = courier.reasons.joined() + "\(result)"
    #expect(!seen.contains("s3cret"))
    #expect(!seen.contains("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    await server.stop()
  }

  @Test func fetchesAnotherTokenWhenOneIsRefused() async throws {
    let server = try StandinServer(AllStandins.make())
    var courier = Courier(try Configured.connector(OperationCase.salesforce, server))
    _ = await courier.bring("lead.upsert", ["externalId": "1"])
    server["salesforce"]?.expireTokens()
    guard case .delivered = await courier.bring("lead.upsert", ["externalId": "2"]) else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    #expect(server.requests("salesforce").filter { $0.path.last == "token" }.count == 2)
    await server.stop()
  }

  private static let credentials = [
    (OperationCase.salesforce, "lead.upsert", #"{"externalId": "1"}"#),
    (OperationCase.spotify, "episode.get", #"{"episode": "512ojhOuo1ktJprKbVcKyQ"}"#),
    (OperationCase.hubspot, "note.add", #"{"text": "a"}"#),
    (OperationCase.servicenow, "record.open", #"{"group": "dpo"}"#),
  ]

  @Test(arguments: credentials.indices) private func saysThatCredentialsAreWrong(_ index: Int)
    async throws
  {
    let (section, event, data) = Self.credentials[index]
    let server = try StandinServer(AllStandins.make())
    var courier = Courier(
      try Configured.connector(section.replacing("env:SECRET", with: "env:WRONG"), server))
    guard case .refused = await courier.bring(event, try JSONValue.parse(data)) else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    await server.stop()
  }

  /// `docket check --config` looks at a file before its secrets are there.
  @Test func canBeLookedAtWithoutSecrets() throws {
    for section in Set(OperationCase.all.map(\.section)) {
      let (_, faults) = Configuration.read(
        try JSONValue.parse(
          #"{"connectors": {"it": \#(section.replacing("BASE", with: "https://example.com"))}}"#),
        file: "docket.json", outbox: "outbox.jsonl", environment: { _ in Configuration.unset })
      #expect(faults.isEmpty, "\(section): \(faults.map(\.headline))")
    }
  }

  @Test func namesWhatAConnectorKnows() async throws {
    for section in [OperationCase.salesforce, OperationCase.orders, OperationCase.slack] {
      var courier = Courier(try Configured.connector(section, nil))
      guard case .refused(let reason) = await courier.bring("no.such", .null) else {
        Issue.record("taken")
        continue
      }
      #expect(reason.contains("cannot do no.such"))
      #expect(reason.contains("; it"))
    }
  }
}
