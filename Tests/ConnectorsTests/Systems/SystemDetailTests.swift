import Connectors
import HTTP
import JSON
import Standins
import Testing

/// What is particular to each system.
@Suite struct SystemDetailTests {
  private func start(_ section: String) throws -> (StandinServer, Courier) {
    let server = try StandinServer(AllStandins.make())
    return (server, Courier(try Configured.connector(section, server)))
  }

  // MARK: Customer systems

  @Test func salesforceKeepsANameThatIsThere() async throws {
    var (server, courier) = try start(OperationCase.salesforce)
    _ = await courier.bring(
      "lead.upsert", ["externalId": "1", "name": "Zoë Doe", "product": "pro"])
    _ = await courier.bring("lead.upsert", ["externalId": "1", "name": .null, "score": 80])
    let leads = try #require(server["salesforce"] as? SalesforceStandin).records("Lead")
    #expect(leads.count == 1)
    #expect(leads.first?["LastName"] == "Doe")
    #expect(leads.first?["FirstName"] == "Zoë")
    #expect(leads.first?["Company"] == "Unknown")
    #expect(leads.first?["Product__c"] == "pro")
    #expect(leads.first?["Description"] == "score: 80")
    await server.stop()
  }

  @Test func salesforceFindsCustomers() async throws {
    var (server, courier) = try start(OperationCase.salesforce)
    let system = try #require(server["salesforce"] as? SalesforceStandin)
    system.put("Contact", ["LastName": "Doe", "IgScopedId__c": "1", "Segments__c": "a;b"])
    guard case .delivered(let found) = await courier.bring("customer.find", ["igsid": "1"]) else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    #expect(found["found"] == true)
    #expect(found["name"] == "Doe")
    #expect(found["segments"] == "a;b")
    let id = try #require(found["id"])
    #expect(
      await courier.bring("customer.segments", ["customer": id, "segments": ["x", "y"]])
        == .delivered(["id": id, "created": false]))
    #expect(system.records("Contact").first?["Segments__c"] == "x;y")
    #expect(await courier.bring("customer.find", ["igsid": "2"]) == .delivered(["found": false]))
    await server.stop()
  }

  private static let refusals: [(String, String, String)] = [
    ("lead.upsert", #"{"externalId": "zoe@example.inc"}"#, "external id with a dot"),
    ("lead.upsert", #"{"externalId": "several", "name": "x"}"#, "several records"),
    (
      "lead.upsert", #"{"externalId": "9", "name": "x", "email": "twin@example.com"}"#,
      "DUPLICATES_DETECTED"
    ),
    ("customer.segments", #"{"customer": "none", "segments": []}"#, "has no Contact"),
    ("campaign.member", #"{"customer": "1", "campaign": "none", "status": "Sent"}"#, "a campaign"),
    ("opportunity.approved", #"{"request": "r9"}"#, "has no Opportunity"),
    ("campaign.member", #"{"customer": null, "campaign": "c", "status": "Sent"}"#, "\"customer\""),
    ("task.create", #"{"externalId": "1"}"#, "\"subject\""),
  ]

  @Test(arguments: refusals.indices) func salesforceSaysWhatIsWrong(_ index: Int) async throws {
    let (event, data, reason) = Self.refusals[index]
    var (server, courier) = try start(OperationCase.salesforce)
    guard case .refused(let text) = await courier.bring(event, try JSONValue.parse(data)) else {
      Issue.record("taken")
      return await server.stop()
    }
    #expect(text.contains(reason), "\(text)")
    await server.stop()
  }

  @Test func salesforceChangesAMembersStatusAlone() async throws {
    var (server, courier) = try start(OperationCase.salesforce)
    let system = try #require(server["salesforce"] as? SalesforceStandin)
    system.put("Campaign", ["Name": "Spring", "DocketKey__c": "spring"])
    system.put("Lead", ["LastName": "Doe", "Company": "C", "IgScopedId__c": "1"])
    for status in ["Sent", "Converted"] {
      let result = await courier.bring(
        "campaign.member", ["customer": "1", "campaign": "spring", "status": .string(status)])
      guard case .delivered = result else {
        Issue.record("\(result)")
        return await server.stop()
      }
    }
    let members = system.records("CampaignMember")
    #expect(members.count == 1)
    #expect(members.first?["Status"] == "Converted")
    await server.stop()
  }

  @Test func salesforceGivesATaskToTheOwner() async throws {
    var (server, courier) = try start(OperationCase.salesforce)
    let system = try #require(server["salesforce"] as? SalesforceStandin)
    let id = system.put("Contact", ["LastName": "Doe", "IgScopedId__c": "1"])
    _ = await courier.bring(
      "task.create", ["externalId": "1", "subject": "Call", "dueInHours": 20, "score": 7])
    let task = system.records("Task").first
    #expect(task?["OwnerId"] == "005000000000000001")
    #expect(task?["WhoId"] == .string(id))
    #expect(task?["ActivityDate"] == "2026-11-22")
    #expect(task?["Description"] == "score: 7")
    await server.stop()
  }

  @Test func hubspotGoesOnWhereTheAddressIsKnown() async throws {
    let section = OperationCase.hubspot.replacing(
      #""lists""#, with: #""objectsPath": "/crm/objects/2026-03", "lists""#)
    var (server, courier) = try start(section)
    let system = try #require(server["hubspot"] as? HubSpotStandin)
    let id = system.put("contacts", ["email": "zoe@example.com", "firstname": "Zoë"])
    let result = await courier.bring(
      "contact.upsert", ["externalId": "1", "email": "zoe@example.com", "list": "nurture"])
    #expect(result == .delivered(["id": .string(id), "created": false]))
    #expect(system.objects("contacts").count == 1)
    #expect(system.objects("contacts").first?["ig_scoped_id"] == "1")
    #expect(system.objects("contacts").first?["firstname"] == "Zoë")
    #expect(system.list("7") == [id])
    #expect(
      await courier.bring("customer.find", ["email": "zoe@example.com"])
        == .delivered(["found": true, "id": .string(id), "name": "Zoë", "email": "zoe@example.com"])
    )
    await server.stop()
  }

  // MARK: Tickets

  @Test func zendeskTicketsSayWhatTheCaseKnows() async throws {
    var (server, courier) = try start(OperationCase.zendesk)
    let system = try #require(server["zendesk"] as? ZendeskStandin)
    let data: JSONValue = [
      "queue": "dpo", "priority": 1, "text": "Ich klage! 😡", "value": .number("12.5"),
      "complaint": "k1",
    ]
    _ = await courier.bring("ticket.open", data)
    // The same action again, as after a restart.
    #expect(
      await courier.bring("ticket.open", data) == .delivered(["ticket": 35436, "repeated": true]))
    let ticket = try #require(system.tickets.first)
    #expect(system.tickets.count == 1)
    #expect(ticket["external_id"] == "c42")
    #expect(ticket["priority"] == "urgent")
    #expect(ticket["group_id"] == 77)
    #expect(ticket["subject"] == "dpo: A-1")
    #expect(ticket["custom_fields"] == [["id": 360000, "value": .number("12.5")]])
    let comment = system.comments(35436).first
    #expect(comment?["body"] == "Ich klage! 😡\n\ncomplaint: k1")
    #expect(comment?["public"] == false)
    guard case .refused(let reason) = await courier.bring("ticket.open", ["priority": "P9"]) else {
      Issue.record("P9 was taken")
      return await server.stop()
    }
    #expect(reason.contains("P1 to P4"))
    await server.stop()
  }

  @Test func zendeskCommentsFollowsUpAndRedacts() async throws {
    var (server, courier) = try start(OperationCase.zendesk)
    let system = try #require(server["zendesk"] as? ZendeskStandin)
    guard case .refused = await courier.bring("ticket.comment", ["text": "resolved"]) else {
      Issue.record("a comment without a ticket")
      return await server.stop()
    }
    _ = await courier.bring("ticket.open", ["text": "my words"])
    server.fail("zendesk", StandinFault(.dropped, match: "PUT /api/v2/tickets/"))
    #expect(
      await courier.bring("ticket.comment", ["text": "resolved"]) == .delivered(["ticket": 35436]))
    #expect(system.comments(35436).count == 2, "looked up, not sent twice")
    #expect(
      await courier.bring("ticket.redact", ["conversation": "k"])
        == .delivered(["ticket": 35436, "redacted": 2]))
    #expect(!system.comments(35436).contains { $0["body"]?.stringValue?.contains("words") == true })
    system.close(35436)
    // Another action of the case has another key; the same one would be a repetition.
    var delivery = Courier.delivery("ticket.comment", ["text": "reopened"])
    delivery.idempotencyKey = "c42-9-1"
    let receipt = try await courier.connector.deliver(delivery)
    #expect(receipt.data["ticket"] == 35437)
    #expect(system.tickets.last?["via_followup_source_id"] == 35436)
    await server.stop()
  }

  @Test func serviceNowRecordsAreTextsAndFoundAgain() async throws {
    var (server, courier) = try start(OperationCase.servicenow)
    let system = try #require(server["servicenow"] as? ServiceNowStandin)
    _ = await courier.bring(
      "record.open", ["group": "dpo", "priority": "high", "restricted": true])
    let record = try #require(system.records("incident").first)
    #expect(record["correlation_id"] == "c42-3-1")
    #expect(record["correlation_display"] == "c42")
    #expect(record["assignment_group"] == "Data protection")
    #expect(record["urgency"] == "1")
    #expect(record["impact"] == "2")
    #expect(record["description"] == "restricted: true")
    server.fail("servicenow", StandinFault(.dropped, match: "PATCH /"))
    #expect(await courier.bring("ticket.comment", ["text": "resolved"]) == .person("unknown"))
    await server.stop()
  }

  // MARK: Slack and events

  @Test func slackTextIsNoMarkup() async throws {
    var (server, courier) = try start(
      #"{"kind": "slack", "url": "env:SLACK", "channels": {"legal": "env:ARCHIVED"}}"#)
    _ = await courier.bring("message.post", ["channel": "sales", "text": "a < b & c > d"])
    let system = try #require(server["slack"] as? SlackStandin)
    #expect(system.messages.first?["text"] == "[sales] a &lt; b &amp; c &gt; d")
    #expect(
      await courier.bring("message.post", ["channel": "legal", "text": "x"])
        == .refused("Slack answered 410: channel_is_archived"))
    await server.stop()
  }

  @Test func cloudEventsAskFirstAndStopWhenTold() async throws {
    var (server, courier) = try start(
      #"{"kind": "cloudevents", "url": "BASE/events/cloudevents", "mode": "binary", "source": "/käse €", "origin": "docket.example"}"#
    )
    let system = try #require(server["events"] as? EventReceiverStandin)
    _ = await courier.bring("lead.rejected", ["igsid": "1"])
    _ = await courier.bring("lead.rejected", ["igsid": "1"])
    #expect(system.events.count == 1)
    #expect(system.deliveries == 2)
    #expect(system.events.first?["source"] == "/käse €")
    #expect(system.events.first?["subject"] == "A-1")
    #expect(system.events.first?["data"] == ["igsid": "1"])
    let lines = server.requests("events").map(\.request.method.name)
    #expect(lines == ["OPTIONS", "POST", "POST"], "asked once")
    #expect(
      server.requests("events").last?.request.headers["ce-source"] == "/k%C3%A4se%20%E2%82%AC")

    var stranger = Courier(
      try Configured.connector(
        #"{"kind": "cloudevents", "url": "BASE/events/cloudevents", "origin": "stranger.example"}"#,
        server))
    guard case .refused(let reason) = await stranger.bring("a", .null) else {
      Issue.record("sent without consent")
      return await server.stop()
    }
    #expect(reason.contains("has not agreed"))

    var gone = Courier(
      try Configured.connector(#"{"kind": "cloudevents", "url": "BASE/events/gone"}"#, server))
    let before = server.requests("events").count
    for _ in 0..<3 { _ = await gone.bring("a", .null) }
    #expect(server.requests("events").count == before + 1)
    await server.stop()
  }

  /// The vector of the official libraries.
  @Test func signsAsStandardWebhooksDo() throws {
    let key = try #require(Signing.bytes(base64: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let signature = StandardWebhooksConnector.signatures(
      "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Array(#"{"test": 2432232314}"#.utf8),
      [key, key])
    #expect(
      signature
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )
  }

  // MARK: REST

  @Test func restCallsAreChosenAndEncoded() async throws {
    var (server, courier) = try start(OperationCase.orders)
    _ = await courier.bring("order.corrected", ["orderId": "A/1 ü", "problem": "payment_failed"])
    _ = await courier.bring(
      "order.corrected", ["orderId": "A 2", "problem": "address_invalid", "address": ["zip": "1"]])
    #expect(
      await courier.bring("order.find", ["orderId": "x"]) == .delivered(["found": false]))
    let requests = server.requests("orders")
    #expect(
      requests.first?.request.target.rawPath == "/orders/orders/A%2F1%20%C3%BC/payment-retries")
    #expect(requests.first?.request.headers["Idempotency-Key"] == "c42-3-1")
    #expect(requests.dropFirst().first?.request.method == .patch)
    // The same key for another call, as no case sends it.
    #expect(requests.dropFirst().first?.status == 409)
    await server.stop()
  }

  @Test func restProblemsAreTold() async throws {
    var (server, courier) = try start(OperationCase.orders)
    #expect(
      await courier.bring("order.cancelled", ["orderId": "7-shipped", "refund": true])
        == .refused("it answered 409: Conflict: the order 7-shipped has been shipped"))
    guard case .refused(let reason) = await courier.bring("order.cancelled", ["refund": true])
    else {
      Issue.record("taken")
      return await server.stop()
    }
    #expect(reason.contains("\"orderId\""))
    await server.stop()
  }

  // MARK: Spotify

  private static func tracks(_ count: Int) -> JSONValue {
    .array(
      (0..<count).map { number in
        let digits = String(number)
        return .string("spotify:track:" + String(repeating: "0", count: 22 - digits.count) + digits)
      })
  }

  @Test(arguments: [StandinFault.Kind.dropped, .cut, .status(500)])
  func spotifyGoesOnWhereItWas(_ fault: StandinFault.Kind) async throws {
    var (server, courier) = try start(OperationCase.spotify)
    let system = try #require(server["spotify"] as? SpotifyStandin)
    // The first hundred go well, the second is struck.
    server.fail("spotify", StandinFault(.slow(seconds: 0), match: "POST /v1/playlists"))
    server.fail("spotify", StandinFault(fault, match: "POST /v1/playlists"))
    let result = await courier.bring(
      "playlist.create", ["name": "Store", "tracks": Self.tracks(250)])
    guard case .delivered(let data) = result else {
      Issue.record("\(result) \(courier.reasons)")
      return await server.stop()
    }
    #expect(data["tracks"] == 250)
    #expect(system.playlists.count == 1)
    #expect(system.playlists.first?.items.count == 250)
    #expect(Set(system.playlists.first?.items ?? []).count == 250)
    #expect(system.playlists.first?.about["public"] == false)
    await server.stop()
  }

  private static let episodes: [(JSONValue, JSONValue)] = [
    (
      [
        "show": "5CfCWKI5pZ28U0uOzXkDHe", "title": "night shift 🌙", "since": "2026-11-20T08:00:00Z",
      ], "2026-11-20"
    ),
    (["show": "spotify:show:5CfCWKI5pZ28U0uOzXkDHe", "title": "Old shift"], "1981"),
    // The host has changed the title: the only one since then.
    (
      ["show": "5CfCWKI5pZ28U0uOzXkDHe", "title": "other", "since": "2026-11-01T00:00:00Z"],
      "2026-11-20"
    ),
    (["show": "5CfCWKI5pZ28U0uOzXkDHe", "title": "other", "since": "2026-09-01T00:00:00Z"], .null),
    (["show": "5CfCWKI5pZ28U0uOzXkDHe", "title": "other"], .null),
  ]

  @Test(arguments: episodes.indices) func spotifyFindsEpisodes(_ index: Int) async throws {
    let (data, date) = Self.episodes[index]
    var (server, courier) = try start(OperationCase.spotify)
    guard case .delivered(let found) = await courier.bring("show.episodes", data) else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    #expect(found["found"] == .boolean(!date.isNull))
    #expect((found["releaseDate"] ?? .null) == date)
    await server.stop()
  }

  @Test func spotifyTellsWhatIsMissing() async throws {
    var (server, courier) = try start(
      OperationCase.spotify.replacing(#""refreshToken": "env:SECRET", "#, with: ""))
    guard case .refused(let reason) = await courier.bring("playlist.create", ["name": "x"]) else {
      Issue.record("made without a user")
      return await server.stop()
    }
    #expect(reason.contains("refreshToken"))
    guard
      case .refused(let wrong) = await courier.bring(
        "playlist.create", ["name": "x", "tracks": ["spotify:album:1"]])
    else { return await server.stop() }
    #expect(wrong.contains("spotify:track:"))
    #expect(
      await courier.bring("episode.get", ["episode": "0000000000000000000000"])
        == .delivered(["found": false]))
    await server.stop()
  }

  @Test func spotifyAdsUploadsExcludesAndUnmasks() async throws {
    var (server, courier) = try start(OperationCase.ads)
    let system = try #require(server["spotify-ads"] as? SpotifyAdsStandin)
    server.fail(
      "spotify-ads", StandinFault(.status(503), match: "POST /ad_accounts/acc/audiences/upload_url")
    )
    let result = await courier.bring(
      "audience.update", ["account": "k-1", "segments": ["vip_upsell", "retarget"]])
    #expect(result == .delivered(["audiences": ["vip_upsell": "aud-1", "retarget": "aud-2"]]))
    #expect(system.contents.adSets["set-9"]?["targets"]?["audience_ids"] == ["aud-0", "aud-1"])
    #expect(system.upload("aud-1") == "k-1\n")
    _ = await courier.bring("audience.remove", ["account": "k-1"])
    #expect(
      system.contents.adSets["set-1"]?["targets"]?["audience_ids_exclusions"] == ["aud-3"])
    #expect(system.contents.adSets["set-1"]?["targets"]?["audience_ids"] == ["aud-0"])
    guard case .delivered(let report) = await courier.bring("report.get", ["account": "k-1"]) else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    #expect(!report.text.contains("-5"))
    #expect(report.text.contains("120"))
    await server.stop()
  }

  /// Whichever answer is lost, a draft has each part once.
  @Test(arguments: 1...4) func spotifyAdsGoesOnWhereItWas(_ step: Int) async throws {
    var (server, courier) = try start(OperationCase.ads)
    let system = try #require(server["spotify-ads"] as? SpotifyAdsStandin)
    if step > 1 {
      server.fail(
        "spotify-ads", StandinFault(.slow(seconds: 0), count: step - 1, match: "POST /ad"))
    }
    server.fail("spotify-ads", StandinFault(.dropped, match: "POST /ad"))
    guard
      case .delivered(let draft) = await courier.bring(
        "campaign.draft", ["request": "r", "budget": 10])
    else {
      Issue.record("\(courier.reasons)")
      return await server.stop()
    }
    #expect(draft["valid"] == true)
    let contents = system.contents
    #expect(
      [contents.drafts.count, contents.adSetDrafts.count, contents.adDrafts.count] == [1, 1, 1])
    await server.stop()
  }

  /// The audience was made, but nobody heard of it: it is found by its id, and not made again.
  @Test func spotifyAdsFindsAnAudienceWhoseAnswerWasLost() async throws {
    var (server, courier) = try start(OperationCase.ads)
    let system = try #require(server["spotify-ads"] as? SpotifyAdsStandin)
    let match = "POST /ad_accounts/acc/audiences"
    server.fail("spotify-ads", StandinFault(.slow(seconds: 0), match: match))
    server.fail("spotify-ads", StandinFault(.dropped, match: match))
    let result = await courier.bring(
      "audience.update", ["account": "k-1", "segments": ["retarget"]])
    #expect(result == .delivered(["audiences": ["retarget": "aud-1"]]))
    #expect(Array(system.contents.audiences.keys) == ["aud-1"])
    await server.stop()
  }

  /// People confirmed a version: what was changed since is not published.
  @Test func spotifyAdsPublishesWhatPeopleSaw() async throws {
    var (server, courier) = try start(OperationCase.ads)
    let system = try #require(server["spotify-ads"] as? SpotifyAdsStandin)
    _ = await courier.bring("campaign.draft", ["request": "r", "budget": 10])
    guard
      case .refused(let reason) = await courier.bring(
        "campaign.publish", ["draft": "draft-1", "version": 1])
    else {
      Issue.record("another version was published")
      return await server.stop()
    }
    #expect(reason.contains("another version"))
    _ = await courier.bring("campaign.draft", ["request": "r2", "budget": .number("0.5")])
    guard
      case .refused(let fault) = await courier.bring(
        "campaign.publish", ["draft": "draft-4", "version": 3])
    else {
      Issue.record("a draft that does not hold was published")
      return await server.stop()
    }
    #expect(fault.contains("micro_amount is less than one unit"))
    #expect(system.contents.campaigns.isEmpty)
    await server.stop()
  }
}
