import DMN
import Diagnostics
public import FEEL

/// Decides about inputs that come one by one, by the numbers of their names, on one thread.
///
/// This is the short way for who reads inputs from a foreign form: no context is made of them. What is
/// not usual, such as the name of another decision, is told by nil or false, and then the inputs go as
/// a context through `DecisionCall`, with the same result.
public final class SlotDecider {
  /// What a name means.
  public enum Meaning: Hashable, Sendable {
    /// A name or label of an input, by its number.
    case key(Int)
    /// Nothing: it is passed over.
    case stranger
    /// Something that the short way does not know.
    case more
  }

  /// The call, for the long way.
  public private(set) var call: DecisionCall
  /// Whether there is a short way at all.
  public let isUsable: Bool
  /// Why the last result, or a part of it, is null.
  public private(set) var reasons: [NullReason] = []

  private let session: DecisionSession
  private var isGiven: [Bool]
  private var givenCount = 0
  private var hasStrangers = false
  private var hint = 0

  /// Makes a decider; its memory is kept from call to call.
  public init(_ call: DecisionCall) {
    self.call = call
    session = DecisionSession(call.decision, call.options)
    isGiven = Array(repeating: false, count: call.slots.count)
    isUsable = call.options.explanation == .none && !call.slots.keys.isEmpty
  }

  /// What `now()`, `today()` and effective days go by.
  public var now: DateAndTime {
    get { call.options.now }
    set {
      call.options.now = newValue
      session.options.now = newValue
    }
  }

  /// Tells what the next input's name means.
  public func meaning(of name: UnsafeBufferPointer<UInt8>) -> Meaning {
    if let key = unsafe call.slots.place(of: name, hint: hint) { return .key(key) }
    // Names that mean something in another way, and with strictness all others, are not for here.
    if call.options.isStrict { return .more }
    if call.knownNames.contains(unsafe String(decoding: name, as: UTF8.self)) { return .more }
    hasStrangers = true
    return .stranger
  }

  /// The number of a name or label; nil where the short way does not know it.
  public func key(of name: String) -> Int? {
    var name = name
    return name.withUTF8 { unsafe call.slots.place(of: $0, hint: 0) }
  }

  /// The name of the input that a key means; nil if there is no such key.
  public func name(of key: Int) -> String? {
    key >= 0 && key < call.slots.keys.count
      ? call.decision.inputs[call.slots.keys[key].slot].name : nil
  }

  /// The type by which texts given for a key are read; nil if there is no such key.
  public func type(of key: Int) -> FEELType? {
    key >= 0 && key < call.slots.keys.count ? call.slots.keys[key].type : nil
  }

  /// Gives an input.
  ///
  /// - Parameters:
  ///   - value: The input.
  ///   - key: A key for which `type(of:)` is not nil.
  /// - Returns: False if it was given before, by its name or its label.
  public func give(_ value: Value, to key: Int) -> Bool {
    let slot = call.slots.keys[key].slot
    if isGiven[slot] { return false }
    hint = key + 1
    session.give(value, to: slot)
    isGiven[slot] = true
    givenCount += 1
    return true
  }

  /// Takes back what was given.
  public func forget() {
    for slot in isGiven.indices where isGiven[slot] { session.give(nil, to: slot) }
    reset()
  }

  /// Decides about what was given, and forgets it.
  ///
  /// - Returns: The result; nil where the long way has to be gone.
  public func result() -> Value? {
    // A name that means nothing may be a slip for one that is missing.
    guard !hasStrangers || givenCount == isGiven.count else {
      forget()
      return nil
    }
    reset()
    let result = session.decide()
    reasons = result.reasons
    return result.errors.isEmpty ? result.value : nil
  }

  private func reset() {
    for slot in isGiven.indices { isGiven[slot] = false }
    givenCount = 0
    hasStrangers = false
    hint = 0
  }
}
