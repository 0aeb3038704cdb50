import Casework
import DMN
import DecisionCalls
import Diagnostics
import FEEL
import HTTP
import JSON

/// Deciding directly, and the tables in force.
struct DecisionRoutes: Sendable {
  let source: any TableSource
  /// Where older versions are kept.
  let cases: any CaseAdministration
  /// The time that `now()` gives.
  let now: @Sendable () -> DateAndTime

  var operations: [Operation] { [decide, list, show] }

  private var decide: Operation {
    Operation(
      method: .post, path: "/v1/decisions/{name}", id: "decide",
      summary: "Decides about an input.", tag: "decisions",
      query: [
        .init(
          name: "explain", help: "Tell which rules matched and why the others did not.",
          schema: ["type": "string", "enum": ["true", "all"]]),
        .init(
          name: "strict", help: "Take a missing input or a wrong type for an error.",
          schema: ["type": "boolean", "default": false]),
        .init(name: "at", help: "Decide as of this date and time (ISO 8601)."),
      ],
      body: "DecisionInput",
      answers: [.init(status: .ok, help: "The result.", schema: "DecisionResult")]
    ) { request, parameters in
      let model = source.model
      guard let decision = model.decision(named: parameters["name"]) else {
        throw Problem.unknownDecision(parameters["name"], in: model)
      }
      var options = DecisionOptions(now: now(), strict: request.isSet("strict"))
      if let at = request.query("at") {
        guard let time = DateAndTime(at) else {
          throw Problem(
            ServiceCode.malformedQuery, .badRequest,
            "at is \"\(at)\", but should be a date and time such as 2026-03-01T12:00:00Z")
        }
        options.now = time
      }
      options.explanation = try Self.explanation(request.query("explain"))
      let call = DecisionCall(decision, options, in: model)
      guard let outcome = call.decide(try RequestBody.json(request)) else {
        throw Problem.malformedBody("the body is no object of inputs")
      }
      try Self.refuseFaults(of: outcome, isStrict: options.isStrict)
      return .json(outcome.json, headers: Self.reasons(outcome.remarks))
    }
  }

  /// Whoever asks for strictness gets one answer for all that does not fit.
  static func refuseFaults(
    of outcome: DecisionCall.Outcome, isStrict: Bool
  ) throws(Problem) {
    let isStranger = { (fault: Diagnostic) in
      fault.code == DiagnosticCode(DecisionCallCode.unknownInput)
    }
    if !isStrict, let fault = outcome.errors.first(where: isStranger) {
      throw Problem(
        DecisionCallCode.unknownInput, .badRequest, fault.headline, diagnostics: outcome.errors)
    }
    guard outcome.errors.isEmpty else {
      throw Problem(
        ServiceCode.failedDecision, .unprocessableContent, outcome.errors.first?.headline ?? "",
        diagnostics: outcome.errors)
    }
  }

  /// `Docket-Reasons`: why something is null, and which inputs were passed over, for clients whose
  /// body is the bare result; a JSON array of texts in ASCII.
  static func reasons(_ remarks: [Diagnostic]) -> HTTPHeaders {
    guard !remarks.isEmpty else { return [:] }
    // Header fields have no room for thousands of them; ?explain=true gives all.
    var texts = remarks.prefix(8).map { "\($0.code): \($0.headline)" }
    if remarks.count > texts.count { texts.append("and \(remarks.count - texts.count) more") }
    let json = JSONValue.array(texts.map { .string(String($0.prefix(300))) }).text
    var ascii = ""
    for unit in json.utf16 {
      if unit >= 0x20, unit < 0x7F {
        ascii.unicodeScalars.append(UnicodeScalar(UInt8(unit)))
      } else {
        let hex = String(unit, radix: 16)
        ascii += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      }
    }
    return ["Docket-Reasons": ascii]
  }

  private static func explanation(
    _ text: String?
  ) throws(Problem) -> DecisionOptions.Explanation {
    switch text {
    case nil, "false": .none
    case "", "true": .standard
    case "all": .all
    case let other?:
      throw Problem(
        ServiceCode.malformedQuery, .badRequest,
        "explain is \"\(other)\", but should be true or all")
    }
  }

  private var list: Operation {
    Operation(
      method: .get, path: "/v1/tables", id: "listTables", summary: "Lists the decisions in force.",
      tag: "decisions", answers: [.init(status: .ok, help: "The list.", schema: "Tables")]
    ) { _, _ in
      .json([
        "tables": .array(source.model.decisions.map { .object(TableJSON.summary($0)) })
      ])
    }
  }

  private var show: Operation {
    Operation(
      method: .get, path: "/v1/tables/{name}", id: "showTable", summary: "Shows a decision.",
      tag: "decisions",
      query: [
        .init(
          name: "version",
          help: "As it was in this version, sha256:…, or the beginning of its digest.")
      ],
      answers: [.init(status: .ok, help: "The decision.", schema: "Table")]
    ) { request, parameters in
      let name = parameters["name"]
      let current = source.model.decision(named: name)
      guard let version = request.query("version"), current?.version != version else {
        guard let current else { throw Problem.unknownDecision(name, in: source.model) }
        return .json(TableJSON.whole(current, in: source.definitions))
      }
      for file in try cases.storedTables(version: version) {
        let stored = source.compile(file)
        if let decision = stored.model.decision(named: name) {
          return .json(TableJSON.whole(decision, in: stored.definitions))
        }
      }
      if let current, let digest = current.version?.dropFirst(7),
        digest.hasPrefix(version.replacing("sha256:", with: "")), version.utf8.count >= 4
      {
        return .json(TableJSON.whole(current, in: source.definitions))
      }
      throw Problem(
        CaseworkCode.unknownVersion, .notFound,
        "no version \(version) of \(name) is in force or kept in the store"
          + (current?.version.map { "; \($0) is in force" } ?? ""))
    }
  }
}
