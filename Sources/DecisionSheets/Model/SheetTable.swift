import DMN
import Diagnostics

/// A table whose cells are read, before it is known which of its inputs other tables give.
struct SheetTable {
  /// A name that the caller or another table must give a value.
  struct Root {
    var name: String
    /// The header, where the name stands alone as a column's expression.
    var label: String?
    var typeRef: TypeReference?
    var origin: Origin
  }

  var decision: Decision
  var roots: [Root]
  var columns: [ColumnReader]
  /// Reads what a test expects of a decision that is one formula; nil for a table.
  var result: CellReader?
}
