import HTTP
import JSON
import Standins
import TestSupport
import Testing

/// Text in UTF-8 through the whole house: from the bytes of a delivery through an intake sheet, a table, the case, its log
/// and the store to the bytes of a call, and back with its answer.
@Suite(.serialized) struct TextEndToEndTests {
  /// A text as JSON writes it, what it is, and what the table makes of it.
  private struct Example: Sendable {
    var json: String
    var text: String
    var kind: String
  }

  private static let examples = [
    Example(json: #""Käse 🧀""#, text: "Käse 🧀", kind: "cheese"),
    Example(json: #""K\u00e4se \ud83e\uddc0""#, text: "K\u{E4}se 🧀", kind: "cheese"),
    Example(json: #""K\u00E4se \uD83E\uDDC0""#, text: "K\u{E4}se 🧀", kind: "cheese"),
    // The same to the eye, another text: what came is kept as it came.
    Example(json: #""e\u0301""#, text: "e\u{301}", kind: "combining"),
    Example(json: "\"\u{E9}\"", text: "\u{E9}", kind: "composed"),
    Example(json: "\"שלום עולם\"", text: "שלום עולם", kind: "right to left"),
    Example(
      json: #""\u200fمرحبا\u200e (a\/b)""#, text: "\u{200F}مرحبا\u{200E} (a/b)", kind: "other"),
    Example(json: #""https:\/\/ex.am\/\u00e5""#, text: "https://ex.am/å", kind: "other"),
    Example(json: "\"👩‍👩‍👧‍👦 🏳️‍🌈 🇸🇪\"", text: "👩‍👩‍👧‍👦 🏳️‍🌈 🇸🇪", kind: "other"),
    Example(json: #""a\tb\"c\\d\u0001""#, text: "a\tb\"c\\d\u{1}", kind: "other"),
    Example(json: #""\ufeffx\u0000y""#, text: "\u{FEFF}x\u{0}y", kind: "other"),
    Example(json: #""𝔘\udbff\udffd""#, text: "𝔘\u{10FFFD}", kind: "other"),
  ]

  private static let refused: [(about: String, bytes: [UInt8])] = [
    ("half a pair", Array(#"{"id":"1","text":"\ud83e"}"#.utf8)),
    ("half a pair before a letter", Array(#"{"id":"1","text":"\ud83ex"}"#.utf8)),
    ("a pair the other way round", Array(#"{"id":"1","text":"\uddc0\ud83e"}"#.utf8)),
    ("a byte that is no UTF-8", Array(#"{"id":"1","text":""#.utf8) + [0xFF] + Array(#""}"#.utf8)),
    ("an overlong blank", Array(#"{"id":"1","text":""#.utf8) + [0xC0, 0xA0] + Array(#""}"#.utf8)),
    (
      "half a pair as bytes",
      Array(#"{"id":"1","text":""#.utf8) + [0xED, 0xA0, 0xBE] + Array(#""}"#.utf8)
    ),
    ("a text that is cut", Array(#"{"id":"1","text":""#.utf8) + [0xF0, 0x9F, 0xA7]),
  ]

  private static let files = [
    "workflows/words/intake.csv": """
    Intake,Words,words
    Kind,json
    Name,When,For each,Do,Key,Data,Note
    ,,,start words,payload.id,"{ id: payload.id, text: payload.text }",
    """,
    "workflows/words/words.csv": """
    Workflow,Words,words
    Data,id,string
    Data,text,string
    Data,kind,string
    Data,back,string
    Name,State,On,Do,Go to
    ,Sent,entry,"decide word_kind; log ""it says "" + text; send word.put to ""store of words"" with { id: id, text: text, kind: kind }",
    ,,word.put.delivered,set back = _event.data.text,Back
    ,Back,final,,
    """,
    "tables/words.csv": #"""
    Table,Kind of a word,word_kind
    Hit policy,First,
    Role,Input,Output
    Name,Text,Kind
    Expression,text,kind
    Type,string,string
    1,"contains(?, ""🧀"")",cheese
    2,e\#u{301},combining
    3,\#u{E9},composed
    4,"""שלום עולם""",right to left
    5,-,other
    """#,
  ]

  @Test func arrivesByteForByteAndComesBack() async throws {
    let server = try StandinServer([RestStandin("rest")])
    let daemon = try DaemonProcess(
      configuration: [
        "intake": ["words": ["kind": "json", "token": "env:TOKEN", "key": "id"]],
        "connectors": [
          "store of words": [
            "kind": "rest", "url": .string(server.url("rest")),
            "operations": ["word.put": ["method": "PUT", "path": "/words/{id}"]],
          ]
        ],
      ], environment: ["TOKEN": "a token"], files: Self.files)
    let headers: HTTPHeaders = [
      "Content-Type": "application/json", "Authorization": "Bearer a token",
    ]
    for (number, example) in Self.examples.enumerated() {
      let body = Array(#"{"id":"w-\#(number)","text":\#(example.json)}"#.utf8)
      let answer = try await daemon.send(body, .post, "/v1/intake/words", headers: headers)
      #expect(answer.json == ["taken": 1, "known": 0], "\(example.json)")
    }
    try await daemon.settle()
    for (number, example) in Self.examples.enumerated() {
      let found = try await daemon.ask(.get, "/v1/cases?workflow=words&key=w-\(number)").json
      let id = found["cases"]?.arrayValue?.first?["id"]?.stringValue ?? "?"
      let shown = try await daemon.ask(.get, "/v1/cases/\(id)").json
      #expect(shown["state"] == ["back"], "\(example.json): \(shown.text)")
      for name in ["text", "back"] {
        #expect(
          Self.bytes(shown["data"]?[name]) == Array(example.text.utf8), "\(name): \(example.json)")
      }
      #expect(shown["data"]?["kind"]?.stringValue == example.kind, "\(example.json)")
      let log = try await daemon.ask(.get, "/v1/cases/\(id)/log?limit=1000").json
      #expect(
        Self.texts(log).contains { Array($0.utf8) == Array(example.text.utf8) },
        "\(example.json) in the log")
      let call = server.requests("rest").first { $0.path.last == "w-\(number)" }
      #expect(Self.bytes(call?.json?["text"]) == Array(example.text.utf8), "\(example.json) sent")
      #expect(call?.request.headers["Content-Type"] == "application/json; charset=utf-8")
    }
    let before = try await daemon.ask(.get, "/v1/cases?workflow=words&limit=100").json
    for (about, bytes) in Self.refused {
      let answer = try await daemon.send(bytes, .post, "/v1/intake/words", headers: headers)
      #expect(answer.status == 400, "\(about): \(answer.json.text)")
    }
    #expect(try await daemon.ask(.get, "/v1/cases?workflow=words&limit=100").json == before)
    #expect(try await daemon.ask(.get, "/v1/status").json["incidents"] == 0)
    daemon.kill()
    await server.stop()
  }

  private static func bytes(_ value: JSONValue?) -> [UInt8]? {
    value?.stringValue.map { Array($0.utf8) }
  }

  /// Every text in a value.
  private static func texts(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let items): items.flatMap(texts)
    case .object(let members): members.flatMap { texts($0.value) }
    default: []
    }
  }
}
