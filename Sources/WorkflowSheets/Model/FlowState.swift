import Diagnostics

/// A row that belongs to a state, its trigger and actions read.
struct FlowStep {
  var trigger: FlowTrigger
  /// The id of the timer that the trigger is; made of the state's if none is given.
  var timerID: FlowText?
  var when: FlowText?
  var actions: [FlowAction]
  var goTo: FlowText?
  var note: String?
  var row: FlowRow
}

/// A state with its rows.
struct FlowState {
  /// The kinds that the `Kind` column knows.
  enum Kind {
    case state, parallel, final, shallowHistory, deepHistory

    init?(_ text: String) {
      switch text.lowercased() {
      case "", "state", "compound", "group": self = .state
      case "parallel": self = .parallel
      case "final", "end": self = .final
      case "history", "shallow history": self = .shallowHistory
      case "deep history": self = .deepHistory
      default: return nil
      }
    }
  }

  var label: String
  var id: String
  var kind: Kind
  /// Whether its parent, or the workflow, begins here although it is not the first.
  var isInitial = false
  var parent: FlowText?
  /// The parent's position among the states, once it is known.
  var parentIndex: Int?
  var note: String?
  var steps: [FlowStep] = []
  /// Where rows lead whose `On` could not be read: the states count as reached.
  var unreadTargets: [FlowText] = []
  var origin: Origin

  /// The tasks that begin when the state is entered.
  var tasks: [(task: FlowTask, text: FlowText)] {
    steps.flatMap { step -> [(FlowTask, FlowText)] in
      guard case .entry = step.trigger else { return [] }
      return step.actions.compactMap { action in
        if case .task(let task) = action.kind { (task, action.text) } else { nil }
      }
    }
  }

  var isFinal: Bool { kind == .final }
  var isHistory: Bool { kind == .shallowHistory || kind == .deepHistory }
}

/// Names as ids.
enum FlowNames {
  /// `In review` as `inReview`.
  static func identifier(_ label: String) -> String {
    let words = label.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    let joined = words.enumerated().map { index, word in
      index == 0
        ? word.prefix(1).lowercased() + word.dropFirst()
        : word.prefix(1).uppercased() + word.dropFirst()
    }.joined()
    guard let first = joined.first else { return "state" }
    // An abbreviation at the beginning is lowered as a whole: `VIP check` is `vipCheck`.
    if let word = words.first, word.count > 1, word.allSatisfy({ $0.isUppercase || $0.isNumber }) {
      return word.lowercased() + joined.dropFirst(word.count)
    }
    return first.isNumber ? "s\(joined)" : joined
  }
}
