public import Diagnostics

/// The codes of everything the FEEL compiler and evaluation report.
///
/// 001–099 are faults of a text, 100–199 reasons of a null, 200–299 limits of an evaluation.
public enum FEELCode: String, DiagnosticCatalogue {
  case unexpectedCharacter = "FEEL-001"
  case unterminatedString = "FEEL-002"
  case unterminatedComment = "FEEL-003"
  case invalidEscape = "FEEL-004"
  case invalidAtLiteral = "FEEL-005"
  case expressionExpected = "FEEL-006"
  case bracketNotClosed = "FEEL-007"
  case unexpectedToken = "FEEL-008"
  case wordExpected = "FEEL-009"
  case nameExpected = "FEEL-010"
  case unknownName = "FEEL-011"
  case intervalNotClosed = "FEEL-012"
  case unknownType = "FEEL-013"
  case typeExpected = "FEEL-014"
  case duplicateEntry = "FEEL-015"
  case mixedArguments = "FEEL-016"
  case tooDeep = "FEEL-017"
  case foreignOperator = "FEEL-018"
  case emptyText = "FEEL-019"
  case numberTooLarge = "FEEL-020"
  case unknownParameter = "FEEL-021"
  case wrongArgumentCount = "FEEL-022"
  case inputOutsideUnaryTests = "FEEL-023"
  case externalFunction = "FEEL-024"

  case unresolvedName = "FEEL-101"
  case unknownEntry = "FEEL-102"
  case typeMismatch = "FEEL-103"
  case indexOutOfRange = "FEEL-104"
  case divisionByZero = "FEEL-105"
  case arithmeticFailure = "FEEL-106"
  case invalidArgument = "FEEL-107"
  case notAFunction = "FEEL-108"
  case conversionFailed = "FEEL-109"
  case missingInput = "FEEL-110"

  case recursionLimit = "FEEL-201"
  case iterationLimit = "FEEL-202"
  case listLimit = "FEEL-203"
  case stringLimit = "FEEL-204"
  case timeLimit = "FEEL-205"
  case depthLimit = "FEEL-206"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .unexpectedCharacter: "a character that FEEL does not know"
    case .unterminatedString: "the string is not closed"
    case .unterminatedComment: "the comment is not closed"
    case .invalidEscape: "an escape that stands for no character"
    case .invalidAtLiteral: "the @ literal is no date, time or duration"
    case .expressionExpected: "an expression is missing"
    case .bracketNotClosed: "the bracket is not closed"
    case .unexpectedToken: "the expression does not go on like this"
    case .wordExpected: "a word of the construct is missing"
    case .nameExpected: "a name is missing"
    case .unknownName: "the name is not known here"
    case .intervalNotClosed: "the interval is not closed"
    case .unknownType: "the type is not known"
    case .typeExpected: "a type is missing"
    case .duplicateEntry: "the entry's name is used twice"
    case .mixedArguments: "positional and named arguments are mixed"
    case .tooDeep: "the expression is nested too deeply"
    case .foreignOperator: "an operator of another language"
    case .emptyText: "the text is empty"
    case .numberTooLarge: "the number is outside the range of decimal128"
    case .unknownParameter: "the function has no parameter of this name"
    case .wrongArgumentCount: "the number of arguments does not fit the function"
    case .inputOutsideUnaryTests: "? stands outside of unary tests"
    case .externalFunction: "the external function cannot be used"
    case .unresolvedName: "the name has no value"
    case .unknownEntry: "the context has no such entry"
    case .typeMismatch: "the value has another type than expected"
    case .indexOutOfRange: "the index lies outside of the list"
    case .divisionByZero: "division by zero"
    case .arithmeticFailure: "the result is no number"
    case .invalidArgument: "the argument does not fit the function"
    case .notAFunction: "the value is not a function"
    case .conversionFailed: "the value does not conform to the type"
    case .missingInput: "the input was not given"
    case .recursionLimit: "the functions call each other too deeply"
    case .iterationLimit: "the evaluation takes too many steps"
    case .listLimit: "the list grows too long"
    case .stringLimit: "the string grows too long"
    case .timeLimit: "the evaluation takes too long"
    case .depthLimit: "the value is nested too deeply"
    }
  }
}

extension FEELCode {
  /// What to do where a value came out null, or an evaluation was stopped; nil for faults of a text,
  /// which say it themselves.
  package var mend: String? {
    switch self {
    case .unresolvedName, .unknownEntry: "write a name that is there"
    case .typeMismatch: "convert the value, as in number(x) or string(x), or mend the expression"
    case .indexOutOfRange: "use an index from 1 to the number of elements, or from -1 backwards"
    case .divisionByZero: "test the divisor first: if x = 0 then … else …"
    case .arithmeticFailure: "test the argument first: if x < 0 then … else …"
    case .invalidArgument: "give an argument that the function takes"
    case .notAFunction: "take the brackets out, or write the name of a function"
    case .conversionFailed: "give a value of that type"
    case .missingInput: "give the input, or null where it has no value"
    case .externalFunction: "register the function, or define it in FEEL"
    case .recursionLimit: "end the recursion earlier, or write it as a loop"
    case .iterationLimit, .timeLimit: "let the loops go through fewer elements"
    case .listLimit, .stringLimit: "build it from fewer parts"
    case .depthLimit: "put the parts beside each other, not into each other"
    default: nil
    }
  }
}
