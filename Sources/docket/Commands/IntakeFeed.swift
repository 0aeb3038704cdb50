import Connectors
import Foundation
import HTTP
import JSON

/// `docket intake feed`: payloads that were recorded, taken in as if they came now.
enum IntakeFeed {
  static let description = CommandDescription(
    name: "feed",
    summary: "takes in recorded payloads of an outside system",
    discussion: [
      "FILE holds a body byte for byte as it was sent, or with the extension .jsonl a recorded delivery "
        + "a line: {\"headers\": {…}, \"body\": …}, where a body that is a text counts byte for byte. What "
        + "was taken in before is known and counts once.",
      "The signature is checked as if the outside system sent it, so its headers are needed; with "
        + "--unsigned neither it nor the age of the things is, which needs the role operator.",
    ],
    arguments: [
      .init(name: "FILE", help: "the recorded payload, or - for standard input", completion: .file)
    ],
    options: [
      .value("--as", "NAME", "the intake, as in /v1/intake/NAME and in the configuration"),
      .flag("--unsigned", "take it without the proof of its sender"),
      .value("--header", "FIELD", "a header such as \"Content-Type: text/plain\"; may be repeated"),
      .value(
        "--config", "FILE", "the configuration of the intakes; docket.json if it is there", .file),
    ],
    needsOneOf: ["--as"],
    examples: [
      .init(
        line: "docket intake feed messages.json --as instagram --unsigned",
        help: "takes in what Instagram would send")
    ],
    run: run)

  /// One recorded delivery.
  private struct Delivery: Sendable {
    var headers: HTTPHeaders
    var body: [UInt8]
    var place: String
  }

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    let name = arguments.value("--as") ?? ""
    let isUnsigned = arguments.has("--unsigned")
    let deliveries = try read(arguments.arguments[0], try headers(arguments.values("--header")))
    let intakes = {
      try ConfigurationFile.read(
        arguments.value("--config") ?? ConfigurationFile.standard, outbox: "", console
      ).intakes
    }
    return try await StoreAccess.withService(
      arguments, console, mayCreate: true, intakes: intakes
    ) { service in
      var taken = 0
      var known = 0
      for delivery in deliveries {
        do throws(CommandFailure) {
          let answer = try await service.deliver(
            [isUnsigned ? "intake-feeds" : "intake", name], delivery.body, delivery.headers)
          taken += answer["taken"]?.intValue ?? 0
          known += answer["known"]?.intValue ?? 0
        } catch {
          throw CommandFailure(
            error.code, "\(delivery.place): \(error.message)",
            details: error.details + (isUnsigned ? [] : ["--unsigned takes it without a signature"])
          )
        }
      }
      if arguments.has("--json") {
        console.print(
          JSONValue.object(
            present: [("taken", .number(String(taken))), ("known", .number(String(known)))]
          ).text)
      } else {
        console.print(
          "\(taken) \(taken == 1 ? "thing" : "things") taken in, \(known) known before")
      }
      return .good
    }
  }

  private static func headers(_ fields: [String]) throws(UsageError) -> HTTPHeaders {
    var headers = HTTPHeaders()
    for field in fields {
      guard let colon = field.firstIndex(of: ":"), colon > field.startIndex else {
        throw .badValue(
          option: "--header", value: field, expected: "NAME: VALUE", nearest: nil)
      }
      let value = field[field.index(after: colon)...].drop { $0 == " " }
      headers.add(String(field[..<colon]), String(value))
    }
    return headers
  }

  private static func read(
    _ file: String, _ headers: HTTPHeaders
  ) throws(CommandFailure) -> [Delivery] {
    let bytes = try JSONInput.bytes(of: file)
    guard file.lowercased().hasSuffix(".jsonl") else {
      return [Delivery(headers: headers, body: bytes, place: file)]
    }
    var deliveries: [Delivery] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
      let place = "\(file):\(index + 1)"
      let json = try JSONInput.parse(Array(line), from: place)
      guard let body = json["body"] else {
        throw CommandFailure(
          .findings, "\(place): the line has no \"body\"",
          details: ["expected  {\"headers\": {…}, \"body\": …}"])
      }
      var own = headers
      for member in json["headers"]?.objectValue ?? [] {
        own[member.name] = member.value.shown ?? ""
      }
      deliveries.append(
        Delivery(
          headers: own, body: Array((body.stringValue ?? body.text).utf8), place: place))
    }
    return deliveries
  }
}
