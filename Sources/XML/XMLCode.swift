public import Diagnostics

/// What can be wrong with an XML file as XML.
public enum XMLCode: String, DiagnosticCatalogue {
  /// The text breaks a rule of XML itself.
  case notWellFormed = "XML-001"
  /// There is nothing in the file.
  case empty = "XML-002"
  /// The file is larger than the reader accepts.
  case tooLarge = "XML-003"
  /// Elements are nested too deeply.
  case tooDeep = "XML-004"
  /// The document declares or uses entities of its own.
  case entity = "XML-005"
  /// A prefix is used that no `xmlns:` declares.
  case undeclaredPrefix = "XML-006"
  /// The bytes are not in the encoding that the file declares.
  case encoding = "XML-007"
  /// More elements than the reader accepts.
  case tooManyElements = "XML-008"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .notWellFormed: "this is not well-formed XML"
    case .empty: "the file is empty"
    case .tooLarge: "the file is too large"
    case .tooDeep: "elements are nested too deeply"
    case .entity: "entities are not allowed"
    case .undeclaredPrefix: "a prefix is not declared"
    case .encoding: "the bytes do not fit the file's encoding"
    case .tooManyElements: "the file has too many elements"
    }
  }
}
