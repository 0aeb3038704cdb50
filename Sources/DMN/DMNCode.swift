public import Diagnostics

/// What can be wrong with a decision model, or go wrong while deciding.
public enum DMNCode: String, DiagnosticCatalogue {
  /// The root element is not `definitions`.
  case notDMN = "DMN-001"
  /// The namespace is not one of DMN 1.1 to 1.5.
  case unknownVersion = "DMN-002"
  /// The model has no namespace of its own.
  case missingNamespace = "DMN-003"
  /// An element that DMN does not have here.
  case unknownElement = "DMN-004"
  /// An attribute that must be there is not.
  case missingAttribute = "DMN-005"
  /// An element that must be there is not.
  case missingElement = "DMN-006"
  /// An attribute's value is not one of those allowed.
  case unknownValue = "DMN-007"
  /// An expression in a language other than FEEL.
  case unknownLanguage = "DMN-008"
  /// A value that is imported from another file.
  case importedValues = "DMN-009"
  /// An id is used twice.
  case duplicateID = "DMN-010"
  /// A name is used twice.
  case duplicateName = "DMN-011"
  /// A reference to an element that does not exist.
  case unknownReference = "DMN-012"
  /// A reference to an element of the wrong kind.
  case wrongReference = "DMN-013"
  /// Elements that need themselves.
  case cycle = "DMN-014"
  /// An import of a model that is not there.
  case unknownImport = "DMN-015"
  /// A reference to a namespace that is not imported.
  case notImported = "DMN-016"
  /// A type that does not exist.
  case unknownType = "DMN-017"
  /// A type that contains itself.
  case recursiveType = "DMN-018"
  /// The name of an element and that of its variable differ.
  case variableName = "DMN-019"
  /// A rule with too few or too many entries.
  case entryCount = "DMN-020"
  /// An output entry without text.
  case emptyOutput = "DMN-021"
  /// A hit policy that ranks outputs in a table without output values.
  case missingOutputValues = "DMN-022"
  /// An output without a name in a table with several.
  case missingOutputName = "DMN-023"
  /// A collect operator over several outputs.
  case severalOutputs = "DMN-024"
  /// A Java function that is not mapped.
  case unknownJavaFunction = "DMN-025"
  /// A PMML function.
  case pmmlFunction = "DMN-026"
  /// An output that is not among the output values.
  case outputNotAllowed = "DMN-027"
  /// A row of a relation with too few or too many cells.
  case rowLength = "DMN-028"
  /// A decision, function or clause without an expression.
  case noLogic = "DMN-029"
  /// Expressions are nested too deeply.
  case tooDeep = "DMN-030"
  /// A character that no XML file can hold.
  case notInXML = "DMN-031"
  /// Something that DMN has no place for, so that other programs will not heed it.
  case onlyHere = "DMN-032"
  /// A part of a DMN file that cannot be written again.
  case notKept = "DMN-033"
  /// Two rules of a Unique table match the same input.
  case uniqueViolated = "DMN-040"
  /// Two rules of an Any table match the same input with different outputs.
  case anyViolated = "DMN-041"
  /// A value that is not among the allowed values.
  case valueNotAllowed = "DMN-044"
  /// A collect operator over values that it cannot be applied to.
  case aggregation = "DMN-045"
  /// Part of the model is faulty, so that it cannot be evaluated.
  case faulty = "DMN-047"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .notDMN: "this is not a DMN file"
    case .unknownVersion: "the DMN version is not known"
    case .missingNamespace: "the model has no namespace"
    case .unknownElement: "an element is not known here"
    case .missingAttribute: "an attribute is missing"
    case .missingElement: "an element is missing"
    case .unknownValue: "the value of an attribute is not known"
    case .unknownLanguage: "the expression language is not FEEL"
    case .importedValues: "values imported from other files are not supported"
    case .duplicateID: "an id is used twice"
    case .duplicateName: "a name is used twice"
    case .unknownReference: "a reference points to nothing"
    case .wrongReference: "a reference points to an element of another kind"
    case .cycle: "elements require each other in a circle"
    case .unknownImport: "an imported model is not there"
    case .notImported: "the model of a reference is not imported"
    case .unknownType: "the type is not known"
    case .recursiveType: "a type contains itself"
    case .variableName: "the variable has another name than its element"
    case .entryCount: "a rule does not have one entry for each column"
    case .emptyOutput: "an output is empty"
    case .missingOutputValues: "the hit policy needs ranked output values"
    case .missingOutputName: "an output has no name"
    case .severalOutputs: "a collect operator needs a single output"
    case .unknownJavaFunction: "the Java function is not available"
    case .pmmlFunction: "PMML functions are not supported"
    case .outputNotAllowed: "the output is not among the allowed values"
    case .rowLength: "a row does not have one cell for each column"
    case .noLogic: "there is no expression"
    case .tooDeep: "expressions are nested too deeply"
    case .notInXML: "a character cannot be written in XML"
    case .onlyHere: "other programs will not heed this"
    case .notKept: "a part of the file is left out"
    case .uniqueViolated: "several rules match, but the hit policy is Unique"
    case .anyViolated: "rules with different outputs match, but the hit policy is Any"
    case .valueNotAllowed: "a value is not among the allowed values"
    case .aggregation: "the outputs cannot be aggregated"
    case .faulty: "the model is faulty here"
    }
  }
}
