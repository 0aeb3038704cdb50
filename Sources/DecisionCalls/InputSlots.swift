import DMN
import FEEL

/// The inputs of a decision by the bytes of their names and labels.
struct InputSlots: Sendable {
  /// A name or a label.
  struct Key: Sendable {
    let bytes: [UInt8]
    /// The input, by its place in the decision.
    let slot: Int
    /// What texts are read as.
    let type: FEELType
  }

  /// The keys that mean one input and nothing else; empty where names are ambiguous, so that every
  /// input is looked up by name.
  let keys: [Key]
  /// The number of inputs.
  let count: Int

  init(_ decision: ExecutableDecision, in model: CompiledModel) {
    count = decision.inputs.count
    let names = decision.inputs.map(\.name)
    var uses: [String: Int] = [:]
    for name in names + decision.inputs.compactMap({ $0.label == $0.name ? nil : $0.label }) {
      uses[name, default: 0] += 1
    }
    // A result given in place of a decision goes by the decision's name.
    for name in model.decisions.flatMap({ [$0.name, $0.label].compactMap(\.self) }) {
      uses[name, default: 0] += 1
    }
    guard names.allSatisfy({ uses[$0] == 1 }) else {
      keys = []
      return
    }
    let entries: [ContextEntryType] =
      if case .context(let entries) = decision.inputType { entries } else { [] }
    let key = { (name: String, slot: Int) in
      Key(
        bytes: Array(name.utf8), slot: slot,
        type: entries.first { $0.name == name }?.type ?? .any)
    }
    let labels = decision.inputs.enumerated().compactMap { slot, input in
      input.label.flatMap { uses[$0] == 1 && $0 != input.name ? key($0, slot) : nil }
    }
    keys = names.enumerated().map { key($1, $0) } + labels
  }

  /// The place of the key with these bytes, which probably stands at `hint`; nil if there is none.
  func place(of name: UnsafeBufferPointer<UInt8>, hint: Int) -> Int? {
    if hint < keys.count, unsafe Self.isEqual(keys[hint].bytes, name) { return hint }
    return keys.indices.first { unsafe Self.isEqual(keys[$0].bytes, name) }
  }

  private static func isEqual(_ bytes: [UInt8], _ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count == name.count else { return false }
    for place in bytes.indices where unsafe bytes[place] != name[place] { return false }
    return true
  }
}
