import DMN
import DecisionSheets
import Diagnostics
import Spreadsheets

/// Workbooks that are broken inside of their zip archives, and other files of tables, under any name.
extension Target {
  /// The names under which files are read: a file may say something else than its bytes.
  private static let extensions = ["xlsx", "ods", "fods", "xml", "csv", "dmn", "otdt", "xlsm"]

  private static let archiveMutation = Mutation(
    seeds: [""],
    tokens: xmlTokens + [
      "<c r=\"A1\" t=\"s\"><v>99</v></c>", "t=\"s\"", "t=\"inlineStr\"", "<v>-1</v>", "<f>A1</f>",
      "r=\"XFD1048576\"", "r=\"1048577\"", "r=\"\"", "s=\"4294967296\"", "<row>", "</row>",
      "<mergeCell ref=\"A1:XFD1048576\"/>", "<si/>", "hidden=\"1\"", "date1904=\"1\"",
      "r:id=\"rId99\"", "Target=\"../../x\"", "TargetMode=\"External\"",
      "table:number-columns-repeated=\"16384\"", "table:number-rows-repeated=\"1048576\"",
      "office:value-type=\"date\"", "office:value=\"1e999\"", "9223372036854775807",
    ])

  /// Good workbooks, unpacked.
  private static let workbooks: [[WorkbookParts.Part]] = {
    let text = """
      Table,Order,order
      Hit policy,First
      Role,Input,Input,Output,From
      Name,Total,Tier,Outcome,From
      Type,number,string,string,
      Values,,"gold, silver","a, b",
      1,"<= 1,000",gold,a,2026-03-01
      2,100-200,not gold,b,

      Tests,order
      Name,Total,Tier,Outcome
      ,5,gold,a
      """
    let (workbook, _) = CSVReader.read(Array(text.utf8), file: "seed.csv")
    let (model, tests, _) = DecisionSheetReader.read(workbook)
    return [WorkbookFormat.xlsx, .ods].map { format in
      let sheets = DecisionSheetWriter.write(model, tests: tests, as: format, file: "seed")
      let bytes = try? WorkbookWriter.write(sheets.workbook, as: format, style: sheets.style)
      return WorkbookParts.parts(of: bytes ?? [])
    }
  }()

  static let archive = Target(name: "archive") { generator in
    guard var parts = workbooks.randomElement(using: &generator), !parts.isEmpty else {
      preconditionFailure("there is a workbook to begin with")
    }
    for _ in 0..<Int.random(in: 1...2, using: &generator) {
      let index = Int.random(in: parts.indices, using: &generator)
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: parts[index].bytes = []
      case 1: parts[index].name = parts.randomElement(using: &generator)?.name ?? ""
      case 2:
        // A part of the other format in the place of one of this.
        let other = workbooks.randomElement(using: &generator)?.randomElement(using: &generator)
        parts[index].bytes = other?.bytes ?? []
      default: parts[index].bytes = archiveMutation.changed(parts[index].bytes, &generator)
      }
    }
    var bytes = WorkbookParts.archive(parts)
    if Int.random(in: 0..<10, using: &generator) == 0 {
      bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)))
    }
    return bytes
  } run: { bytes in
    let name = "fuzz.\(extensions[bytes.count % extensions.count])"
    return isExplained(bytes, name) ? .accepted : .refused
  }

  static let otdt = Target(
    name: "otdt",
    mutation: Mutation(
      seeds: [
        """
        {"id": "a", "schemaId": "https://www.opentext.com/ocp/devx/decision/1.0.0/DecisionTable",
        "data": {"id": "b", "version": 1, "name": "Fees", "key": "fees", "description": "",
        "namespace": "n", "hitIndicator": "FIRST", "inputExpressions": [{"id": "1", "type": "string",
        "variableId": "zone", "entries": ["home", "abroad"], "label": "Zone"}, {"id": "3", "type":
        "number", "variableId": "weight", "label": "Weight"}], "outputExpressions": [{"id": "2",
        "type": "number", "variableId": "fee", "label": "Fee"}], "rules": [{"2": "4.90",
        "1_operator": "==", "1_expression": "home", "3_operator": "<=", "3_expression": "5"}, {"2": "12",
        "1_operator": "-- NA --", "1_expression": "-", "3_operator": "between", "3_expression":
        "1..2"}]}, "serviceName": "decision"}
        """
      ],
      tokens: [
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e999", "\"rules\"", "\"data\"",
        "\"id\"", "\"1\"", "\"type\": \"date\"", "\"-- NA --\"", "\"not in\"", "\\u0000", "é", "\0",
      ])
  ) { bytes in
    isExplained(bytes, "fuzz.otdt")
  }

  /// Reads a file as a folder of tables would be read, and answers whether it is good.
  private static func isExplained(_ bytes: [UInt8], _ name: String) -> Bool {
    let loaded = TableFolder.load([TableFile(path: name, bytes: bytes)])
    let errors = loaded.diagnostics.filter { $0.severity == .error }
    guard !loaded.definitions.isEmpty || !errors.isEmpty || isWithoutTable(bytes, name) else {
      preconditionFailure("a file holds no table, and nobody says why")
    }
    return errors.isEmpty
  }

  /// Whether a file is an empty sheet or a workflow, of which a folder of tables says nothing.
  private static func isWithoutTable(_ bytes: [UInt8], _ name: String) -> Bool {
    let (workbook, _) = WorkbookReader.read(bytes, file: name)
    return !DecisionSheetReader.holdsTable(workbook)
  }
}
