/// The man page, section 1, in troff.
struct ManualPage {
  let tree: CommandLineTree
  let version: String

  /// The page, to be put into `man1/docket.1`.
  var text: String {
    var lines = [
      ".TH DOCKET 1 \"\" \"docket \(version)\" \"User commands\"",
      ".SH NAME", Self.escaped("docket - \(tree.root.summary)"),
      ".SH SYNOPSIS", ".B docket", "\\fICOMMAND\\fR [\\fIoptions\\fR]",
      ".SH DESCRIPTION",
    ]
    lines += tree.root.discussion.flatMap { [".PP", Self.escaped($0)] }
    lines.append(".SH COMMANDS")
    for entry in tree.entries.dropFirst() where entry.command.run != nil {
      lines += section(entry)
    }
    lines.append(".SH COMMON OPTIONS")
    for option in tree.common + HelpText.builtIn(isRoot: true) { lines += Self.item(option) }
    lines += [
      ".SH EXIT STATUS",
      ".TP", "0", "All is good.",
      ".TP", "1", "Findings: a check or test failed, the input is bad, there is no such case.",
      ".TP", "2", "It could not run: unknown table, missing file, store out of reach.",
      ".TP", "64", "The command line is wrong.",
      ".SH ENVIRONMENT",
      ".TP", "NO_COLOR", "If set and not empty, no colours are used.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(_ entry: CommandLineTree.Entry) -> [String] {
    let usage = HelpText.usage(entry.command, path: entry.path)
    var lines = [".SS " + Self.escaped(entry.path.joined(separator: " "))]
    lines += [".B " + Self.escaped(usage), ".PP", Self.escaped(entry.command.summary.sentence)]
    lines += entry.command.discussion.flatMap { [".PP", Self.escaped($0)] }
    for argument in entry.command.arguments {
      lines += [".TP", ".I " + Self.escaped(argument.name), Self.escaped(argument.help)]
    }
    for option in entry.command.options { lines += Self.item(option) }
    for example in entry.command.examples {
      lines += [
        ".PP", Self.escaped(example.help.sentence), ".PP", ".nf",
        ".RS 4", Self.escaped(example.line), ".RE", ".fi",
      ]
    }
    return lines
  }

  private static func item(_ option: OptionDescription) -> [String] {
    [".TP", ".B " + escaped(option.usage), escaped(option.help)]
  }

  /// Keeps hyphens, backslashes and a leading dot what they are.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      default: result.append(character)
      }
    }
    return result.hasPrefix(".") ? "\\&" + result : result
  }
}

extension String {
  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
