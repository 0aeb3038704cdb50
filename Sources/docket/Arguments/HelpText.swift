/// The help of one command, as text.
struct HelpText {
  let command: CommandDescription
  /// The words that lead to the command, the program's name first.
  let path: [String]
  let common: [OptionDescription]
  var width = 80

  /// The whole text, ending with a line break.
  var text: String {
    var sections = [heading, usage]
    sections += command.discussion.map { Self.wrap($0, indent: 0, width: width) }
    sections.append(
      list("Commands", command.subcommands.map { ($0.name, $0.summary) }))
    sections.append(list("Arguments", command.arguments.map { ($0.name, $0.help) }))
    sections.append(list("Options", command.options.map { ($0.usage, $0.help) }))
    sections.append(
      list(
        command.run == nil ? "Options of every command" : "Common options",
        (common + Self.builtIn(isRoot: path.count == 1)).map { ($0.usage, $0.help) }))
    if !command.examples.isEmpty {
      sections.append(
        (["Examples"] + command.examples.map { "  \($0.line)\n      \($0.help)" })
          .joined(separator: "\n"))
    }
    sections.append(closing)
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// The options that the parser itself knows.
  static func builtIn(isRoot: Bool) -> [OptionDescription] {
    [.flag("--help", "show this help")]
      + (isRoot ? [.flag("--version", "show the version")] : [])
  }

  private var heading: String {
    Self.wrap("\(path.joined(separator: " ")): \(command.summary)", indent: 0, width: width)
  }

  private var usage: String {
    Self.wrap("  " + Self.usage(command, path: path), indent: 6, width: width).withTitle("Usage")
  }

  /// The one line that shows how to call it.
  static func usage(_ command: CommandDescription, path: [String]) -> String {
    var words = path
    if !command.subcommands.isEmpty { words.append("COMMAND") }
    for argument in command.arguments {
      switch argument.arity {
      case .one: words.append(argument.name)
      case .optional: words.append("[\(argument.name)]")
      case .many: words.append("\(argument.name)…")
      }
    }
    let needed = command.options.filter { command.needsOneOf.contains($0.name) }
    if needed.count == 1 {
      words.append(needed[0].usage)
    } else if !needed.isEmpty {
      words.append("(" + needed.map(\.usage).joined(separator: " | ") + ")")
    }
    if command.options.count > needed.count || !command.subcommands.isEmpty {
      words.append("[options]")
    }
    return words.joined(separator: " ")
  }

  private var closing: String {
    path.count == 1
      ? "docket COMMAND --help tells more about a command.\n"
        + "Exit codes: 0 good, 1 findings, 2 could not run, 64 wrong usage." : ""
  }

  private func list(_ title: String, _ rows: [(String, String)]) -> String {
    guard !rows.isEmpty else { return "" }
    let column = min(26, (rows.map(\.0.count).max() ?? 0) + 4)
    return rows.map { name, help in
      let label = "  " + name
      let wrapped = Self.wrap(help, indent: column, width: width - column)
      // A label too long for its column stands on a line of its own.
      return label.count + 2 > column
        ? label + "\n" + String(repeating: " ", count: column) + wrapped
        : label + String(repeating: " ", count: column - label.count) + wrapped
    }.joined(separator: "\n").withTitle(title)
  }

  /// Breaks text into lines of at most `width` characters; all but the first are indented.
  static func wrap(_ text: String, indent: Int, width: Int) -> String {
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
        isEmpty = true
      }
      line += isEmpty ? String(word) : " " + word
      isEmpty = false
    }
    lines.append(line)
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}

extension String {
  fileprivate func withTitle(_ title: String) -> String { title + "\n" + self }
}
