import Casework
import JSON
import Testing

@testable import Connectors

/// Every kind of item that Instagram sends, and what the sheet sees of it.
@Suite struct InstagramItemTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var event: String
    var kind: String
    var key: String?
    var values: JSONValue = [:]
    var testDescription: String { kind + " " + event }
  }

  static let ends =
    #""sender":{"id":"1"},"recipient":{"id":"9"},"timestamp":1790000000123"#

  static let messages = [
    Sample(
      event: #""message":{"mid":"m1","text":"Hi http://a.b"}"#, kind: "text", key: "m1",
      values: [
        "igsid": "1", "account": "9", "conversationKey": "1-9", "isMessage": true,
        "source": "Instagram_DM", "linkCount": 1, "textBytes": 13, "graphemes": 13,
      ]),
    Sample(
      event:
        #""message":{"mid":"m2","attachments":[{"type":"image","payload":{"url":"https://x/a"}},{"type":"image","payload":{"url":"https://x/b"}}]}"#,
      kind: "image", key: "m2",
      values: [
        "attachments": [
          ["kind": "image", "url": "https://x/a", "title": nil, "mediaId": nil, "part": 1],
          ["kind": "image", "url": "https://x/b", "title": nil, "mediaId": nil, "part": 2],
        ]
      ]),
    Sample(
      event:
        #""message":{"mid":"m3","attachments":[{"type":"share","payload":{"url":"https://x/p","ig_post_media_id":"18"}},{"type":"ig_post","payload":{"url":"https://x/p","title":"Caption","ig_post_media_id":"18"}}]}"#,
      kind: "ig_post", key: "m3",
      values: [
        "attachments": [
          [
            "kind": "ig_post", "url": "https://x/p", "title": "Caption", "mediaId": "18", "part": 1,
          ]
        ]
      ]),
    Sample(
      event:
        #""message":{"mid":"m4","attachments":[{"type":"story_mention","payload":{"url":"https://cdn/s"}}]}"#,
      kind: "story_mention", key: "m4", values: ["source": "Instagram_StoryMention"]),
    Sample(
      event:
        #""message":{"mid":"m5","text":"Love it","reply_to":{"story":{"id":"17","url":"https://cdn/s"}}}"#,
      kind: "story_reply", key: "m5",
      values: ["source": "Instagram_StoryReply", "storyId": "17", "storyUrl": "https://cdn/s"]),
    Sample(
      event: #""message":{"mid":"m6","text":"Yes","quick_reply":{"payload":"CONSENT_YES"}}"#,
      kind: "quick_reply", key: "m6", values: ["quickReply": "CONSENT_YES"]),
    Sample(
      event: #""postback":{"mid":"m7","title":"Track order","payload":"TRACK"}"#, kind: "postback",
      key: "m7", values: ["quickReply": "TRACK", "text": "Track order", "isMessage": true]),
    Sample(
      event:
        #""message":{"mid":"m8","text":"Hi","referral":{"ref":"spring","ad_id":"120","source":"ADS","type":"OPEN_THREAD"}}"#,
      kind: "text", key: "m8", values: ["ref": "spring", "adId": "120"]),
    Sample(
      event: #""referral":{"ref":"spring26","source":"SHORTLINK","type":"OPEN_THREAD"}"#,
      kind: "referral", values: ["ref": "spring26", "isMessage": false]),
    Sample(
      event: #""reaction":{"mid":"m1","action":"react","reaction":"love","emoji":"❤"}"#,
      kind: "reaction", key: "m1/reaction/1/react/1790000000123", values: ["reaction": "love"]),
    Sample(
      event: #""reaction":{"mid":"m1","action":"unreact"}"#, kind: "reaction",
      key: "m1/reaction/1/unreact/1790000000123", values: ["reaction": nil]),
    Sample(event: #""read":{"mid":"m1"}"#, kind: "read", key: "m1/read/1"),
    Sample(
      event: #""message":{"mid":"m1","is_deleted":true}"#, kind: "deleted", key: "m1/deleted",
      values: ["isDeleted": true, "isMessage": false, "mid": "m1"]),
    Sample(
      event: #""message":{"mid":"m10","is_unsupported":true}"#, kind: "unsupported", key: "m10",
      values: ["isUnsupported": true, "isMessage": true, "text": nil]),
    Sample(
      event: #""message_edit":{"mid":"m1","text":"new text","num_edit":2}"#, kind: "edit",
      key: "m1/edit/2", values: ["text": "new text"]),
    Sample(
      event: #""message":{"mid":"m11","text":"??? ???"}"#, kind: "text", key: "m11",
      values: ["hasReplacementChar": true]),
    Sample(event: #""something_new":{"a":1}"#, kind: "unknown"),
  ]

  @Test(arguments: messages) func messagesAreRead(_ sample: Sample) throws {
    let entry = try JSONValue.parse(
      Array(#"{"id":"9","time":1,"messaging":[{\#(Self.ends),\#(sample.event)}]}"#.utf8),
      file: "t")
    try check(InstagramItems(entry: entry).items, sample)
  }

  @Test func anEchoIsOursAndTheCustomerIsItsRecipient() throws {
    let entry = try JSONValue.parse(
      Array(
        #"{"id":"9","messaging":[{"sender":{"id":"9"},"recipient":{"id":"1"},"timestamp":1,"message":{"mid":"m9","text":"x","is_echo":true}}]}"#
          .utf8), file: "t")
    let item = try #require(InstagramItems(entry: entry).items.first)
    let fields = JSONValue.object(item.fields)
    #expect(fields["igsid"] == "1")
    #expect(fields["isEcho"] == true)
    #expect(fields["isMessage"] == false)
    #expect(item.sender == nil)
  }

  static let changes = [
    Sample(
      event:
        #"{"field":"comments","value":{"id":"17","text":"Price?","parent_id":"16","from":{"id":"1","username":"jane.d"},"media":{"id":"18","ad_id":"120"}}}"#,
      kind: "comment", key: "comments/17",
      values: [
        "commentId": "17", "parentId": "16", "mediaId": "18", "username": "jane.d", "adId": "120",
        "isPublic": true, "isMessage": false, "igsid": "1", "source": "Instagram_Comment",
      ]),
    Sample(
      event: #"{"field":"comments","value":{"id":"17","from":{"id":"9"}}}"#, kind: "comment",
      key: "comments/17", values: ["isEcho": true]),
    Sample(
      event: #"{"field":"mentions","value":{"media_id":"179","comment_id":"178"}}"#,
      kind: "mention", key: "mention/178", values: ["mediaId": "179", "commentId": "178"]),
    Sample(
      event: #"{"field":"story_insights","value":{"media_id":"1","exits":1}}"#,
      kind: "story_insights"),
  ]

  @Test(arguments: changes) func changesAreRead(_ sample: Sample) throws {
    let inside = try JSONValue.parse(
      Array(#"{"id":"9","time":1790000100,"changes":[\#(sample.event)]}"#.utf8), file: "t")
    try check(InstagramItems(entry: inside).items, sample)
    // Field and value may stand in the entry itself.
    let beside = try JSONValue.parse(
      Array((#"{"id":"9","time":1790000100,"# + sample.event.dropFirst()).utf8), file: "t")
    let item = try #require(InstagramItems(entry: beside).items.first)
    #expect(item.kind == sample.kind)
    #expect(item.at?.description == "2026-09-21T14:15:00Z")
  }

  @Test func badItemsDoNotLoseTheOthers() throws {
    let entry = try JSONValue.parse(
      Array(
        #"{"id":"0","messaging":[7,{"sender":{"id":"1"},"timestamp":"1790000000","message":{"mid":"m1","text":"ok"}}],"changes":[{"field":1}]}"#
          .utf8), file: "t")
    let items = InstagramItems(entry: entry).items
    #expect(items.map { $0.fault == nil } == [false, true, false])
    #expect(items[1].at?.description == "2026-09-21T14:13:20Z")
  }

  private func check(_ items: [IntakeItem], _ sample: Sample) throws {
    #expect(items.count == 1)
    let item = try #require(items.first)
    #expect(item.kind == sample.kind)
    #expect(item.fault == nil)
    if let key = sample.key {
      #expect(item.key == key)
    } else {
      #expect(item.key.hasPrefix("sha256:"))
    }
    let fields = JSONValue.object(item.fields)
    for member in sample.values.objectValue ?? [] {
      #expect(fields[member.name] == member.value, "\(member.name)")
    }
    let names = Set(InstagramItems.variables.map(\.name) + ["payload"])
    #expect(item.fields.allSatisfy { names.contains($0.name) })
  }
}
