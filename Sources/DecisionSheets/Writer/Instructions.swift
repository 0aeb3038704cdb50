import Spreadsheets

/// The sheet of a written workbook that says how to read and change the others.
enum Instructions {
  /// The block; the reader passes over a sheet that begins so.
  static var block: BlockDraft {
    var block = BlockDraft()
    block.append([.text("Instructions")], .title)
    for (word, text) in lines {
      if text.isEmpty {
        block.append([])
        block.append([.text(word)], .header)
      } else {
        block.append([.text(word), .text(text)])
      }
    }
    return block
  }

  private static let lines: [(String, String)] = [
    ("How a table is laid out", ""),
    ("Table", "the title, and beside it the name by which programs call the table"),
    ("Locale, Zone", "how numbers and dates are written on the sheet; the time zone of its days"),
    (
      "Hit policy",
      "what happens when several rules match: Unique, Any, Priority, First, Rule order, "
        + "Output order, Collect, Collect sum, min, max or count"
    ),
    ("Role", "Input, Output, Note, From, Until or Enabled, one for each column"),
    ("Name", "what people call the column"),
    ("Expression", "what is tested, in FEEL; of an output, the name of the result"),
    (
      "Type",
      "string, number, boolean, date, time, date and time, days and time duration, list of "
        + "string, Any, or a name from the sheet Types"
    ),
    ("Values", "the allowed values, in order; the drop-down lists offer them"),
    ("Default", "the outputs when no rule matches"),
    ("the rows below", "one rule each; column A is its number or name, or empty"),
    ("a new rule", "insert a row; an empty row ends the table"),
    ("What a cell may hold", ""),
    ("-", "any value"),
    ("gold, silver", "one of these words; not gold: anything else"),
    ("> 150, at least 2, 2+", "comparisons of numbers, dates or durations"),
    ("100..200, [100..200)", "ranges; both ends belong to it unless written otherwise"),
    ("yes, no", "true and false"),
    ("contains x, not empty", "for columns of lists"),
    ("2026-03-01, 20 hours", "dates and durations"),
    ("null", "no value; in an output - means the same"),
    ("same as customer.tier", "the value of another variable"),
    (
      "anything else",
      "a FEEL test; the note beside a cell says what the cell was read as when this "
        + "file was written"
    ),
    ("Other sheets", ""),
    ("Tests", "what goes in and what must come out, one test a row; + goes on a list of results"),
    ("Types", "types with their allowed values, for all tables"),
    (
      "Check it",
      "docket check FILE tells every mistake with its cell; docket test FILE runs the tests"
    ),
  ]
}
