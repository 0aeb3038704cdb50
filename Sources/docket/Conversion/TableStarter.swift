import DMN
import DecisionSheets

/// The table that `docket new table` writes.
struct TableStarter {
  /// What people call it.
  let label: String
  /// The name by which programs call it.
  let name: String
  private let folder: String?
  private let fileExtension: String

  /// - Parameters:
  ///   - wanted: A label such as `Shipping costs`, or a path such as `tables/shipping.xlsx`.
  ///   - format: The extension; nil for the one of the path, or `csv`.
  /// - Throws: `CommandFailure` when nothing in the text could be a name.
  init(_ wanted: String, extension format: String?) throws {
    let parts = wanted.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var last = parts.last ?? ""
    var found: String?
    if let point = last.lastIndex(of: "."), ConversionFormat.of(last) != nil || parts.count > 1 {
      found = String(last[last.index(after: point)...]).lowercased()
      last = String(last[..<point])
    }
    let words = last.split { !$0.isLetter && !$0.isNumber }
    guard words.first?.first?.isLetter == true else {
      throw CommandFailure(
        .usage, "\"\(wanted)\" is no name for a table; begin with a letter, such as Shipping")
    }
    label = last.contains("-") || last.contains("_") ? words.joined(separator: " ") : last
    name = words.map { $0.lowercased() }.joined(separator: "_")
    folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : nil
    fileExtension = format ?? found ?? "csv"
  }

  /// Where the file goes, unless the name was a path.
  func path(inFolder tables: String) -> String {
    let file = name.split(separator: "_").joined(separator: "-")
    return "\(folder ?? tables)/\(file).\(fileExtension)"
  }

  /// The model of the table, read from the text that an analyst would write.
  func conversion() throws -> TableConversion {
    let file = TableFile(path: "starter.csv", bytes: Array(text.utf8))
    let loaded = TableFolder.load([file])
    guard let definitions = loaded.definitions.first else {
      throw CommandFailure(.couldNotRun, "the table cannot be written")
    }
    return TableConversion(definitions: definitions, tests: loaded.tests, target: "")
  }

  private var text: String {
    let title = label.replacing("\"", with: "\"\"")
    return """
      Table,"\(title)",\(name)
      Hit policy,First
      Role,Input,Input,Output,Output,Note
      Name,Region,Order total,Carrier,Days,Why
      Expression,region,total,carrier,days
      Type,Region,number,string,number
      Values,,>= 0,"post, express, freight",>= 0
      1,EU,< 100,post,3,the first rule that fits decides; a cell with - fits anything
      2,EU,>= 100,express,1,"numbers: < 100, 100..200, at least 100"
      3,"US, CA",-,freight,10,"words: one, one of several with commas, or not EU"
      4,-,-,freight,20,the last rule catches what is left

      Types,Name,Type,Values
      ,Region,string,"EU, US, CA, other"

      Tests,\(name)
      Name,Region,Order total,Carrier,Days
      ,EU,99.99,post,3
      ,EU,100,express,1
      ,CA,5,freight,10
      ,other,5,freight,20

      """
  }
}
