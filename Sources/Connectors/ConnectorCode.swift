public import Diagnostics

/// The stable codes of what can be wrong with the configuration.
public enum ConnectorCode: String, DiagnosticCatalogue {
  /// The file is no JSON object.
  case notAnObject = "CONF-001"
  /// A member has a name that means nothing.
  case unknownMember = "CONF-002"
  /// A member is missing.
  case missingMember = "CONF-003"
  /// A member has the wrong type or form.
  case wrongValue = "CONF-004"
  /// A connector is of a kind that is not there.
  case unknownKind = "CONF-005"
  /// A value refers to a variable of the environment that is not set.
  case missingVariable = "CONF-006"
  /// A secret stands in the file itself.
  case plainSecret = "CONF-007"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .notAnObject: "the configuration is no JSON object"
    case .unknownMember: "the configuration has no such member"
    case .missingMember: "a member is missing"
    case .wrongValue: "the value is not of the right form"
    case .unknownKind: "there is no such kind of connector"
    case .missingVariable: "a variable of the environment is not set"
    case .plainSecret: "a secret stands in the configuration itself"
    }
  }
}
