public import Casework
public import Diagnostics

/// The tables and workflows of some folders, read once, for commands that need no daemon.
public struct LoadedDefinitions: Sendable {
  /// The tables, with their models and tests.
  public var tables: TableSet
  /// The workflows that can be used, sorted by name.
  public var workflows: [LoadedWorkflow]
  /// The calendars that can be used, sorted by name.
  public var calendars: [LoadedCalendar]
  /// Everything that is wrong with the files.
  public var diagnostics: [Diagnostic]

  /// Reads folders and files.
  public static func load(tables: [String], workflows: [String]) -> LoadedDefinitions {
    let folders = DefinitionFolders(
      tables: tables, workflows: workflows,
      library: DefinitionLibrary(loader: StoredDefinitions()))
    folders.load()
    return LoadedDefinitions(
      tables: folders.tables, workflows: folders.library.workflows,
      calendars: folders.library.calendars, diagnostics: folders.diagnostics)
  }

  /// A library with these definitions in force.
  public func makeLibrary() -> DefinitionLibrary {
    let library = DefinitionLibrary(loader: StoredDefinitions())
    library.replaceDecisions(tables)
    library.replaceWorkflows(workflows)
    library.replaceCalendars(calendars)
    return library
  }
}
