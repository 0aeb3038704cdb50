public import Diagnostics

/// What can be wrong with a decision table of OpenText Decision Service, or be lost in one.
public enum OTDTCode: String, DiagnosticCatalogue {
  /// The JSON is no decision table.
  case notATable = "OTDT-001"
  /// Something that must be there is not.
  case missing = "OTDT-002"
  /// The hit indicator is not one of those known.
  case unknownHitIndicator = "OTDT-003"
  /// The type of a column is not one of those known.
  case unknownType = "OTDT-004"
  /// The operator of a cell is not one of those known.
  case unknownOperator = "OTDT-005"
  /// A value does not fit the type of its column.
  case wrongValue = "OTDT-006"
  /// A cell is written in a language of its own.
  case unknownLanguage = "OTDT-007"
  /// Something is passed over or left out, and decisions stay the same.
  case notKept = "OTDT-008"
  /// Something cannot be said in this format, and decisions would differ without it.
  case cannotHold = "OTDT-009"
  /// A rule with several values became several rules.
  case ruleSplit = "OTDT-010"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .notATable: "this is not a table of OpenText Decision Service"
    case .missing: "something is missing"
    case .unknownHitIndicator: "the hit indicator is not known"
    case .unknownType: "the type is not known"
    case .unknownOperator: "the operator is not known"
    case .wrongValue: "the value does not fit the type of its column"
    case .unknownLanguage: "the language of the cell is not known"
    case .notKept: "this is not kept"
    case .cannotHold: "a table of OpenText Decision Service cannot hold this"
    case .ruleSplit: "rules with several values became several rules"
    }
  }
}
