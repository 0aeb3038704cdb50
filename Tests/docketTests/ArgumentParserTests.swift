import Testing

@testable import docket

private struct LineCase: Sendable, CustomTestStringConvertible {
  var line: String
  /// The message of the fault, its first line; nil where the line is right.
  var fault: String?
  var testDescription: String { line }

  init(_ line: String, _ fault: String? = nil) {
    self.line = line
    self.fault = fault
  }
}

@Suite struct ArgumentParserTests {
  private let parser = ArgumentParser(root: Commands.root, common: Commands.common)

  private static let lines = [
    LineCase("decide t --input {}"),
    LineCase("decide --input {} t --store sqlite:x.db"),
    LineCase("--store x.db decide t --input={}"),
    LineCase("decide t --jsonl -"),
    LineCase("decide t --jsonl - --explain"),
    LineCase("decide t --jsonl - --explain=all"),
    LineCase("decide t --input {} -- "),
    LineCase("status --json"),
    LineCase("case send c1 approve --data -5"),
    LineCase("check a b c --format sarif"),
    LineCase("clock advance --to-next"),
    LineCase("cas", "docket has no command \"cas\"; did you mean case?"),
    LineCase("case shwo c1", "docket case has no command \"shwo\"; did you mean show?"),
    LineCase("nonsense", "docket has no command \"nonsense\""),
    LineCase("case", "docket case needs a command behind it"),
    LineCase(
      "decide t --imput {}", "docket decide has no option --imput; did you mean --input?"),
    LineCase("status --input {}", "docket status has no option --input"),
    LineCase("decide t", "docket decide needs one of --input, --input-file, --jsonl"),
    LineCase("decide t --input", "--input needs a value: --input JSON"),
    LineCase("decide t --input --strict", "--input needs a value: --input JSON"),
    LineCase("decide --input {}", "docket decide needs TABLE"),
    LineCase("decide t u --input {}", "docket decide does not know what to do with \"u\""),
    LineCase("decide t --input {} --jsonl -", "--input and --jsonl cannot be given together"),
    LineCase(
      "decide t --input {} --strict=yes", "--strict takes no value, but \"yes\" stands behind it"),
    LineCase(
      "check a --format sarf",
      "--format is \"sarf\", but should be text or json or sarif; did you mean sarif?"),
    LineCase(
      "decide t --input {} --explain=al",
      "--explain is \"al\", but should be all; did you mean all?"),
    LineCase("check", "docket check needs PATH"),
  ]

  @Test(arguments: lines) private func understandsOrSaysWhyNot(_ example: LineCase) {
    do throws(UsageError) {
      _ = try parser.parse(example.line.split(separator: " ").map(String.init))
      #expect(example.fault == nil)
    } catch {
      #expect(error.message.split(separator: "\n").first.map(String.init) == example.fault)
    }
  }

  @Test func readsArgumentsAndOptions() throws {
    let words = [
      "case", "send", "c1", "approve", "--data={\"a\": 1}", "--store", "one", "--store", "two",
    ]
    guard case .run(let arguments) = try parser.parse(words) else {
      Issue.record("it should run")
      return
    }
    #expect(arguments.path == ["case", "send"])
    #expect(arguments.arguments == ["c1", "approve"])
    #expect(arguments.value("--data") == "{\"a\": 1}")
    #expect(arguments.value("--store") == "two")
    #expect(!arguments.has("--json"))
  }

  @Test func takesEverythingBehindTwoDashesForArguments() throws {
    guard case .run(let arguments) = try parser.parse(["case", "show", "--", "--odd-key"]) else {
      Issue.record("it should run")
      return
    }
    #expect(arguments.arguments == ["--odd-key"])
  }

  @Test func asksForHelpAnywhere() throws {
    for words in [["--help"], ["case", "-h"], ["case", "list", "--limit", "3", "--help"], []] {
      guard case .help = try parser.parse(words) else {
        Issue.record("\(words) should ask for help")
        continue
      }
    }
    guard case .version = try parser.parse(["--version"]) else {
      Issue.record("it should ask for the version")
      return
    }
  }

  /// Names that clash or examples that do not parse would only show when somebody types them.
  @Test func describesItselfWell() throws {
    let tree = CommandLineTree(root: Commands.root, common: Commands.common)
    for entry in tree.entries {
      let names = tree.options(of: entry).map(\.name)
      #expect(Set(names).count == names.count, "\(entry.path) has an option twice")
      let known = Set(entry.command.options.map(\.name))
      #expect(known.isSuperset(of: entry.command.exclusive.flatMap(\.self)))
      #expect(known.isSuperset(of: entry.command.needsOneOf))
      #expect(entry.command.subcommands.isEmpty == (entry.command.run != nil))
      for text in [entry.command.summary] + entry.command.options.map(\.help) {
        #expect(!text.hasSuffix("."), "\(text)")
        #expect(text.first?.isUppercase != true || text.hasPrefix("HOST"), "\(text)")
      }
    }
  }
}
