import DMN
import DecisionCalls
import Diagnostics
import FEEL
import HTTP
import JSON

/// The form of OpenText Decision Service, so that what calls it can call Docket: variables with types in, a list
/// of variables for each matching rule out.
struct DecisionServiceRoutes: Sendable {
  let source: any TableSource
  /// The time that `now()` gives.
  let now: @Sendable () -> DateAndTime

  var operations: [Operation] { [execute, models] }

  private var execute: Operation {
    Operation(
      method: .post, path: "/decision/v1/execute", id: "executeDecision",
      summary: "Decides, in the form of OpenText Decision Service.", tag: "decisions",
      body: "ExecuteRequest",
      answers: [
        .init(status: .ok, help: "A list for each matching rule.", schema: "ExecuteResult")
      ]
    ) { request, _ in
      let body = try RequestBody(request, members: ["decisionKey", "inputVariables"])
      let key = try body.required("decisionKey")
      let model = source.model
      guard let decision = model.decision(named: key) else {
        throw Problem.unknownDecision(key, in: model)
      }
      let inputs = try TypedVariables.inputs(body["inputVariables"])
      let call = DecisionCall(decision, DecisionOptions(now: now()), in: model)
      guard let outcome = call.decide(inputs) else {
        throw Problem.malformedBody("\"inputVariables\" should be a list of variables")
      }
      try DecisionRoutes.refuseFaults(of: outcome, isStrict: false)
      return .json(
        ["resultVariables": TypedVariables.results(outcome.json, of: decision)],
        headers: DecisionRoutes.reasons(outcome.remarks))
    }
  }

  private var models: Operation {
    Operation(
      method: .get, path: "/decision/v1/runtime/decision-models", id: "listDecisionModels",
      summary: "Lists the decisions in force, in the form of OpenText Decision Service.",
      tag: "decisions",
      query: [
        .init(name: "namespace", help: "Only those of the model with this namespace."),
        .init(name: "key", help: "Only the one of this key, which is its name."),
      ],
      answers: [.init(status: .ok, help: "The decisions.", schema: "DecisionModels")]
    ) { request, _ in
      let namespaces = Dictionary(
        source.definitions.map { ($0.origin.file, $0.namespace) }, uniquingKeysWith: { $1 })
      let models = source.model.decisions.map { decision in
        (decision, namespaces[decision.origin.file] ?? "")
      }.filter { decision, namespace in
        (request.query("key").map { $0 == decision.name } ?? true)
          && (request.query("namespace").map { $0 == namespace } ?? true)
      }
      return .json([
        "data": .array(models.map { Self.model($0.0, $0.1) }),
        "total": .number(String(models.count)), "start": 0, "size": .number(String(models.count)),
      ])
    }
  }

  private static func model(_ decision: ExecutableDecision, _ namespace: String) -> JSONValue {
    [
      "id": .string(decision.name), "key": .string(decision.name),
      "name": .string(decision.label ?? decision.name), "namespace": .string(namespace),
      "version": .optional(decision.version), "resource": .string(decision.origin.file),
      "hitIndicator": .optional(decision.hitPolicy?.name.uppercased()),
    ]
  }
}
