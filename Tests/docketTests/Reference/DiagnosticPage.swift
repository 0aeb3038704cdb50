import Diagnostics
import FEEL

/// The text of `docs/diagnostics.md`.
enum DiagnosticPage {
  private static let introduction = """
    # Diagnostics

    Every message about a file has one form and a stable code. Messages may get better words; codes keep
    their meaning, so scripts and filters go by the code, never by the words.

    ```text
    \(sample.text)
    ```

    | part | what it says |
    |---|---|
    | place | `FILE[CELL]`, `FILE[SHEET!CELL]` in a workbook, `FILE:LINE:COLUMN` in a text or XML file |
    | severity | `error`: cannot be used until mended; `warning`: works, but probably not as meant; `note`: what was guessed or linked |
    | code and headline | the stable code, and what is wrong in one line |
    | `found` | what stands there; characters count from 1 inside the cell |
    | `expected` | what would be right |
    | `mend` | what to do |
    | `note` | where else to look, such as the header of the column |

    All faults of a file are reported at once, in reading order. `docket check PATH --format json` gives the
    same parts as fields (`code`, `severity`, `at`, `file`, `sheet`, `cell`, `line`, `column`, `found`,
    `expected`, `mend`, `notes`), `--format sarif` a form that code hosts show beside the lines.

    This page is generated from the codes themselves; its examples are tests.

    """

  /// The message that shows the form.
  private static let sample = Diagnostic(
    FEELCode.intervalNotClosed,
    at: Origin(
      file: "rates.csv", anchor: .cell(sheet: nil, reference: "C7"), span: TextSpan(0, 6)),
    found: "[18..65", expected: "']' to count 65, or ')' to leave it out",
    mend: "write [18..65] or [18..65)",
    notes: [
      Diagnostic.Note(
        "column C holds the input 'Age' (number)",
        at: Origin(file: "rates.csv", anchor: .cell(sheet: nil, reference: "C3")))
    ])

  /// The page.
  static func markdown() -> String {
    let examples = Dictionary(grouping: DiagnosticExample.all, by: \.code)
    return introduction
      + DiagnosticFamily.all.map { section($0, examples: examples) }.joined()
  }

  private static func section(
    _ family: DiagnosticFamily, examples: [String: [DiagnosticExample]]
  ) -> String {
    var text =
      "\n## \(family.title)\n\n\(family.introduction)\n\n| code | what it says |\n|---|---|\n"
    for entry in family.entries {
      let code =
        examples[entry.code] == nil ? entry.code : "[\(entry.code)](#\(entry.code.lowercased()))"
      text += "| \(code) | \(entry.title) |\n"
    }
    for entry in family.entries {
      if let reason = DiagnosticExample.waived[entry.code] {
        text += "\n\(entry.code) takes \(reason), so it has no example here.\n"
      }
      for example in examples[entry.code] ?? [] {
        text += "\n### \(entry.code)\n\n" + show(example)
      }
    }
    return text
  }

  private static func show(_ example: DiagnosticExample) -> String {
    let messages = example.diagnostics(of: example.faulty)
      .filter { $0.code.id == example.code }.prefix(1).map(\.text)
    return block(shown(example.faulty)) + "\n" + block(messages.joined(separator: "\n"))
      + "\nMended:\n\n" + block(shown(example.mended))
  }

  /// The text without the mark of unary tests, which nobody types.
  private static func shown(_ text: String) -> String {
    text.hasPrefix("tests:") ? String(text.dropFirst(6)) : text
  }

  private static func block(_ text: String) -> String { "```text\n\(text)\n```\n" }
}
