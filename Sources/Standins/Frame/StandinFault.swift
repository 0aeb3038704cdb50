import HTTP
public import JSON

/// What goes wrong with the next calls of a system.
public struct StandinFault: Sendable, Hashable {
  /// How it goes wrong.
  public enum Kind: Sendable, Hashable {
    /// Nothing is done; the answer has this status, and `Retry-After` if seconds are given.
    case status(Int, retryAfter: String? = nil)
    /// Done and answered, after so many seconds.
    case slow(seconds: Double)
    /// Done, but no answer ever comes: the caller's time runs out.
    case hang
    /// Done, but the connection is closed without an answer.
    case dropped
    /// Not done: the connection is closed without an answer.
    case cut
  }

  /// How it goes wrong.
  public var kind: Kind
  /// How many calls it strikes.
  public var count: Int
  /// The beginning of `METHOD /path` of the calls it strikes; without it every call but sign-ins.
  public var match: String?
  /// A text that stands in the target or the body of the calls it strikes; without it any call.
  public var containing: String?

  /// Makes a fault.
  public init(_ kind: Kind, count: Int = 1, match: String? = nil, containing: String? = nil) {
    self.kind = kind
    self.count = count
    self.match = match
    self.containing = containing
  }

  /// Reads a fault from the control interface: `{"fault": "429", "retryAfter": 2, "count": 3, "match": "POST /v2",
  /// "containing": "order-7"}`.
  ///
  /// `fault` is a status, `slow` (with `seconds`), `hang`, `dropped` or `cut`. Nil for anything else.
  public init?(_ json: JSONValue) {
    let word: String
    switch json["fault"] {
    case .string(let text)?: word = text
    case .number(let digits)?: word = digits
    default: return nil
    }
    switch word {
    case "slow":
      guard case .number(let digits)? = json["seconds"], let seconds = Double(digits),
        (0...600).contains(seconds)
      else { return nil }
      kind = .slow(seconds: seconds)
    case "hang": kind = .hang
    case "dropped": kind = .dropped
    case "cut": kind = .cut
    default:
      guard let status = Int(word), (300...599).contains(status) else { return nil }
      kind = .status(status, retryAfter: Self.text(json["retryAfter"]))
    }
    count = json["count"]?.intValue ?? 1
    match = json["match"]?.stringValue
    containing = json["containing"]?.stringValue
  }

  private static func text(_ json: JSONValue?) -> String? {
    switch json {
    case .string(let text)?: text
    case .number(let digits)?: digits
    default: nil
    }
  }

  /// Whether the fault strikes this call.
  func strikes(_ call: StandinCall, isSignIn: Bool) -> Bool {
    if let containing, !call.request.bodyText.contains(containing),
      !call.request.target.rawPath.contains(containing)
    {
      return false
    }
    guard let match else { return !isSignIn }
    return call.line.hasPrefix(match)
  }

  /// The word for it in the record of requests.
  var word: String {
    switch kind {
    case .status(let code, _): String(code)
    case .slow: "slow"
    case .hang: "hang"
    case .dropped: "dropped"
    case .cut: "cut"
    }
  }
}
