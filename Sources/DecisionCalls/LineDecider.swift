import DMN
public import Diagnostics
public import FEEL
public import JSON

/// Decides about JSON texts, line after line, on one thread.
///
/// The usual line, whose members are the decision's inputs, goes from the bytes to the inputs by
/// number and from the result to bytes. Whatever asks for more, such as a faulty line, a label
/// within a structure or an explanation, goes through `DecisionCall`, with the same answer.
public final class LineDecider {
  private let parser = JSONParser()
  private let slots: SlotDecider

  /// What was wrong with the last line, if it could not be decided.
  public private(set) var problems: [Diagnostic] = []

  /// Makes a decider; its memory is kept from line to line.
  public init(_ call: DecisionCall) {
    slots = SlotDecider(call)
  }

  /// What `now()`, `today()` and effective days go by.
  public var now: DateAndTime {
    get { slots.now }
    set { slots.now = newValue }
  }

  /// Decides about every line of a block of whole lines; blank ones are faults.
  ///
  /// - Parameters:
  ///   - block: The lines; the last one may lack its line break.
  ///   - firstLine: The number of the first one, for messages.
  ///   - writer: Where the answers go, one a line.
  /// - Returns: Whether all could be decided.
  public func decide(
    block: UnsafeBufferPointer<UInt8>, firstLine: Int, into writer: inout JSONWriter
  ) -> Bool {
    var isGood = true
    var start = 0
    var number = firstLine
    while start < block.count {
      var end = start
      while end < block.count, unsafe block[end] != UInt8(ascii: "\n") { end += 1 }
      let line = unsafe UnsafeBufferPointer(rebasing: block[start..<end])
      isGood = unsafe decide(line: line, number: number, into: &writer) && isGood
      writer.write(byte: UInt8(ascii: "\n"))
      start = end + 1
      number += 1
    }
    return isGood
  }

  /// Decides about one text.
  ///
  /// - Parameters:
  ///   - line: The text as UTF-8.
  ///   - number: The line's number, for messages.
  ///   - writer: Where the answer goes: the result, or `{"error": {"code", "message", "line",
  ///     "diagnostics"}}`.
  /// - Returns: Whether it could be decided.
  public func decide(
    line: UnsafeBufferPointer<UInt8>, number: Int, into writer: inout JSONWriter
  ) -> Bool {
    if slots.isUsable, let result = unsafe shortResult(line) {
      writer.write(result)
      return true
    }
    let outcome = longOutcome(unsafe Array(line), number)
    writer.write(outcome.json)
    return outcome.isGood
  }

  // MARK: The short way

  /// The result of a usual line; nil where the long way has to be gone.
  private func shortResult(_ line: UnsafeBufferPointer<UInt8>) -> Value? {
    let isComplete = unsafe parser.withNodes(line) { nodes in unsafe give(&nodes) }
    guard isComplete == true else {
      slots.forget()
      return nil
    }
    return slots.result()
  }

  /// Gives the members of an object as inputs; whether nothing is left to be looked at.
  private func give(_ nodes: inout JSONNodes) -> Bool {
    let object = unsafe nodes.next()
    guard unsafe object.kind == .object else { return false }
    for _ in unsafe 0..<object.count {
      switch unsafe slots.meaning(of: nodes.next().text) {
      case .more: return false
      case .stranger: unsafe nodes.skip()
      case .key(let key):
        let type = slots.type(of: key) ?? .any
        guard slots.give(unsafe Value(&nodes, as: type), to: key) else { return false }
      }
    }
    return true
  }

  // MARK: The long way

  private func longOutcome(_ line: [UInt8], _ number: Int) -> (json: JSONValue, isGood: Bool) {
    problems = []
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      return malformed("the line is blank; expected an object of inputs, or {} for none", number)
    }
    let input: JSONValue
    do throws(JSONError) {
      input = try parser.parse(line, file: "line \(number)")
    } catch {
      problems = [error.diagnostic]
      let fault = error.diagnostic
      return (Self.fault(fault.code.id, fault.headline, number, [fault.json]), false)
    }
    guard let outcome = slots.call.decide(input) else {
      return malformed("the line is no object of inputs", number)
    }
    guard let error = outcome.errors.first else { return (outcome.json, true) }
    problems = outcome.errors
    return (Self.fault(error.code.id, error.headline, number, outcome.errors.map(\.json)), false)
  }

  private func malformed(_ message: String, _ number: Int) -> (json: JSONValue, isGood: Bool) {
    let code = DecisionCallCode.malformedInput
    problems = [
      Diagnostic(
        code, at: Origin(file: "line \(number)"), message,
        expected: "a JSON object with the inputs of the decision",
        mend: "write the inputs as {\"name\": value}")
    ]
    return (Self.fault(code.rawValue, message, number, []), false)
  }

  /// The answer to what could not be decided.
  public static func fault(
    _ code: String, _ message: String, _ line: Int, _ diagnostics: [JSONValue]
  ) -> JSONValue {
    [
      "error": [
        "code": .string(code), "message": .string(message),
        "line": .number(String(line)), "diagnostics": .array(diagnostics),
      ]
    ]
  }
}
