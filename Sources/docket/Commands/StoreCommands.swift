import Casework
import FEEL
import Foundation
import JSON
import SQLiteStore

/// `docket verify`: looks for damage in a store.
enum VerifyCommand {
  static let description = CommandDescription(
    name: "verify",
    summary:
      "checks the store: the file, its tables against each other, the hash chain of every log",
    discussion: [
      "Reads only, and may run beside a daemon. The first broken entry of each log is named. Exit code 1 "
        + "when something is wrong."
    ],
    examples: [.init(line: "docket verify --store sqlite:docket.db", help: "checks one store")],
    run: { arguments, console in
      let file = try StoreFile(arguments).existing()
      var progress = Progress("checking cases", console)
      let findings = try StoreVerifier.verify(path: file) { progress.step() }
      progress.clear()
      if arguments.has("--json") {
        console.print(
          JSONValue.object([
            JSONMember("store", file.json), JSONMember("whole", .boolean(findings.isEmpty)),
            JSONMember(
              "findings",
              .array(
                findings.map {
                  ["case": $0.caseID.map { "\($0)".json } ?? .null, "finding": $0.description.json]
                })),
          ]).text)
      } else {
        for finding in findings { console.print(finding.description) }
        console.print(
          findings.isEmpty
            ? "\(file) is whole" : "\(file) is not whole: restore a backup (docket restore)")
      }
      return findings.isEmpty ? .good : .findings
    })
}

/// `docket backup`: copies a store while it is in use.
enum BackupCommand {
  static let description = CommandDescription(
    name: "backup",
    summary: "writes a copy of the store to a new file, while the daemon goes on",
    discussion: [
      "The copy is the last commit, as one file that is a store itself; it is checked before the command "
        + "says that it is there."
    ],
    arguments: [.init(name: "FILE", help: "where the copy goes; nothing may be there")],
    examples: [
      .init(line: "docket backup /backups/docket-2026-11-21.db", help: "keeps today's state")
    ],
    run: { arguments, console in
      let store = try StoreFile(arguments).existing()
      let file = arguments.first ?? ""
      do {
        try StoreBackup.write(store: store, to: file)
        var progress = Progress("checking the copy", console)
        let findings = try StoreVerifier.verify(path: file) { progress.step() }
        progress.clear()
        for finding in findings { console.print(finding.description) }
        console.print(
          findings.isEmpty
            ? "\(store) -> \(file)" : "\(store) is not whole, and neither is its copy \(file)")
        return findings.isEmpty ? .good : .findings
      } catch let error as StoreError {
        throw CommandFailure(.couldNotRun, "\(error)")
      }
    })
}

/// `docket restore`: puts a backup in the place of a store.
enum RestoreCommand {
  static let description = CommandDescription(
    name: "restore",
    summary: "puts a backup in the place of the store, after checking it",
    discussion: [
      "The daemon must not run. A store that is there is kept under another name with --replace, and "
        + "refused without.",
      "What happened after the backup was taken is not in it: messages that went out since go out again, "
        + "with the same keys.",
    ],
    arguments: [.init(name: "FILE", help: "the backup")],
    options: [.flag("--replace", "put a store that is there aside, as STORE.replaced-TIME")],
    examples: [
      .init(
        line: "docket restore /backups/docket-2026-11-21.db --replace",
        help: "goes back to that day")
    ],
    run: { arguments, console in
      let store = try StoreFile(arguments).path()
      let file = arguments.first ?? ""
      guard FileManager.default.fileExists(atPath: file) else {
        throw CommandFailure(.couldNotRun, "there is no backup \(file)")
      }
      let isThere = FileManager.default.fileExists(atPath: store)
      guard !isThere || arguments.has("--replace") else {
        throw CommandFailure(
          .couldNotRun, "the store \(store) is there already",
          details: ["--replace puts it aside, as \(store).replaced-TIME"])
      }
      let time = SystemTime.stamp.description.filter { $0.isNumber || $0 == "T" }.prefix(15)
      let suffix = ".replaced-\(time)"
      do {
        let lock = try StoreLock.acquire(store: store)
        var progress = Progress("checking the backup", console)
        let findings = try StoreBackup.restore(
          file, to: store, lock: lock, keepingAs: isThere ? suffix : nil
        ) { progress.step() }
        progress.clear()
        for finding in findings { console.print(finding.description) }
        guard findings.isEmpty else {
          console.print("\(file) is not whole: nothing was changed")
          return .findings
        }
        console.print("\(file) -> \(store)")
        if isThere { console.print("the store that was there is \(store)\(suffix)") }
        return .good
      } catch let error as StoreError {
        throw CommandFailure(.couldNotRun, "\(error)")
      }
    })
}

/// The database file that a command works on itself, beside a daemon or without one.
private struct StoreFile {
  private let options: StoreOptions

  init(_ arguments: ParsedArguments) throws(CommandFailure) {
    options = StoreOptions(arguments)
    if let server = options.server {
      throw CommandFailure(
        .couldNotRun, "this works on the store's file, not through a server (\(server))",
        details: ["run it on the machine of the store, with --store"])
    }
  }

  func path() throws(CommandFailure) -> String { try options.databaseFile() }

  func existing() throws(CommandFailure) -> String {
    let file = try path()
    guard FileManager.default.fileExists(atPath: file) else {
      throw CommandFailure(.couldNotRun, "there is no store \(file)")
    }
    return file
  }
}
