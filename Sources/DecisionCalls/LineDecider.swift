import DMN
import Diagnostics
import FEEL
public import JSON

/// Decides about JSON texts, line after line, on one thread.
///
/// The usual line, whose members are the decision's inputs, goes from the bytes to the inputs by
/// number and from the result to bytes. Whatever asks for more, such as a faulty line, a label
/// within a structure or an explanation, goes through `DecisionCall`, with the same answer.
public final class LineDecider {
  private let call: DecisionCall
  private let parser = JSONParser()
  private let session: DecisionSession
  private var isGiven: [Bool]
  private let hasShortWay: Bool

  /// Makes a decider; its memory is kept from line to line.
  public init(_ call: DecisionCall) {
    self.call = call
    session = DecisionSession(call.decision, call.options)
    isGiven = Array(repeating: false, count: call.slots.count)
    hasShortWay = call.options.explanation == .none && !call.slots.keys.isEmpty
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
    if hasShortWay, let result = unsafe shortResult(line) {
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
      for slot in isGiven.indices where isGiven[slot] {
        session.give(nil, to: slot)
        isGiven[slot] = false
      }
      return nil
    }
    for slot in isGiven.indices { isGiven[slot] = false }
    let result = session.decide()
    return result.errors.isEmpty ? result.value : nil
  }

  /// Gives the members of an object as inputs; whether nothing is left to be looked at.
  private func give(_ nodes: inout JSONNodes) -> Bool {
    let object = unsafe nodes.next()
    guard unsafe object.kind == .object else { return false }
    var given = 0
    var hasStrangers = false
    var hint = 0
    for _ in unsafe 0..<object.count {
      let name = unsafe nodes.next().text
      guard let place = unsafe call.slots.place(of: name, hint: hint) else {
        // Names that mean something in another way, and with strictness all others, are not for here.
        if call.options.isStrict { return false }
        if call.knownNames.contains(unsafe String(decoding: name, as: UTF8.self)) { return false }
        hasStrangers = true
        unsafe nodes.skip()
        continue
      }
      let key = call.slots.keys[place]
      hint = place + 1
      if isGiven[key.slot] { return false }
      session.give(unsafe Value(&nodes, as: key.type), to: key.slot)
      isGiven[key.slot] = true
      given += 1
    }
    // A name that means nothing may be a slip for one that is missing.
    return !hasStrangers || given == call.slots.count
  }

  // MARK: The long way

  private func longOutcome(_ line: [UInt8], _ number: Int) -> (json: JSONValue, isGood: Bool) {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      let message = "the line is blank; expected an object of inputs, or {} for none"
      return (Self.fault(DecisionCallCode.malformedInput.rawValue, message, number, []), false)
    }
    let input: JSONValue
    do throws(JSONError) {
      input = try parser.parse(line, file: "line \(number)")
    } catch {
      let fault = error.diagnostic
      return (Self.fault(fault.code.id, fault.headline, number, [fault.json]), false)
    }
    guard let outcome = call.decide(input) else {
      let message = "the line is no object of inputs"
      return (Self.fault(DecisionCallCode.malformedInput.rawValue, message, number, []), false)
    }
    guard let error = outcome.errors.first else { return (outcome.json, true) }
    return (Self.fault(error.code.id, error.headline, number, outcome.errors.map(\.json)), false)
  }

  private static func fault(
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
