/// All commands, in the order the help shows them.
enum Commands {
  static let root: CommandDescription = CommandDescription(
    name: "docket",
    summary: "runs cases through decision tables and workflows kept in spreadsheets",
    discussion: [
      "Tables and workflows are files that people edit. docket checks them, decides by them, and "
        + "runs cases through them; where every case stands is kept in one file, the store.",
      "Commands about cases go through a running daemon (docket serve) if there is one, and else "
        + "open the store themselves.",
    ],
    subcommands: [
      DecideCommand.description,
      CheckCommand.description,
      TestCommand.description,
      SimulateCommand.description,
      ConvertCommand.description,
      NewCommands.description,
      BenchCommand.description,
      ServeCommand.description,
      StatusCommand.description,
      CaseCommands.description,
      TaskCommands.description,
      IncidentCommands.description,
      CallsCommands.description,
      IntakeCommands.description,
      MigrateCommand.description,
      ArchiveCommand.description,
      TableCommands.description,
      ClockCommands.description,
      KeyCommands.description,
      VerifyCommand.description,
      BackupCommand.description,
      RestoreCommand.description,
      CompletionsCommand.description,
      ManualCommand.description,
    ])

  /// Options that every command takes.
  static let common: [OptionDescription] = [
    .value(
      "--store", "STORE", "where cases are kept; sqlite:docket.db unless told otherwise", .file),
    .value("--tables", "DIR", "the folder of the tables; tables unless told otherwise", .directory),
    .value(
      "--workflows", "DIR", "the folder of the workflows; workflows unless told otherwise",
      .directory),
    .value("--server", "URL", "the address of a daemon to go through, http://HOST:PORT"),
    .flag("--json", "answer in JSON, for programs"),
  ]
}
