public import Diagnostics

/// Why a request about cases could not be done; nothing was changed.
///
/// Callers turn `category` into an HTTP status or an exit code and show `message`.
public struct CaseworkError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of trouble it is.
  public enum Category: String, Sendable, Hashable, CaseIterable {
    /// The thing asked for is not there (404, exit 1; an unknown workflow: exit 2).
    case notFound
    /// It clashes with what is there (409, exit 1).
    case conflict
    /// It was made for an older state of the thing (412, exit 1).
    case outdated
    /// The request is wrong in itself (422 or 400, exit 1).
    case invalid
    /// The person may not do this (403, exit 1).
    case refused
    /// Try again later (503, exit 2).
    case unavailable
  }

  /// The stable code.
  public var code: CaseworkCode
  /// What kind of trouble it is.
  public var category: Category
  /// One sentence for people, naming the nearest thing that exists.
  public var message: String
  /// The case it is about: for a duplicate key, the first one.
  public var caseID: CaseID?
  /// Faults of the request's data, where there may be several.
  public var diagnostics: [Diagnostic]

  /// Makes an error.
  public init(
    _ code: CaseworkCode, _ category: Category, _ message: String, caseID: CaseID? = nil,
    diagnostics: [Diagnostic] = []
  ) {
    self.code = code
    self.category = category
    self.message = message
    self.caseID = caseID
    self.diagnostics = diagnostics
  }

  /// The message.
  public var description: String { message }
}

extension CaseworkError {
  static func unknownWorkflow(_ name: String, known: [String]) -> Self {
    let list =
      known.isEmpty
      ? "; none is loaded" : "; there are " + known.sorted().joined(separator: ", ")
    return Self(
      .unknownWorkflow, .notFound,
      "there is no workflow \"\(name)\"" + Suggestion.didYouMean(name, among: known) + list)
  }

  static func unknownCase(_ reference: String) -> Self {
    Self(.unknownCase, .notFound, "there is no case with the id or key \"\(reference)\"")
  }

  static func unknownState(_ name: String, of workflow: String?, known: [String]) -> Self {
    let whose = workflow.map { "the workflow \($0) has no" } ?? "no workflow has a"
    return Self(
      .unknownState, .notFound,
      "\(whose) state \"\(name)\""
        + Suggestion.didYouMean(name, among: known))
  }

  static func unknownEvent(_ name: String, of workflow: String, known: [String]) -> Self {
    let list = known.isEmpty ? "" : "; it takes " + known.sorted().joined(separator: ", ")
    return Self(
      .unknownEvent, .invalid,
      "nothing in the workflow \(workflow) takes the event \"\(name)\""
        + Suggestion.didYouMean(name, among: known) + list)
  }

  /// Also thrown by stores, which alone can tell for certain.
  public static func duplicateKey(_ key: String, workflow: String, first: CaseID) -> Self {
    Self(
      .duplicateKey, .conflict,
      "the open case \(first) of \(workflow) has the key \"\(key)\" already", caseID: first)
  }

  static func ambiguousKey(_ key: String, _ cases: [CaseRecord]) -> Self {
    let list = cases.map { "\($0.id) of \($0.workflow)" }.joined(separator: ", ")
    return Self(
      .ambiguousKey, .conflict,
      "the key \"\(key)\" is that of several open cases: \(list); name one by its id")
  }

  static func caseEnded(_ record: CaseRecord) -> Self {
    Self(
      .caseEnded, .conflict,
      "the case \(record.id) is over (\(record.status.rawValue)) and takes no more events",
      caseID: record.id)
  }

  static func unknownIncident(_ reference: String) -> Self {
    Self(.unknownIncident, .notFound, "there is no incident \"\(reference)\"")
  }

  static func badArgument(_ message: String) -> Self {
    Self(.badArgument, .invalid, message)
  }
}
