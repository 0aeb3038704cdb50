/// Where the files and the store are, from the common options.
struct StoreOptions: Sendable {
  var store: String
  var tables: String
  var workflows: String
  var server: String?

  /// - Parameters:
  ///   - arguments: What was typed.
  ///   - settings: What a configuration says, by the options' names; what was typed goes before it.
  init(
    _ arguments: ParsedArguments, settings: [String: String] = ConfigurationFile.nearby
  ) {
    store = arguments.value("--store") ?? settings["store"] ?? "sqlite:docket.db"
    tables = arguments.value("--tables") ?? settings["tables"] ?? "tables"
    workflows = arguments.value("--workflows") ?? settings["workflows"] ?? "workflows"
    server = arguments.value("--server")
  }

  /// The file of an SQLite store.
  ///
  /// - Throws: `CommandFailure` for a store of another kind.
  func databaseFile() throws(CommandFailure) -> String {
    let parts = store.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !store.hasPrefix("/") else { return store }
    guard parts[0] == "sqlite", !parts[1].isEmpty else {
      throw CommandFailure(
        .couldNotRun, "the store \"\(store)\" is of a kind that is not there; use sqlite:FILE")
    }
    return String(parts[1])
  }
}
