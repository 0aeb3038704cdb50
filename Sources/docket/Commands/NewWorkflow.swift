import Foundation
import Spreadsheets
import WorkflowSheets

/// `docket new workflow`: a file to begin with.
enum NewWorkflow {
  static let description = CommandDescription(
    name: "workflow",
    summary: "writes a workflow to begin with, and the table it decides by",
    discussion: [
      "The file goes into the folder of the workflows, with a remark beside each row. It can be used "
        + "as it is: docket check finds nothing wrong."
    ],
    arguments: [.init(name: "NAME", help: "what people call it, such as \"Leave requests\"")],
    options: [
      .value(
        "--format", "FORMAT", "csv, xlsx, ods, fods or xml; csv unless told otherwise",
        .values(WorkbookFormat.allCases.map(\.rawValue)))
    ],
    examples: [
      .init(
        line: "docket new workflow \"Leave requests\" --format xlsx",
        help: "writes workflows/leave-requests.xlsx")
    ],
    run: run)

  private static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) async throws -> ExitCode {
    let starter = try starter(arguments.arguments[0])
    let text = arguments.value("--format") ?? "csv"
    guard let format = WorkbookFormat(rawValue: text) else {
      throw CommandFailure(
        .usage,
        "--format \(text) is none; write one of "
          + WorkbookFormat.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let folder = StoreOptions(arguments).workflows
    let path = "\(folder)/\(starter.name).\(format.rawValue)"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(.findings, "\(path) is there already; nothing was written")
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(starter.bytes(as: format)).write(to: URL(fileURLWithPath: path))
    } catch {
      throw CommandFailure(.couldNotRun, "\(path) cannot be written: \(error)")
    }
    console.print("wrote \(path)")
    console.print("try   docket check \(folder)")
    console.print(
      "      docket case start \(starter.name) --data '{\"requester\": \"anna\", \"amount\": 250}'")
    return .good
  }

  static func starter(_ label: String) throws(CommandFailure) -> WorkflowStarter {
    let words = label.lowercased().split { !$0.isLetter && !$0.isNumber }
    guard let first = words.first, first.first?.isLetter == true else {
      throw CommandFailure(
        .usage,
        "\"\(label)\" is no name for a workflow; begin with a letter, such as leave-requests")
    }
    return WorkflowStarter(label: label, name: words.joined(separator: "-"))
  }
}

/// The workflow that `docket new workflow` writes.
struct WorkflowStarter {
  var label: String
  var name: String

  private var table: String { name.replacing("-", with: "_") + "_decision" }

  /// The file; a CSV file holds the table below the workflow, a workbook on a sheet of its own.
  func bytes(as format: WorkbookFormat) throws(WorkbookWriteError) -> [UInt8] {
    guard format != .csv else {
      let sheet = Sheet(file: name, rows: workflow + [[]] + decision)
      return Array(CSVWriter.write(sheet).utf8)
    }
    let sheets = [
      Sheet(name: "Workflow", file: name, rows: workflow),
      Sheet(name: "Table", file: name, rows: decision),
    ]
    return try WorkbookWriter.write(
      Workbook(file: name, sheets: sheets), as: format,
      style: WorkbookStyle(sheets: ["Workflow": WorkflowSheetWriter.style(of: sheets[0])]))
  }

  private var workflow: [[Cell]] {
    let states: [[String]] = [
      [
        "Requested", "entry", "", "decide \(table)", "",
        "the table decides; its inputs are variables of the case",
      ],
      [
        "", "", "decision = \"approve\"", "", "Approved",
        "a row for each result, tried from top to bottom",
      ],
      ["", "", "decision = \"review\"", "", "In review", ""],
      ["", "", "", "", "In review", "no rule matched: a person looks at it"],
      [
        "In review", "entry", "", "task \"Check the request\" for \"back office\" due in 2 days",
        "",
        "a person's task; docket task list shows it",
      ],
      ["", "approve", "", "", "Approved", "the outcome with which the task is completed"],
      ["", "reject", "", "", "Rejected", ""],
      [
        "", "after 3 days", "", "notify \"team lead\" \"A request has waited for three days\"",
        "Escalated", "a deadline: it runs while the case is in this state",
      ],
      [
        "Escalated", "entry", "",
        "task \"Decide the request\" for \"team lead\" not by \"Check the request\"", "",
        "four eyes: whoever did the first task may not do this one",
      ],
      ["", "approve", "", "", "Approved", ""], ["", "reject", "", "", "Rejected", ""],
      [
        "Approved", "entry", "",
        "send request.approved to \"order management\" with { requester: requester, amount: amount }",
        "", "a message to another system; without a configuration it goes to a file",
      ],
      ["", "final", "", "", "", "the workflow ends here"],
      ["Rejected", "final", "", "", "", ""],
    ]
    let head: [[String]] = [
      ["Workflow", label, name],
      [
        "Note",
        "Change whatever you like; docket check workflows tells what is wrong, cell by cell.",
      ],
      ["Data", "requester", "string", "", "who asks"],
      ["Data", "amount", "number", "0", "how much is asked for"],
      ["Name", "State", "On", "When", "Do", "Go to", "Note"],
    ]
    return (head + states.map { [""] + $0 }).map(Self.cells)
  }

  private var decision: [[Cell]] {
    [
      ["Table", "\(label) decision", table], ["Hit policy", "Unique"],
      ["Role", "Input", "Output", "Note"], ["Name", "Amount", "Decision", "Why"],
      ["Expression", "amount", "decision"], ["Type", "number", "string"],
      ["Values", "", "approve, review"],
      ["1", "<= 100", "approve", "small requests need nobody"],
      ["2", "> 100", "review", "a person looks at the rest"],
    ].map(Self.cells)
  }

  private static func cells(_ texts: [String]) -> [Cell] {
    var cells = texts.map { $0.isEmpty ? Cell.empty : .text($0) }
    while cells.last == .empty { cells.removeLast() }
    return cells
  }
}
