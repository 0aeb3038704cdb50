/// `docket serve`: the daemon.
enum ServeCommand {
  static let description = CommandDescription(
    name: "serve",
    summary: "runs cases: deadlines, deliveries, changed tables, and the HTTP interface",
    discussion: [
      "The daemon holds the store's lock; other commands go through it. SIGTERM and SIGINT stop it "
        + "cleanly, SIGHUP makes it read tables and workflows again (it also notices changes "
        + "itself) and open its log file anew. A faulty file is reported and its last good version stays in force.",
      "Without API keys (--config) it listens on this machine only.",
    ],
    options: [
      .value("--listen", "ADDRESS", "HOST:PORT; 127.0.0.1:8080 unless told otherwise"),
      .value(
        "--config", "FILE",
        "connectors, API keys and these options, in JSON; docket.json if it is there", .file),
      .value(
        "--clock", "CLOCK",
        "system, or virtual[:START]: a clock in the store that only docket clock moves"),
      .value(
        "--log-format", "FORMAT", "json or text; json unless told otherwise",
        .values(["json", "text"])),
      .value("--log-file", "FILE", "where the log goes; stderr unless told otherwise", .file),
    ],
    examples: [
      .init(line: "docket serve --log-format text", help: "serves what lies in this folder"),
      .init(
        line: "docket serve --clock virtual:2026-11-02T08:00:00Z --store sqlite:trial.db",
        help: "tries things out without waiting for deadlines"),
    ],
    run: { arguments, console in
      try await Daemon(arguments, console).run()
    })
}
