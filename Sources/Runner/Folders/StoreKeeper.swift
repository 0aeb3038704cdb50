public import Casework

/// Keeps in the store which files were good last, so that a daemon that starts with a faulty file goes on
/// with what it had.
public struct StoreKeeper: KeptDefinitions {
  private let store: any CaseStore
  private let clock: CaseClock
  private let isKeeping: Bool
  private let failed: @Sendable (any Error) -> Void

  /// Makes a keeper over a store that this process has the lock of.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - clock: Where the time comes from.
  ///   - isKeeping: Whether to note what is in force; commands of a moment only look.
  ///   - failed: Hears why something could not be noted; work goes on without.
  public init(
    store: any CaseStore, clock: CaseClock, isKeeping: Bool,
    failed: @escaping @Sendable (any Error) -> Void = { _ in }
  ) {
    self.store = store
    self.clock = clock
    self.isKeeping = isKeeping
    self.failed = failed
  }

  /// What a file held when it was good last.
  public func lastGood(_ kind: DefinitionKind, file: String) -> [DefinitionRecord] {
    do {
      return try store.read { try $0.definitionsInForce(kind, file: file) }
    } catch {
      failed(error)
      return []
    }
  }

  /// Notes what is in force now; contents that are stored already cost a look each.
  public func keep(_ tables: [TableFile], _ workflows: [LoadedWorkflow]) {
    guard isKeeping else { return }
    do {
      let clock = clock
      try store.write { transaction in
        let now = try clock.now(transaction)
        for table in tables {
          let record = DefinitionRecord(
            id: DefinitionID(rawValue: 0), kind: .tableFile, name: table.file,
            version: table.version, file: table.file, body: table.body, storedAt: now)
          try transaction.replaceInForce(.tableFile, file: table.file, with: [record])
        }
        for (file, workflows) in Dictionary(grouping: workflows, by: \.file) {
          let records = workflows.map {
            DefinitionRecord(
              id: DefinitionID(rawValue: 0), kind: .workflow, name: $0.name,
              version: $0.version, file: file, body: $0.body, storedAt: now)
          }
          try transaction.replaceInForce(.workflow, file: file, with: records)
        }
      }
    } catch {
      failed(error)
    }
  }
}
