import FEEL
public import JSON

extension Explanation {
  /// The explanation as `docket decide --explain` prints it.
  public var json: JSONValue {
    var members = [
      JSONMember("result", result.json),
      JSONMember("decision", .string(decision)),
      JSONMember("table", tableJSON),
      JSONMember("matched", .array(matched.map(\.json))),
      JSONMember("inputs", .array(inputs.map(\.json))),
      JSONMember("rejected", .array(rejected.map(\.json))),
      JSONMember("rejectedCount", .number(String(rejectedCount))),
    ]
    if let nearest { members.append(JSONMember("nearest", nearest.json)) }
    members.append(JSONMember("requires", .array(requires.map(\.json))))
    return .object(members)
  }

  private var tableJSON: JSONValue {
    var members = [JSONMember("file", .string(file))]
    if let version { members.append(JSONMember("version", .string(version))) }
    return .object(members)
  }
}

extension Explanation.MatchedRule {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("rule", .number(String(rule))),
      JSONMember("id", id.map(JSONValue.string) ?? .null),
      JSONMember("at", .string(at)),
    ])
  }
}

extension Explanation.TestedInput {
  fileprivate var json: JSONValue {
    .object([JSONMember("name", .string(name)), JSONMember("value", value.json)])
  }
}

extension Explanation.RejectedRule {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("rule", .number(String(rule))),
      JSONMember(
        "by",
        .object([
          JSONMember("input", .string(input)), JSONMember("at", .string(at)),
          JSONMember("test", .string(test)), JSONMember("value", value.json),
        ])),
    ])
  }
}

extension Explanation.NearestRule {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("rule", .number(String(rule))),
      JSONMember(
        "changes",
        .array(
          changes.map { change in
            .object([
              JSONMember("input", .string(change.input)), JSONMember("from", change.from.json),
              JSONMember("to", .string(change.to)),
            ])
          })),
    ])
  }
}
