import Connectors
import HTTP
import JSON

/// The description of the interface, made from the same list as the routes.
struct OpenAPIDocument: Sendable {
  let operations: [Operation]
  let version: String

  /// The document.
  ///
  /// Spec: OpenAPI 3.1.
  var json: JSONValue {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "Docket", "version": .string(version),
        "description": "Cases, tasks and decisions.",
        "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
      ],
      "paths": .object(paths),
      "components": [
        "schemas": .object(OpenAPISchemas.all),
        "securitySchemes": [
          "key": [
            "type": "http", "scheme": "bearer",
            "description":
              "An API key. Each role but intake includes the ones before it: decider, reader, worker, operator, administrator. Without configured keys requests from the same machine need none.",
          ]
        ],
      ],
      "security": [[:], ["key": []]],
    ]
  }

  private var paths: [JSONMember] {
    var members: [JSONMember] = []
    for operation in operations {
      let method = JSONMember(operation.method.name.lowercased(), json(of: operation))
      if let index = members.firstIndex(where: { $0.name == operation.path }),
        let known = members[index].value.objectValue
      {
        members[index].value = .object(known + [method])
      } else {
        members.append(JSONMember(operation.path, .object([method])))
      }
    }
    return members
  }

  private func json(of operation: Operation) -> JSONValue {
    var members = [
      JSONMember("operationId", .string(operation.id)),
      JSONMember("summary", .string(operation.summary)),
      JSONMember("tags", [.string(operation.tag)]),
    ]
    let parameters = pathParameters(operation.path) + operation.query.map(queryParameter)
    if !parameters.isEmpty { members.append(JSONMember("parameters", .array(parameters))) }
    if let body = operation.body {
      members.append(JSONMember("requestBody", ["content": content(body), "required": true]))
    }
    var answers = operation.answers.map { answer in
      var parts = [JSONMember("description", .string(answer.help))]
      if let schema = answer.schema { parts.append(JSONMember("content", content(schema))) }
      return JSONMember(String(answer.status.code), .object(parts))
    }
    answers.append(
      JSONMember(
        "default",
        [
          "description": "What is wrong.",
          "content": [
            "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
          ],
        ]))
    members.append(JSONMember("responses", .object(answers)))
    members.append(
      JSONMember("security", operation.access == .everybody ? [[:]] : security(operation.role)))
    return .object(members)
  }

  /// For a scheme that is not OAuth, the list names roles (OpenAPI 3.1, security requirement object).
  private func security(_ role: AccessRole) -> JSONValue { [["key": [.string(role.rawValue)]]] }

  private func content(_ schema: String) -> JSONValue {
    ["application/json": ["schema": ["$ref": .string("#/components/schemas/\(schema)")]]]
  }

  private func pathParameters(_ path: String) -> [JSONValue] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
      [
        "name": .string(String(part.dropFirst().dropLast())), "in": "path", "required": true,
        "schema": ["type": "string"],
      ]
    }
  }

  private func queryParameter(_ parameter: Operation.Parameter) -> JSONValue {
    [
      "name": .string(parameter.name), "in": "query", "description": .string(parameter.help),
      "schema": parameter.schema,
    ]
  }
}
