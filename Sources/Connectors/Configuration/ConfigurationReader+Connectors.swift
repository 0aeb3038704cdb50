import Diagnostics
import JSON

extension ConfigurationReader {
  /// The connector that a member of `connectors` describes.
  mutating func connector(_ json: JSONValue, name connectorName: String) -> (any DeliveryConnector)?
  {
    let place = "the connector \"\(connectorName)\""
    let path = ["connectors", connectorName]
    guard let members = json.objectValue else {
      report(.wrongValue, path, "\(place) is no object")
      return nil
    }
    let kinds = ConnectorKinds.all.map { $0.kind }
    let name = json["kind"]?.stringValue
    guard let kind = ConnectorKinds.named(name) else {
      report(
        .unknownKind, path + ["kind"],
        "\(place) is of the kind \"\(name ?? "")\""
          + Suggestion.didYouMean(name ?? "", among: kinds),
        expected: kinds.joined(separator: " or "))
      return nil
    }
    check(members, known: ["kind"] + kind.members, of: place, at: path)
    var section = ConnectorSection(self, json, name: connectorName)
    let connector = kind.connector(&section)
    self = section.reader
    return connector
  }

  // MARK: Receivers

  private static let policyMembers = [
    "concurrent", "perSecond", "attempts", "firstWaitSeconds", "longestWaitSeconds",
    "openAfterFailures", "openSeconds",
  ]

  /// How receivers are treated; `*` stands for those without a treatment of their own.
  mutating func receivers(_ json: JSONValue?) -> ReceiverPolicies {
    var policies = ReceiverPolicies()
    guard let json else { return policies }
    guard let members = json.objectValue else {
      report(.wrongValue, ["receivers"], "\"receivers\" is no object")
      return policies
    }
    if let standard = json["*"] { policies.standard = policy(standard, "*", ReceiverPolicy()) }
    for member in members where member.name != "*" {
      policies.named[member.name] = policy(member.value, member.name, policies.standard)
    }
    return policies
  }

  private mutating func policy(
    _ json: JSONValue, _ name: String, _ standard: ReceiverPolicy
  ) -> ReceiverPolicy {
    let place = "the receiver \"\(name)\""
    let path = ["receivers", name]
    guard let members = json.objectValue else {
      report(.wrongValue, path, "\(place) is no object")
      return standard
    }
    check(members, known: Self.policyMembers, of: place, at: path)
    var policy = standard
    func number(_ member: String, _ range: ClosedRange<Double>) -> Double? {
      guard let value = json[member] else { return nil }
      guard case .number(let digits) = value, let number = Double(digits), range.contains(number)
      else {
        report(
          .wrongValue, path + [member], "\(member) of \(place) is \(value.text)",
          expected: "a number from \(JSONValue.number("\(range.lowerBound)").text) to "
            + JSONValue.number("\(range.upperBound)").text)
        return nil
      }
      return number
    }
    func whole(_ member: String, _ range: ClosedRange<Int>) -> Int? {
      guard let value = json[member] else { return nil }
      guard let number = value.intValue, range.contains(number) else {
        report(
          .wrongValue, path + [member], "\(member) of \(place) is \(value.text)",
          expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
      }
      return number
    }
    func microseconds(_ member: String) -> Int64? {
      number(member, 0...86_400).map { Int64($0 * 1_000_000) }
    }
    policy.concurrent = whole("concurrent", 1...1000) ?? policy.concurrent
    policy.perSecond = number("perSecond", 0.001...100_000) ?? policy.perSecond
    policy.attempts = whole("attempts", 1...1000) ?? policy.attempts
    policy.firstWait = microseconds("firstWaitSeconds") ?? policy.firstWait
    policy.longestWait = microseconds("longestWaitSeconds") ?? policy.longestWait
    policy.failuresToOpen = whole("openAfterFailures", 1...1_000_000) ?? policy.failuresToOpen
    policy.openFor = microseconds("openSeconds") ?? policy.openFor
    return policy
  }
}
