public import HTTP
public import JSON
import Synchronization

/// HubSpot's CRM objects and lists.
///
/// The token `wrong` is refused.
public final class HubSpotStandin: Standin {
  private struct State {
    /// Objects by kind and id: their properties.
    var objects: [String: [String: JSONValue]] = [:]
    var lists: [String: Set<String>] = [:]
    var count = 500
  }

  /// The name in its path.
  public let name = "hubspot"
  private let state = Mutex(State())

  /// A system without objects.
  public init() {}

  /// The properties of the objects of a kind, such as `contacts`.
  public func objects(_ kind: String) -> [JSONValue] {
    state.withLock { Array($0.objects[kind, default: [:]].values) }
  }

  /// Who is on a list.
  public func list(_ id: String) -> Set<String> { state.withLock { $0.lists[id, default: []] } }

  /// The objects of a kind, or who is on a list: `list:7`.
  public func things(_ kind: String) -> [JSONValue] {
    kind.hasPrefix("list:")
      ? list(String(kind.dropFirst(5))).sorted().map(JSONValue.string) : objects(kind)
  }

  /// Puts an object there, as if people had made it.
  @discardableResult
  public func put(_ kind: String, _ properties: JSONValue) -> String {
    state.withLock { Self.insert(kind, properties, &$0) }
  }

  /// Forgets objects and lists.
  public func reset() { state.withLock { $0 = State() } }

  /// An error as HubSpot writes it.
  public func refusal(_ status: HTTPStatus) -> HTTPResponse {
    status.code == 429
      ? Self.error(status, "RATE_LIMITS", "You have reached your secondly limit.", "SECONDLY")
      : Self.error(status, status.code == 400 ? "VALIDATION_ERROR" : "INTERNAL", "asked for")
  }

