import Casework
import FEEL
import Statechart
import Testing

/// What the BasicHTTP event processor makes of requests and of events; spec: SCXML 1.0 § C.2.
@Suite struct BasicHTTPMessageTests {
  struct Received: Sendable, CustomTestStringConvertible {
    var path = "/v1/sessions/c1"
    var type = ""
    var body = ""
    var name: String
    var data: String
    var testDescription: String { "\(path) \(type) \(body)" }
  }

  static let form = "application/x-www-form-urlencoded"

  static let received = [
    Received(name: "HTTP.POST", data: "null"),
    Received(
      type: form, body: "_scxmleventname=paid&amount=1%2B2&who=a+b", name: "paid",
      data: #"{amount: "1+2", who: "a b"}"#),
    Received(
      type: "\(form); charset=utf-8", body: "x=1&x=2&empty=&bare", name: "HTTP.POST",
      data: #"{x: ["1", "2"], empty: "", bare: ""}"#),
    Received(
      path: "/v1/sessions/c1?_scxmleventname=a.b", type: "application/json", body: #"{"n": 1}"#,
      name: "a.b", data: "{n: 1}"),
    // What the query says besides the name does not take the place of a body.
    Received(
      path: "/v1/sessions/c1?token=t", type: "application/json", body: "[1, 2]",
      name: "HTTP.POST", data: "[1, 2]"),
    Received(path: "/v1/sessions/c1?token=t", name: "HTTP.POST", data: #"{token: "t"}"#),
    Received(
      path: "/v1/sessions/c1?a=1", type: form, body: "b=2", name: "HTTP.POST",
      data: #"{a: "1", b: "2"}"#),
    Received(
      type: "application/json", body: "{broken", name: "HTTP.POST", data: #""{broken""#),
    Received(type: "text/plain", body: "", name: "HTTP.POST", data: #""""#),
    Received(type: "text/plain", body: "a  b", name: "HTTP.POST", data: #""a  b""#),
  ]

  @Test(arguments: received) func aRequestBecomesAnEvent(_ request: Received) {
    let event = BasicHTTPMessage(path: request.path, contentType: request.type, body: request.body)
      .event
    #expect(event.name == request.name)
    #expect(event.type == .external)
    #expect(event.data.feelText == request.data)
    #expect(event.raw?.hasPrefix("POST \(request.path) HTTP/1.1\r\n") == true)
  }

  @Test(arguments: [
    ("http://host/a?b=1#c", "/a?b=1&_scxmleventname=e.f"), ("http://host", "/?_scxmleventname=e.f"),
    ("http://host:8080/", "/?_scxmleventname=e.f"), ("https://host?q", "/?q&_scxmleventname=e.f"),
  ]) func contentNamesItsEventInTheQuery(_ url: String, _ path: String) {
    let message = BasicHTTPMessage(
      StatechartEvent("e.f", data: .string("t")), isContent: true, url: url)
    #expect(message.path == path)
    #expect(message.body == "t")
    #expect(message.event.name == "e.f")
  }
}
