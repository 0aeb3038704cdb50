import JSON

extension ConfigurationReader {
  /// The way in that a member of `intake` describes.
  mutating func intake(_ json: JSONValue, name: String) -> ConfiguredIntake? {
    let place = "the intake \"\(name)\""
    let path = ["intake", name]
    guard let members = json.objectValue else {
      report(.wrongValue, path, "\(place) is no object")
      return nil
    }
    let kinds = IntakeKind.allCases.map(\.rawValue)
    guard let kind = json["kind"]?.stringValue.flatMap(IntakeKind.init) else {
      report(
        .unknownKind, path + ["kind"],
        "\(place) is of the kind \"\(json["kind"]?.stringValue ?? "")\"",
        expected: kinds.joined(separator: ", "))
      return nil
    }
    guard let source = source(kind, json, members, place, path) else { return nil }
    return ConfiguredIntake(kind: kind, source: source)
  }

  private mutating func source(
    _ kind: IntakeKind, _ json: JSONValue, _ members: [JSONMember], _ place: String,
    _ path: [String]
  ) -> (any IntakeSource)? {
    switch kind {
    case .instagram:
      check(members, known: ["kind", "secrets", "verifyToken"], of: place, at: path)
      guard let secrets = secrets(json, place, path),
        let token = text(json["verifyToken"], "verifyToken", of: place, at: path + ["verifyToken"])
      else { return nil }
      return InstagramIntake(secrets: secrets, verifyToken: token)
    case .genesys:
      check(members, known: ["kind", "secrets"], of: place, at: path)
      return secrets(json, place, path).map(GenesysIntake.init)
    case .standardWebhooks:
      check(members, known: ["kind", "secrets"], of: place, at: path)
      guard let secrets = secrets(json, place, path) else { return nil }
      // Where the file is only looked at, nothing is checked.
      let known = secrets.filter { $0 != Configuration.unset }
      guard let source = StandardWebhooksIntake(secrets: known) else {
        report(
          .wrongValue, path + ["secrets"], "a secret of \(place) is none of Standard Webhooks",
          expected: "whsec_ and Base64")
        return nil
      }
      return source
    case .cloudEvents:
      check(
        members, known: ["kind", "token", "allowedOrigins", "requestsPerMinute"], of: place,
        at: path)
      return CloudEventsIntake(
        token: optional(json, "token", place, path),
        allowedOrigins: (json["allowedOrigins"]?.arrayValue ?? []).compactMap(\.stringValue),
        rate: json["requestsPerMinute"]?.intValue)
    case .json:
      check(members, known: ["kind", "token", "key", "type"], of: place, at: path)
      return PlainIntake(
        token: optional(json, "token", place, path), keyMember: json["key"]?.stringValue,
        kindMember: json["type"]?.stringValue)
    }
  }

  private mutating func optional(
    _ json: JSONValue, _ name: String, _ place: String, _ path: [String]
  ) -> String? {
    json[name] == nil ? nil : text(json[name], name, of: place, at: path + [name])
  }

  /// One secret or several: the old one and the new one, while both are in use.
  private mutating func secrets(
    _ json: JSONValue, _ place: String, _ path: [String]
  ) -> [String]? {
    let list = json["secrets"]?.arrayValue ?? [json["secrets"] ?? .null]
    var secrets: [String] = []
    for value in list {
      let value = value.isNull ? nil : value
      guard let secret = text(value, "secrets", of: place, at: path + ["secrets"]) else {
        return nil
      }
      secrets.append(secret)
    }
    return secrets.isEmpty ? nil : secrets
  }
}

/// A configured way in.
public struct ConfiguredIntake: Sendable {
  /// What kind of outside system sends.
  public var kind: IntakeKind
  /// What reads it.
  public var source: any IntakeSource

  /// Makes a way in.
  public init(kind: IntakeKind, source: any IntakeSource) {
    self.kind = kind
    self.source = source
  }
}
