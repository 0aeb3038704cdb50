/// All commands as shells and manuals need them: one entry for each, with its whole path.
struct CommandLineTree: Sendable {
  /// One command and the words that lead to it, the program's name first.
  struct Entry: Sendable {
    var path: [String]
    var command: CommandDescription
  }

  let root: CommandDescription
  let common: [OptionDescription]

  /// The root, then every command below it, in the order of the help.
  var entries: [Entry] {
    func collect(_ command: CommandDescription, _ path: [String]) -> [Entry] {
      [Entry(path: path, command: command)]
        + command.subcommands.flatMap { collect($0, path + [$0.name]) }
    }
    return collect(root, [root.name])
  }

  /// The options a shell offers for a command.
  func options(of entry: Entry) -> [OptionDescription] {
    entry.command.options + common + HelpText.builtIn(isRoot: entry.path.count == 1)
  }
}
