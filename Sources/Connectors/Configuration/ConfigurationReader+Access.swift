import Diagnostics
import JSON

/// Who may ask, and how often.
extension ConfigurationReader {
  /// The keys of `apiKeys`: a digest, which may do everything, or an object with the roles.
  mutating func keys(_ json: JSONValue?) -> [ConfiguredKey] {
    guard let json else { return [] }
    guard let members = json.objectValue else {
      report(.wrongValue, ["apiKeys"], "\"apiKeys\" is no object of keys by name")
      return []
    }
    return members.compactMap { key($0.value, name: $0.name) }
  }

  private mutating func key(_ json: JSONValue, name: String) -> ConfiguredKey? {
    let place = "the API key \"\(name)\""
    let path = ["apiKeys", name]
    if let members = json.objectValue {
      check(members, known: ["digest", "roles", "perSecond", "burst"], of: place, at: path)
    }
    guard let digest = json.stringValue ?? json["digest"]?.stringValue, Self.isDigest(digest) else {
      report(
        .wrongValue, path, "\(place) is no SHA-256", expected: "64 hexadecimal digits",
        mend: "docket key new \(name)")
      return nil
    }
    guard json.objectValue != nil else { return ConfiguredKey(name: name, digest: digest) }
    guard let roles = roles(json["roles"], of: place, at: path + ["roles"]) else { return nil }
    let rate =
      json["perSecond"] == nil && json["burst"] == nil
      ? nil : limit(json, RateLimits().key, of: place, at: path)
    return ConfiguredKey(name: name, digest: digest, roles: roles, rate: rate)
  }

  private mutating func roles(
    _ json: JSONValue?, of place: String, at path: [String]
  ) -> [AccessRole]? {
    let names = AccessRole.allCases.map(\.rawValue)
    let given = json?.arrayValue ?? json.map { [$0] } ?? []
    guard !given.isEmpty else {
      report(
        .missingMember, path, "\(place) needs \"roles\"",
        expected: "one or more of " + names.joined(separator: ", "))
      return nil
    }
    var roles: [AccessRole] = []
    for value in given {
      guard let role = value.stringValue.flatMap(AccessRole.init) else {
        let found = value.stringValue ?? value.text
        report(
          .wrongValue, path,
          "there is no role \"\(found)\"" + Suggestion.didYouMean(found, among: names),
          expected: names.joined(separator: ", "))
        return nil
      }
      roles.append(role)
    }
    return roles
  }

  /// How often keys and senders may ask; what is not said keeps its usual value.
  mutating func rates(_ json: JSONValue?) -> RateLimits {
    var limits = RateLimits()
    guard let json else { return limits }
    check(json.objectValue ?? [], known: ["key", "sender", "refused"], of: "rates", at: ["rates"])
    for (name, member) in [
      ("key", \RateLimits.key), ("sender", \.sender), ("refused", \.refused),
    ] {
      guard let value = json[name] else { continue }
      let place = "\"\(name)\" of rates"
      check(
        value.objectValue ?? [], known: ["perSecond", "burst"], of: place, at: ["rates", name])
      limits[keyPath: member] = limit(
        value, limits[keyPath: member], of: place, at: ["rates", name])
    }
    return limits
  }

  /// A burst that is not said is two seconds' worth.
  private mutating func limit(
    _ json: JSONValue, _ usual: RateLimit, of place: String, at path: [String]
  ) -> RateLimit {
    func number(_ name: String) -> Double? {
      guard let value = json[name] else { return nil }
      guard case .number(let digits) = value, let number = Double(digits),
        (0.01...1_000_000).contains(number)
      else {
        report(
          .wrongValue, path + [name], "\(name) of \(place) is \(value.text)",
          expected: "a number from 0.01 to 1000000")
        return nil
      }
      return number
    }
    let perSecond = number("perSecond")
    let burst = number("burst")
    guard let perSecond else {
      return RateLimit(perSecond: usual.perSecond, burst: burst.map { max(1, $0) } ?? usual.burst)
    }
    return RateLimit(perSecond: perSecond, burst: max(1, burst ?? perSecond * 2))
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.allSatisfy(\.isHexDigit)
  }
}
