public import Diagnostics

/// What can be wrong with a sheet of decision tables.
public enum SheetCode: String, DiagnosticCatalogue {
  // The layout.
  /// Rows after an empty row that begin with no keyword.
  case strayRows = "SHEET-001"
  /// A word in column A that is nearly a keyword.
  case unknownKeyword = "SHEET-002"
  /// A keyword row below the first rule.
  case keywordBelowRules = "SHEET-003"
  /// A table without a `Name` row.
  case missingNames = "SHEET-004"
  /// A hit policy that does not exist.
  case unknownHitPolicy = "SHEET-005"
  /// A role that does not exist.
  case unknownRole = "SHEET-006"
  /// A column with cells but without a role.
  case missingRole = "SHEET-007"
  /// A column with cells but without a name.
  case missingColumnName = "SHEET-008"
  /// A cell to the right of all columns.
  case cellOutsideTable = "SHEET-009"
  /// Two columns of one table, or two tables, with one name.
  case duplicateName = "SHEET-010"
  /// A table without an output.
  case missingOutput = "SHEET-011"
  /// A table without rules.
  case missingRules = "SHEET-012"
  /// What was guessed because the sheet does not say it.
  case guess = "SHEET-013"
  /// An orientation that does not exist.
  case unknownOrientation = "SHEET-014"
  /// A type that does not exist.
  case unknownType = "SHEET-015"
  /// A locale that is not known.
  case unknownLocale = "SHEET-016"
  /// A time zone that is not known.
  case unknownZone = "SHEET-017"
  /// A table or block without a name.
  case missingTableName = "SHEET-018"
  /// A keyword row given twice.
  case duplicateKeyword = "SHEET-019"
  /// A name that FEEL cannot use.
  case unusableName = "SHEET-020"

  // The cells.
  /// A number that can be read in two ways.
  case ambiguousNumber = "SHEET-030"
  /// Something else in a number column.
  case notANumber = "SHEET-031"
  /// Something else in a boolean column.
  case notABoolean = "SHEET-032"
  /// Something else in a date or time column.
  case notADate = "SHEET-033"
  /// A local date without a locale.
  case ambiguousDate = "SHEET-034"
  /// Something else in a duration column.
  case notADuration = "SHEET-035"
  /// A value that is not among the allowed ones.
  case notAllowed = "SHEET-036"
  /// An output cell that is empty.
  case emptyOutput = "SHEET-037"
  /// A formula that failed.
  case formulaError = "SHEET-038"
  /// A formula whose value was not saved.
  case formulaWithoutValue = "SHEET-039"
  /// Typographic quotes around a value.
  case typographicQuotes = "SHEET-040"
  /// A blank that only looks like one.
  case invisibleCharacter = "SHEET-041"
  /// A range that a spreadsheet program made a date.
  case rangeTurnedDate = "SHEET-042"
  /// A code that a spreadsheet program made a number.
  case codeTurnedNumber = "SHEET-043"
  /// A bare word that is also the name of a value.
  case wordIsName = "SHEET-044"
  /// A comparison in a column of words.
  case comparisonOfWords = "SHEET-045"
  /// A column whose cells have no common type.
  case mixedColumn = "SHEET-046"
  /// A test that does not fit a list.
  case notAListTest = "SHEET-047"
  /// A word of the language of lists in a column of words.
  case listTestOfWords = "SHEET-048"
  /// A range whose end lies before its start.
  case rangeReversed = "SHEET-049"
  /// A default in a column that is no output.
  case defaultOutsideOutput = "SHEET-050"
  /// Something else than a day in a `From` or `Until` column.
  case notADay = "SHEET-051"
  /// A rule whose last day lies before its first.
  case daysReversed = "SHEET-053"
  /// Two rules of one table with one id.
  case duplicateRule = "SHEET-054"
  /// Rows, columns or a sheet that nobody sees.
  case hiddenCells = "SHEET-055"
  /// Types that nobody wrote down.
  case inferredTypes = "SHEET-056"
  /// Alternatives with `or` between them.
  case joinedWords = "SHEET-057"
  /// A word that people use for any value.
  case wordForAny = "SHEET-058"
  /// A rule that always matches beside others that must not match with it.
  case catchAll = "SHEET-059"

