/// `docket completions`: what shells need to complete its command lines.
enum CompletionsCommand {
  static let description: CommandDescription = CommandDescription(
    name: "completions",
    summary: "prints a completion script for a shell",
    arguments: [
      .init(
        name: "SHELL", help: "bash, zsh or fish", completion: .values(["bash", "zsh", "fish"]))
    ],
    examples: [
      .init(
        line: "docket completions bash > ~/.local/share/bash-completion/completions/docket",
        help: "completes in every new bash")
    ],
    run: { arguments, console in
      let tree = CommandLineTree(root: Commands.root, common: Commands.common)
      let text =
        switch arguments.first {
        case "bash": BashCompletion(tree: tree).text
        case "zsh": ZshCompletion(tree: tree).text
        case "fish": FishCompletion(tree: tree).text
        default:
          throw UsageError.badValue(
            option: "SHELL", value: arguments.first ?? "", expected: "bash, zsh or fish",
            nearest: nil)
        }
      console.write(Array(text.utf8))
      return .good
    })
}

/// `docket manual`: the man page.
enum ManualCommand {
  static let description: CommandDescription = CommandDescription(
    name: "manual",
    summary: "prints the man page",
    examples: [.init(line: "docket manual | man -l -", help: "reads it at once")],
    run: { _, console in
      let tree = CommandLineTree(root: Commands.root, common: Commands.common)
      console.write(Array(ManualPage(tree: tree, version: Docket.version).text.utf8))
      return .good
    })
}
