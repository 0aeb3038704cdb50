public import Calendars
public import Casework
import DecisionSheets
public import Statechart

/// Turns stored files back into what runs, for cases that keep an older version.
public struct StoredDefinitions: DefinitionLoader {
  private let errors: StatechartDocument.ErrorHandling

  /// Makes the loader.
  ///
  /// - Parameter errors: What becomes of unhandled errors where an SCXML document does not say.
  public init(errors: StatechartDocument.ErrorHandling = .incident) {
    self.errors = errors
  }

  /// Compiles a stored workflow.
  ///
  /// - Throws: An error that says why it can no longer be read.
  public func workflow(_ definition: DefinitionRecord) throws -> CompiledStatechart {
    try WorkflowSource.stored(definition, errors: errors)
  }

  /// Compiles stored table files.
  public func decisions(_ files: [Casework.TableFile]) throws -> any Casework.DecisionSource {
    TableSet(files.map { DecisionSheets.TableFile(path: $0.file, bytes: $0.body) })
  }

  /// Reads a stored calendar.
  ///
  /// - Throws: An error that says why it can no longer be read.
  public func calendar(_ definition: DefinitionRecord) throws -> BusinessCalendar {
    try CalendarSource.stored(definition)
  }
}