  // Tests and links.
  /// Tests of a table that does not exist.
  case unknownTable = "SHEET-060"
  /// A column that the table does not have.
  case unknownColumn = "SHEET-061"
  /// A `+` row that continues nothing.
  case strayContinuation = "SHEET-062"
  /// A test that expects nothing.
  case missingExpectation = "SHEET-063"
  /// An input that two tables could give.
  case ambiguousLink = "SHEET-070"
  /// An input that another table gives.
  case link = "SHEET-071"

  // The folder.
  /// A file that could not be read.
  case unreadable = "SHEET-080"

  // Writing.
  /// A part of a model that a sheet cannot hold.
  case notWritable = "SHEET-090"

  /// What is wrong, in general.
  public var title: String {
    switch self {
    case .strayRows: "rows belong to no table"
    case .unknownKeyword: "this is no keyword"
    case .keywordBelowRules: "a keyword row stands below the first rule"
    case .missingNames: "the table has no names for its columns"
    case .unknownHitPolicy: "there is no such hit policy"
    case .unknownRole: "there is no such role"
    case .missingRole: "the column has no role"
    case .missingColumnName: "the column has no name"
    case .cellOutsideTable: "a cell stands outside the table"
    case .duplicateName: "a name is used twice"
    case .missingOutput: "the table has no output"
    case .missingRules: "the table has no rules"
    case .guess: "the sheet does not say this, so it was guessed"
    case .unknownOrientation: "there is no such orientation"
    case .unknownType: "there is no such type"
    case .unknownLocale: "the locale is not known"
    case .unknownZone: "the time zone is not known"
    case .missingTableName: "a name is missing"
    case .duplicateKeyword: "a keyword row is given twice"
    case .unusableName: "this cannot be used as a name"
    case .ambiguousNumber: "the number can be read in two ways"
    case .notANumber: "this is no number"
    case .notABoolean: "this is neither yes nor no"
    case .notADate: "this is no date or time"
    case .ambiguousDate: "the date can be read in two ways"
    case .notADuration: "this is no duration"
    case .notAllowed: "the value is not allowed in this column"
    case .emptyOutput: "the output is empty"
    case .formulaError: "the formula failed"
    case .formulaWithoutValue: "the formula's value was not saved"
    case .typographicQuotes: "typographic quotes were read as plain ones"
    case .invisibleCharacter: "an invisible character was read as a blank"
    case .rangeTurnedDate: "a range seems to have been turned into a date"
    case .codeTurnedNumber: "a code seems to have been turned into a number"
    case .wordIsName: "the word is also the name of a value"
    case .comparisonOfWords: "words cannot be compared by size"
    case .mixedColumn: "the cells of the column have no common type"
    case .notAListTest: "this does not say what to do with a list"
    case .listTestOfWords: "this is compared as a text, letter by letter"
    case .rangeReversed: "the range ends before it begins"
    case .defaultOutsideOutput: "a default stands in a column that is no output"
    case .notADay: "this is no day"
    case .daysReversed: "the rule ends before it begins"
    case .duplicateRule: "a rule's id is used twice"
    case .hiddenCells: "hidden cells were read like the others"
    case .inferredTypes: "the types of columns were inferred from their cells"
    case .joinedWords: "alternatives are separated by commas, not by or"
    case .wordForAny: "the word is taken as it stands, not as any value"
    case .catchAll: "the rule matches together with every other"
    case .unknownTable: "there is no such table"
    case .unknownColumn: "the table has no such column"
    case .strayContinuation: "this row continues no list"
    case .missingExpectation: "the test expects nothing"
    case .ambiguousLink: "two tables could give this input"
    case .link: "the input is the result of another table"
    case .unreadable: "the file could not be read"
    case .notWritable: "a sheet cannot hold this"
    }
  }
}
