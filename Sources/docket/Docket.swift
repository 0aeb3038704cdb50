import Diagnostics
import Glibc

/// The program.
@main
enum Docket {
  /// The version, as `docket --version` and the server's answers tell it.
  static let version = Release.version

  static func main() async {
    // A reader that went away ends a write with an error, not the program with a signal.
    signal(SIGPIPE, SIG_IGN)
    let console = Console.standard()
    let code = await run(Array(CommandLine.arguments.dropFirst()), console)
    console.flush()
    exit(code.rawValue)
  }

  /// Understands the words, does what they ask for, and reports what went wrong.
  static func run(_ words: [String], _ console: Console) async -> ExitCode {
    let parser = ArgumentParser(root: Commands.root, common: Commands.common)
    do throws(UsageError) {
      switch try parser.parse(words) {
      case .help(let path):
        console.write(Array(help(path, console).utf8))
        return .good
      case .version:
        console.print("docket \(version)")
        return .good
      case .run(let arguments):
        return await run(arguments, console)
      }
    } catch {
      report("docket: \(error.message)", console)
      return .usage
    }
  }

  private static func run(_ arguments: ParsedArguments, _ console: Console) async -> ExitCode {
    do {
      return try await arguments.command.run?(arguments, console) ?? .good
    } catch let error as UsageError {
      report("docket \(arguments.path.joined(separator: " ")): \(error.message)", console)
      return .usage
    } catch let failure as CommandFailure {
      report("docket: \(failure.message)", console)
      for line in failure.details { console.note("  \(line)") }
      return failure.code
    } catch is CancellationError {
      report("docket: interrupted", console)
      return .couldNotRun
    } catch {
      report("docket: \(error)", console)
      return .couldNotRun
    }
  }

  private static func report(_ message: String, _ console: Console) {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      console.note(index == 0 ? String(line).styled(.red, console.messages) : "  \(line)")
    }
  }

  private static func help(_ path: [String], _ console: Console) -> String {
    var command = Commands.root
    for word in path { command = command.subcommand(word) ?? command }
    let width = console.output.isTerminal ? min(100, max(60, console.output.width)) : 80
    return HelpText(
      command: command, path: [Commands.root.name] + path, common: Commands.common, width: width
    ).text
  }
}

/// Why a command could not do what it was asked; the message goes to stderr.
struct CommandFailure: Error, Sendable {
  var code: ExitCode
  var message: String
  /// Further lines, such as the faults of the data.
  var details: [String] = []

  init(_ code: ExitCode, _ message: String, details: [String] = []) {
    self.code = code
    self.message = message
    self.details = details
  }
}
