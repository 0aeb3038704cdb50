import Calendars
import Casework
import Connectors
import DecisionCalls
import DMN
import DecisionSheets
import Diagnostics
import FEEL
import JSON
import Runner
import Service
import Spreadsheets
import Statechart
import WorkflowSheets
import XML

/// The codes of one catalogue, as the page shows them.
struct DiagnosticFamily: Sendable {
  struct Entry: Sendable {
    var code: String
    var title: String
  }

  var title: String
  var introduction: String
  var entries: [Entry]

  init<Code: DiagnosticCatalogue>(_ catalogue: Code.Type, _ title: String, _ introduction: String) {
    self.title = title
    self.introduction = introduction
    entries = Code.allCases.map { Entry(code: $0.rawValue, title: $0.title) }
  }

  /// A family whose codes two targets share.
  init<Code: DiagnosticCatalogue, Other: DiagnosticCatalogue>(
    _ catalogue: Code.Type, _ title: String, _ introduction: String, with other: Other.Type
  ) {
    self.init(catalogue, title, introduction)
    entries += Other.allCases.map { Entry(code: $0.rawValue, title: $0.title) }
    entries.sort { $0.code < $1.code }
  }

  /// Every catalogue, those that analysts meet first.
  static let all = [
    DiagnosticFamily(
      SheetCode.self, "SHEET: decision tables in sheets",
      "What a sheet of decision tables cannot mean, by cell. [tables.md](tables.md) describes the form."
    ),
    DiagnosticFamily(
      FEELCode.self, "FEEL: expressions",
      """
      FEEL-001 to 099 are faults of a text, found when a file is loaded. FEEL-101 to 199 say why an
      evaluation yielded null; they stand among the reasons of a decision. FEEL-201 and above say which
      limit stopped an evaluation. [feel.md](feel.md) lists the functions.
      """),
    DiagnosticFamily(
      FlowCode.self, "FLOW: workflows in sheets",
      "What a state-transition sheet cannot mean. [workflows.md](workflows.md) describes the form."),
    DiagnosticFamily(
      DMNCode.self, "DMN: decision models",
      """
      DMN-001 to 039 are faults of a model, found when it is loaded or written. DMN-040 and above happen while a
      decision is made; they also concern tables that came from sheets.
      """),
    DiagnosticFamily(
      OTDTCode.self, "OTDT: tables of OpenText Decision Service",
      """
      What is wrong with a `.otdt` file, and what a table says that such a file cannot hold.
      [dmn.md](dmn.md) describes the form.
      """),
    DiagnosticFamily(
      SCXMLCode.self, "SCXML: statecharts",
      "Faults of an SCXML file, and of the statechart that a workflow sheet became."),
    DiagnosticFamily(
      GridCode.self, "GRID: spreadsheet files",
      "What is wrong with a file before anybody asks what its cells mean."),
    DiagnosticFamily(XMLCode.self, "XML: XML files", "Faults of a DMN or SCXML file as XML."),
    DiagnosticFamily(
      JSONCode.self, "JSON: input texts", "Faults of a JSON text, by line and column."),
    DiagnosticFamily(
      CalendarCode.self, "CAL: calendars",
      """
      What a calendar sheet cannot mean, and deadlines that name a calendar.
      [workflows.md](workflows.md#calendars) describes the form.
      """),
    DiagnosticFamily(
      IntakeCode.self, "INTAKE: what comes in",
      "What an intake sheet cannot mean. [connectors.md](connectors.md#intake-sheets) describes the form."
    ),
    DiagnosticFamily(
      CaseworkCode.self, "CASE: cases and tasks",
      """
      Answers to a command or request about a case. Over HTTP they are the `code` of the problem
      ([http-api.md](http-api.md)).
      """),
    DiagnosticFamily(
      ServiceCode.self, "HTTP: requests", "What is wrong with a request, beyond tables and cases.",
      with: DecisionCallCode.self),
    DiagnosticFamily(
      ConnectorCode.self, "CONF: configuration", "Faults of the file given with `--config`."),
    DiagnosticFamily(
      RunnerCode.self, "RUN: the daemon's folders",
      "What `docket serve` finds in the folders of tables and workflows."),
  ]
}
