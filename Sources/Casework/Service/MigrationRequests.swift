public import Statechart

/// A request to move the cases of a workflow to another of its versions, a page at a time.
public struct MigrationRequest: Sendable, Hashable {
  /// The workflow's name or label.
  public var workflow: String
  /// The version: `latest` for the one in force, or the beginning of a digest.
  public var version: String
  /// What became of states and variables.
  public var map: MigrationMap
  /// Whether to tell only what would be done.
  public var isTrial: Bool
  /// Behind this case.
  public var after: CaseID?
  /// At most so many cases, from 1 to 1000.
  public var limit: Int
  /// Who does it and why.
  public var intervention: Intervention

  /// Makes a request.
  public init(
    workflow: String, version: String = "latest", map: MigrationMap = MigrationMap(),
    isTrial: Bool = false, after: CaseID? = nil, limit: Int = 200,
    intervention: Intervention = Intervention()
  ) {
    self.workflow = workflow
    self.version = version
    self.map = map
    self.isTrial = isTrial
    self.after = after
    self.limit = limit
    self.intervention = intervention
  }
}

/// What became of a page of cases, or would become.
public struct MigrationPage: Sendable, Hashable {
  /// What is said of one case.
  public struct Line: Sendable, Hashable {
    /// The case.
    public var caseID: CaseID
    /// Its business key.
    public var key: String?
    /// The version it ran.
    public var from: String
    /// Its states before.
    public var states: [String]
    /// Its states there; those before if it cannot be moved.
    public var newStates: [String]
    /// Why it cannot be moved; empty if it was, or could be.
    public var reasons: [String]
    /// What is different from then on.
    public var notes: [String]
  }

  /// The version they were moved to, `sha256:…`.
  public var version: String
  /// The cases, the oldest first.
  public var lines: [Line]
  /// Where the next page begins; nil on the last one.
  public var next: CaseID?
}

/// The versions of a workflow.
public struct WorkflowVersions: Sendable, Hashable {
  /// The name.
  public var workflow: String
  /// The version in force, by which new cases start; nil when none is loaded.
  public var current: String?
  /// Those that cases have used, the newest first.
  public var stored: [StoredVersion]
}
