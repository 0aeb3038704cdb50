import CDocket
import DMN
import DecisionCalls
import Diagnostics
import FEEL
import Glibc
import JSON

/// A session in the hands of a foreign program, which uses it on one thread at a time.
final class EmbeddedSession {
  private let decider: SlotDecider
  private let flags: CallFlags
  private var writer = ItemWriter()
  /// What has to be said about the last run, besides the decider's reasons.
  private var problems: [Diagnostic] = []
  private var isShort = false
  private var tick = timespec()
  private var hasOwnClock = false

  init(_ call: DecisionCall, _ flags: CallFlags) {
    decider = SlotDecider(call)
    self.flags = flags
  }

  /// The number of a name; -1 where it has to be given as text.
  func key(_ name: String) -> Int32 {
    decider.key(of: name).map { Int32(clamping: $0) } ?? -1
  }

  /// Sets the clock, nil is the machine's; false for a text that is no date and time.
  func setNow(_ text: String?) -> Bool {
    guard let text else {
      hasOwnClock = false
      tick = timespec()
      return true
    }
    guard let now = DateAndTime(text) else { return false }
    decider.now = now
    hasOwnClock = true
    return true
  }

  /// Decides about items.
  ///
  /// - Returns: Whether there is a result, which `withAnswer` gives.
  func run(_ items: UnsafeBufferPointer<docket_item>) -> Bool {
    writer.removeAll()
    if !problems.isEmpty { problems = [] }
    isShort = false
    if !hasOwnClock { setClock() }
    do throws(ItemFault) {
      if decider.isUsable, let result = try unsafe shortResult(items) {
        isShort = true
        writer.write(result)
        return true
      }
      return decide(ContextValue(try unsafe entries(items)))
    } catch let fault {
      decider.forget()
      problems = [
        Diagnostic(
          DecisionCallCode.malformedInput, at: Origin(file: "the inputs"),
          "the inputs are not of the right form: \(fault.text), item \(fault.place + 1)",
          expected: "names, each followed by a value", mend: "see docket_run in docket.h")
      ]
      return false
    }
  }

  /// Runs `body` on the result of the last run.
  func withAnswer<Result>(_ body: (UnsafeMutableBufferPointer<docket_item>) -> Result) -> Result {
    unsafe writer.withItems(body)
  }

  /// What has to be said about the last run.
  var remarks: String {
    let reasons = isShort ? decider.reasons : []
    let decision = decider.call.decision
    return flags.text(problems + reasons.map { $0.diagnostic(.warning, at: decision.origin) })
  }

  private func setClock() {
    let present = MachineClock.tick()
    guard present.tv_nsec != tick.tv_nsec || present.tv_sec != tick.tv_sec else { return }
    tick = present
    decider.now = MachineClock.instant(present)
  }

  /// The short way: inputs by number; nil where the long way has to be gone.
  private func shortResult(
    _ items: UnsafeBufferPointer<docket_item>
  ) throws(ItemFault) -> Value? {
    var reader = unsafe ItemReader(items)
    while unsafe !reader.isAtEnd {
      let name = unsafe try reader.name()
      let meaning: SlotDecider.Meaning =
        unsafe name.text == nil
        ? .key(Int(name.integer)) : decider.meaning(of: ItemReader.bytes(name))
      switch meaning {
      case .more:
        decider.forget()
        return nil
      case .stranger: _ = unsafe try reader.value(as: .any)
      case .key(let key):
        guard let type = decider.type(of: key) else {
          throw unsafe ItemFault(text: "no input has the number \(key)", place: reader.place - 1)
        }
        guard decider.give(unsafe try reader.value(as: type), to: key) else {
          decider.forget()
          return nil
        }
      }
    }
    return decider.result()
  }

  /// The inputs by name, for the long way.
  private func entries(
    _ items: UnsafeBufferPointer<docket_item>
  ) throws(ItemFault) -> [ContextValue.Entry] {
    var reader = unsafe ItemReader(items)
    var entries: [ContextValue.Entry] = []
    let types: [ContextEntryType] =
      if case .context(let types) = decider.call.decision.inputType { types } else { [] }
    while unsafe !reader.isAtEnd {
      let item = unsafe try reader.name()
      let name: String
      if unsafe item.text != nil {
        name = unsafe ItemReader.text(item)
      } else if let known = decider.name(of: Int(unsafe item.integer)) {
        name = known
      } else {
        throw unsafe ItemFault(
          text: "no input has the number \(item.integer)", place: reader.place - 1)
      }
      let type = types.first { $0.name == name }?.type ?? .any
      entries.append(ContextValue.Entry(name, unsafe try reader.value(as: type)))
    }
    return entries
  }

  private func decide(_ inputs: ContextValue) -> Bool {
    let outcome = decider.call.decide(inputs)
    guard outcome.errors.isEmpty else {
      problems = outcome.errors
      return false
    }
    problems = outcome.remarks
    if let story = outcome.story { writer.write(story) } else { writer.write(outcome.value) }
    return true
  }
}
