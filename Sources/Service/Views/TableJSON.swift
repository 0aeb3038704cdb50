import DMN
import Diagnostics
import FEEL
import JSON

/// A decision as `GET /v1/tables` shows it.
enum TableJSON {
  /// What a decision is called, takes and gives, and which version it is.
  static func summary(_ decision: ExecutableDecision) -> [JSONMember] {
    [
      JSONMember("name", .string(decision.name)), JSONMember("label", .optional(decision.label)),
      JSONMember("file", .string(decision.origin.file)),
      JSONMember("at", .string(decision.origin.place)),
      JSONMember("version", .optional(decision.version)),
      JSONMember("hitPolicy", .optional(decision.hitPolicy.map { "\($0)" })),
      JSONMember("rules", .number(String(decision.ruleCount))),
      JSONMember(
        "inputs",
        .array(
          decision.inputs.map { input in
            [
              "name": .string(input.name), "label": .optional(input.label),
              "type": .string("\(input.type)"),
            ]
          })),
      JSONMember("outputs", .strings(decision.outputNames)),
      JSONMember("type", .string("\(decision.type)")),
    ]
  }

  /// The decision with the columns and rules of its table, as far as it has one.
  static func whole(_ decision: ExecutableDecision, in models: [Definitions]) -> JSONValue {
    var members = summary(decision)
    let model = models.first { $0.origin.file == decision.origin.file }
    let source = model?.decisions.first { $0.name == decision.name }
    if let table = source?.decisionTable {
      var columns = table.inputs.map {
        column($0.label ?? $0.expression.text, "input", $0.typeRef?.name)
      }
      columns += table.outputs.map {
        column($0.label ?? $0.name ?? decision.name, "output", $0.typeRef?.name)
      }
      columns += table.annotations.map { column($0, "annotation", nil) }
      members.append(JSONMember("columns", .array(columns)))
      members.append(
        JSONMember("table", .array(table.rules.enumerated().map { rule($1, number: $0 + 1) })))
    }
    return .object(members)
  }

  private static func column(_ name: String, _ role: String, _ type: String?) -> JSONValue {
    ["name": .string(name), "role": .string(role), "type": .optional(type)]
  }

  /// What the author typed stands in the cells, not the FEEL that it means.
  private static func rule(_ rule: DecisionRule, number: Int) -> JSONValue {
    var members = [
      JSONMember("rule", .number("\(number)")), JSONMember("id", .optional(rule.id)),
      JSONMember("at", .string(rule.origin.place)),
      JSONMember(
        "cells",
        .strings(
          (rule.inputEntries + rule.outputEntries).map { $0.typed ?? $0.text }
            + rule.annotations)),
    ]
    if let from = rule.from { members.append(JSONMember("from", .string("\(from)"))) }
    if let until = rule.until { members.append(JSONMember("until", .string("\(until)"))) }
    if !rule.isEnabled { members.append(JSONMember("enabled", .boolean(false))) }
    return .object(members)
  }
}
