public import Casework

/// What came of a simulation; times in microseconds.
public struct SimulationReport: Sendable {
  /// Where cases ended, or where they still wait.
  public struct End: Sendable {
    /// The ids of the active states.
    public var states: [String]
    /// Their labels.
    public var labels: [String]
    /// How the cases stand there.
    public var status: CaseStatus
    /// How many.
    public var count: Int
  }

  /// Lengths of time, from all visits that ended.
  public struct Lengths: Sendable {
    /// How many.
    public var count: Int
    /// The shortest.
    public var min: Int64
    /// The one in the middle.
    public var median: Int64
    /// The one that nine of ten do not exceed.
    public var p90: Int64
    /// The longest.
    public var max: Int64

    /// Sorts lengths; nil if there are none.
    init?(_ lengths: [Int64]) {
      let sorted = lengths.sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      // Nearest rank: a length that really occurred.
      func rank(_ percent: Int) -> Int64 {
        sorted[Swift.max(0, (percent * sorted.count + 99) / 100 - 1)]
      }
      (count, min, median, p90, max) = (sorted.count, first, rank(50), rank(90), last)
    }
  }

  /// How long cases were in a state.
  public struct StateTime: Sendable {
    /// The state's id.
    public var state: String
    /// Its label.
    public var label: String
    /// The visits that ended.
    public var lengths: Lengths?
    /// The cases that are there at the end.
    public var open: Int
  }

  /// A due time of a task, or a timer of a state.
  public struct Deadline: Sendable {
    /// What a deadline is of.
    public enum Kind: String, Sendable {
      /// A task's due time.
      case task
      /// A timer of a state.
      case timer
    }

    /// What it is of.
    public var kind: Kind
    /// The id of the task or timer.
    public var id: String
    /// The task's title, or the label of the timer's state.
    public var name: String
    /// How often it was set.
    public var set: Int
    /// How often it was broken: the task was late or undone, the timer ran out.
    public var broken: Int
  }

  /// How the tasks of one kind ended.
  public struct TaskCount: Sendable {
    /// The id in the workflow.
    public var id: String
    /// The title.
    public var title: String
    /// How many were opened.
    public var opened: Int
    /// How many ended with each outcome, the most frequent first.
    public var outcomes: [(outcome: String, count: Int)]
  }

  /// How often a rule decided; rule 0 is no rule.
  public struct RuleCount: Sendable {
    /// The decision.
    public var decision: String
    /// The rule's number.
    public var rule: Int
    /// Where it stands.
    public var place: String
    /// What it gave.
    public var result: String
    /// How often.
    public var count: Int
  }

  /// The workflow's name.
  public var workflow: String
  /// Its label.
  public var label: String
  /// How many cases were started.
  public var started: Int
  /// How many were over at the end.
  public var finished: Int
  /// The virtual time at the beginning.
  public var start: Timestamp
  /// The virtual time of what happened last.
  public var end: Timestamp
  /// Whether the time was over before everything had happened.
  public var isCut: Bool
  /// The seed of the random numbers.
  public var seed: UInt64
  /// Where cases ended, the most frequent first; those that still wait behind.
  public var ends: [End]
  /// From the start of a case to its end.
  public var total: Lengths?
  /// How long cases were in each state, in the workflow's order.
  public var states: [StateTime]
  /// Deadlines, in the order of their first setting.
  public var deadlines: [Deadline]
  /// Tasks, in the order of their first opening.
  public var tasks: [TaskCount]
  /// Rules of tables, the most frequent first.
  public var rules: [RuleCount]
  /// Cases that stopped: why, and how many.
  public var incidents: [(message: String, count: Int)]
  /// Starts, events and outcomes that were refused: why, and how often.
  public var refusals: [(message: String, count: Int)]
}
