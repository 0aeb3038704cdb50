import DMN
import FEEL
public import JSON

extension TestReport {
  /// The report as `docket test --json` prints it.
  public var json: JSONValue {
    .object([
      JSONMember("passed", .number(String(passed))),
      JSONMember("failed", .number(String(failed))),
      JSONMember("tests", .array(tests.map(\.json))),
      JSONMember(
        "unreached",
        .array(
          unreached.map { rule in
            .object([
              JSONMember("table", .string(rule.table)),
              JSONMember("rule", .number(String(rule.rule))),
              JSONMember("id", rule.id.map(JSONValue.string) ?? .null),
              JSONMember("at", .string(rule.at)),
            ])
          })),
    ])
  }
}

extension TestOutcome {
  fileprivate var json: JSONValue {
    var members = [
      JSONMember("table", .string(table)), JSONMember("at", .string(at)),
      JSONMember("ok", .boolean(isPassed)), JSONMember("input", Value.context(input).json),
      JSONMember("expected", expected.json), JSONMember("got", got.json),
      JSONMember(
        "rules",
        .array(
          rules.map { rule in
            .object([
              JSONMember("rule", .number(String(rule.rule))),
              JSONMember("id", rule.id.map(JSONValue.string) ?? .null),
              JSONMember("at", .string(rule.at)),
            ])
          })),
    ]
    if !reasons.isEmpty {
      members.append(JSONMember("reasons", .array(reasons.map { .string($0) })))
    }
    return .object(members)
  }
}