  /// Answers a call.
  public func answer(_ call: StandinCall) async -> HTTPResponse {
    guard let token = call.request.bearerToken, token != "wrong" else {
      return Self.error(
        .unauthorized, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
    }
    var path = call.path
    // Both forms: /crm/v3/objects/contacts and /crm/objects/2026-03/contacts.
    if path.starts(with: ["crm", "v3", "objects"]) {
      path.removeFirst(3)
    } else if path.starts(with: ["crm", "objects"]), path.count > 3 {
      path.removeFirst(3)
    } else if path.starts(with: ["crm", "v3", "lists"]), path.count == 6, call.method == "PUT" {
      return join(path[3], call)
    } else {
      return Self.error(.notFound, "OBJECT_NOT_FOUND", "resource not found")
    }
    guard let kind = path.first,
      ["contacts", "companies", "deals", "tasks", "notes"].contains(kind)
    else {
      return Self.error(.notFound, "OBJECT_NOT_FOUND", "no such object")
    }
    guard call.method == "GET" || (call.isJSON && call.json?.objectValue != nil) else {
      return Self.error(.badRequest, "VALIDATION_ERROR", "Invalid input JSON")
    }
    let body = call.json ?? .object([])
    return state.withLock { state in
      switch (call.method, Array(path.dropFirst())) {
      case ("GET", let rest) where rest.count == 1:
        guard let (id, properties) = Self.find(kind, rest[0], call, state) else {
          return Self.error(.notFound, "OBJECT_NOT_FOUND", "no such object")
        }
        return .json(Self.shown(id, properties))
      case ("PATCH", let rest) where rest.count == 1:
        guard let (id, properties) = Self.find(kind, rest[0], call, state) else {
          return Self.error(.notFound, "OBJECT_NOT_FOUND", "no such object")
        }
        let new = properties.merged(with: body["properties"] ?? .object([]))
        state.objects[kind]?[id] = new
        return .json(Self.shown(id, new))
      case ("POST", []): return Self.create(kind, body, &state)
      case ("POST", ["batch", "upsert"]): return Self.upsert(kind, body, &state)
      case ("POST", ["search"]): return Self.search(kind, body, state)
      default: return Self.error(.methodNotAllowed, "METHOD_NOT_ALLOWED", call.line)
      }
    }
  }

  /// `add` takes a list of ids, `add-and-remove` both lists by their names; ids of nobody are told as missing.
  private func join(_ list: String, _ call: StandinCall) -> HTTPResponse {
    func ids(_ json: JSONValue?) -> [String]? { json?.arrayValue?.compactMap(\.stringValue) }
    let isBoth = call.path.last == "add-and-remove"
    guard let add = ids(isBoth ? call.json?["recordIdsToAdd"] : call.json),
      let remove = isBoth ? ids(call.json?["recordIdsToRemove"]) : [],
      !add.isEmpty || !remove.isEmpty
    else {
      return Self.error(.badRequest, "VALIDATION_ERROR", "a list of record ids is needed")
    }
    return state.withLock { state in
      let there = Set(state.objects["contacts", default: [:]].keys)
      let missing = add.filter { !there.contains($0) }
      state.lists[list, default: []].formUnion(add.filter { there.contains($0) })
      state.lists[list, default: []].subtract(remove)
      func texts(_ ids: [String]) -> JSONValue { .array(ids.map(JSONValue.string)) }
      return .json([
        "recordsIdsAdded": texts(add.filter { there.contains($0) }),
        "recordIdsRemoved": texts(remove), "recordIdsMissing": texts(missing),
      ])
    }
  }

  private static func find(
    _ kind: String, _ id: String, _ call: StandinCall, _ state: State
  ) -> (String, JSONValue)? {
    let objects = state.objects[kind, default: [:]]
    guard let property = call.request.query("idProperty") else {
      return objects[id].map { (id, $0) }
    }
    return objects.first { $0.value[property]?.stringValue == id }.map { ($0.key, $0.value) }
  }

  private static func create(
    _ kind: String, _ body: JSONValue, _ state: inout State
  ) -> HTTPResponse {
    let properties = body["properties"] ?? .object([])
    if let refusal = check(kind, properties, isNew: true, except: nil, state) { return refusal }
    let id = insert(kind, properties, &state)
    return .json(shown(id, properties), status: .created)
  }

  private static func upsert(
    _ kind: String, _ body: JSONValue, _ state: inout State
  ) -> HTTPResponse {
    var results: [JSONValue] = []
    for input in body["inputs"]?.arrayValue ?? [] {
      guard let property = input["idProperty"]?.stringValue, let key = input["id"]?.stringValue,
        let properties = input["properties"], properties.objectValue != nil
      else {
        return error(.badRequest, "VALIDATION_ERROR", "idProperty, id and properties are needed")
      }
      let known = state.objects[kind, default: [:]].first { $0.value[property]?.stringValue == key }
      if let refusal = check(kind, properties, isNew: known == nil, except: known?.key, state) {
        return refusal
      }
      if let known {
        let new = known.value.merged(with: properties)
        state.objects[kind]?[known.key] = new
        results.append(shown(known.key, new).setting("new", false))
      } else {
        let new = properties.setting(property, .string(key))
        results.append(shown(insert(kind, new, &state), new).setting("new", true))
      }
    }
    guard !results.isEmpty else {
      return error(.badRequest, "VALIDATION_ERROR", "inputs are missing")
    }
    return .json(["status": "COMPLETE", "results": .array(results)])
  }

  private static func check(
    _ kind: String, _ properties: JSONValue, isNew: Bool, except: String?, _ state: State
  ) -> HTTPResponse? {
    func isThere(_ name: String) -> Bool { properties[name]?.stringValue?.isEmpty == false }
    switch kind {
    case "contacts":
      if isNew, !["email", "firstname", "lastname"].contains(where: isThere) {
        return error(.badRequest, "VALIDATION_ERROR", "email, firstname or lastname is needed")
      }
      if let stage = properties["lifecyclestage"]?.stringValue,
        !["subscriber", "lead", "marketingqualifiedlead", "customer"].contains(stage)
      {
        return error(.badRequest, "VALIDATION_ERROR", "\(stage) was not one of the allowed options")
      }
      if let email = properties["email"],
        let twin = state.objects[kind]?.first(where: {
          $0.value["email"] == email && $0.key != except
        })
      {
        return error(
          .conflict, "CONFLICT", "Contact already exists. Existing ID: \(twin.key)")
      }
    case "tasks":
      if !isThere("hs_timestamp") || !isThere("hs_task_subject") {
        return error(.badRequest, "VALIDATION_ERROR", "hs_timestamp and hs_task_subject are needed")
      }
    case "notes":
      if !isThere("hs_timestamp") {
        return error(.badRequest, "VALIDATION_ERROR", "hs_timestamp is needed")
      }
    default: break
    }
    return nil
  }

  private static func search(_ kind: String, _ body: JSONValue, _ state: State) -> HTTPResponse {
    let filter = body["filterGroups"]?.arrayValue?.first?["filters"]?.arrayValue?.first
    guard let property = filter?["propertyName"]?.stringValue, let value = filter?["value"],
      filter?["operator"] == "EQ"
    else { return error(.badRequest, "VALIDATION_ERROR", "one filter with EQ is needed") }
    let found = state.objects[kind, default: [:]].filter { $0.value[property] == value }
    return .json([
      "total": .number(String(found.count)),
      "results": .array(found.map { shown($0.key, $0.value) }),
    ])
  }

  private static func insert(
    _ kind: String, _ properties: JSONValue, _ state: inout State
  ) -> String {
    state.count += 1
    let id = String(state.count)
    state.objects[kind, default: [:]][id] = properties
    return id
  }

  private static func shown(_ id: String, _ properties: JSONValue) -> JSONValue {
    [
      "id": .string(id), "properties": properties, "createdAt": "2026-01-01T00:00:00Z",
      "updatedAt": "2026-01-01T00:00:00Z", "archived": false,
    ]
  }

  private static func error(
    _ status: HTTPStatus, _ category: String, _ message: String, _ policy: String? = nil
  ) -> HTTPResponse {
    var body: JSONValue = [
      "status": "error", "message": .string(message), "correlationId": .string(Signing.randomID()),
      "category": .string(category), "errors": [],
    ]
    if let policy { body = body.setting("policyName", .string(policy)) }
    return .json(body, status: status)
  }
}
