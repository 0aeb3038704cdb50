import Casework

extension Connection {
  private static let begin = Query("BEGIN IMMEDIATE")
  private static let end = Query("COMMIT")
  private static let dataVersion = Query("PRAGMA data_version")

  /// Carries out units in one transaction, each undone alone if it fails, and commits them all.
  ///
  /// A savepoint around each unit would cost about as much as the unit, and hardly any fails after it has
  /// changed something. So there are none at first; when one turns out to be needed, everything is rolled
  /// back and run once more with savepoints. A unit may therefore be run twice, but only one run is kept.
  func commit(_ units: [CommitQueue.Unit], diskFailed: (String) -> Void) {
    var rest = units
    do {
      while !rest.isEmpty, try !attempt(&rest) {}
    } catch {
      rollBack()
      for unit in rest { unit.fail(error) }
      if case StoreError.diskFailed(let message) = error { diskFailed(message) }
    }
    usesSavepoints = false
  }

  /// Runs units and commits them.
  ///
  /// - Parameter units: What is to be run; one that has failed and must not be run again is taken out.
  /// - Returns: Whether the units are on disk; false when all was rolled back and the rest must be run
  ///   again, with savepoints.
  /// - Throws: `StoreError` for which all units failed.
  private func attempt(_ units: inout [CommitQueue.Unit]) throws -> Bool {
    // DEFERRED would read first and then find that another connection had written.
    try run(Connection.begin)
    try beginMemory()
    for (index, unit) in units.enumerated() {
      let changes = changeCount
      var failure: (any Error)?
      if usesSavepoints {
        do {
          try nested { if let error = unit.run(self) { throw error } }
        } catch {
          unit.fail(error)
          failure = error
        }
      } else {
        failure = unit.run(self)
      }
      if let error = failure as? StoreError, case .diskFailed = error { throw error }
      // SQLite undoes the whole transaction after some errors, such as a full disk.
      guard isInTransaction else {
        throw failure ?? StoreError.failed(message: "the commit was undone", statement: nil)
      }
      guard !usesSavepoints else { continue }
      if needsSavepoints || failure != nil && changeCount != changes {
        // Something inside of the unit was to be undone: the unit, which perhaps went on, is run again. Where
        // the unit failed as a whole, its error stands.
        if !needsSavepoints { units.remove(at: index) }
        rollBack()
        usesSavepoints = true
        return false
      }
    }
    let lags = try memory?.index.prepareCommit(on: self) ?? false
    // Before a reader can see the commit; see `IndexLag`.
    if lags { memory?.lag.set(true) }
    try run(Connection.end)
    memory?.index.committed()
    if !lags { memory?.lag.set(false) }
    // Before anybody is told that it is erased, unless a reader takes its time: then after a later commit.
    if hasErased { hasErased = (try? settleErasure()) != true }
    return true
  }

  /// Forgets what is no longer so, now that nobody else can write.
  private func beginMemory() throws {
    guard let memory else { return }
    let version = try first(Connection.dataVersion) { $0.integer(0) } ?? 0
    if memory.begin(dataVersion: version) {
      try memory.numbers?.take(newestCaseNumber())
      memory.index.noteForeignWriter()
    }
    if memory.index.isForeign { try rebuildStateIndex() }
  }

  /// Runs `body` in a transaction of its own while the store is being opened or closed.
  func alone(_ body: () throws -> Void) throws {
    try run(Connection.begin)
    do {
      try body()
      try run(Connection.end)
      memory?.index.committed()
    } catch {
      rollBack()
      throw error
    }
  }

  private func rollBack() {
    if isInTransaction { try? execute("ROLLBACK") }
    memory?.undo()
    needsSavepoints = false
  }
}

extension Connection {
  private static let savepoint = Query("SAVEPOINT unit")
  private static let release = Query("RELEASE unit")
  private static let undo = Query("ROLLBACK TO unit")

  /// Runs `body`; what it changed is undone when it throws, at the latest before the commit: see `commit`.
  func nested<Result>(_ body: () throws -> Result) throws -> Result {
    guard usesSavepoints else {
      let changes = changeCount
      do {
        return try body()
      } catch {
        if changeCount != changes { needsSavepoints = true }
        throw error
      }
    }
    let index = memory?.index
    try run(Connection.savepoint)
    do {
      let result = try body()
      try run(Connection.release)
      return result
    } catch {
      // After some errors SQLite has undone the whole transaction; the savepoint is gone with it.
      if isInTransaction {
        try run(Connection.undo)
        try run(Connection.release)
      }
      memory?.undo()
      if let index { memory?.index = index }
      throw error
    }
  }
}
