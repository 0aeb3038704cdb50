/// What a name stands for while a text is compiled.
enum Binding {
  /// A variable of the embedding.
  case variable(slot: Int)
  /// A variable of the text.
  case local(slot: Int)
  /// A function of the embedding.
  case function(FunctionValue)
  /// A built-in function.
  case builtin(Builtin)
  /// The function whose body is being compiled.
  case recursion(FunctionTemplate)
  /// An entry of the item that a filter looks at; `outer` serves where the item has none.
  indirect case member(itemSlot: Int, name: String, outer: Binding?)
  /// A value captured by the function whose body is being compiled.
  case captured(index: Int)
}

/// The names of one function body, or of the text outside of all functions.
struct BodyScope {
  /// One level of names inside the body.
  struct Level {
    var locals: [(name: String, slot: Int)] = []
    /// The item of a filter, whose entries are names too.
    var item: (slot: Int, type: FEELType)?
  }

  var levels: [Level] = [Level()]
  /// The function whose body this is; nil outside of all functions.
  var template: FunctionTemplate?
  /// The captured names in the order of their indexes, with what captures them.
  var captures: [(name: String, node: Node)] = []
  private(set) var nextLocal = 0
  /// The number of locals that a frame of the body needs.
  private(set) var localCount = 0

  mutating func allocate() -> Int {
    nextLocal += 1
    localCount = max(localCount, nextLocal)
    return nextLocal - 1
  }

  /// Begins a level; its locals give their room back when it ends.
  mutating func push() { levels.append(Level()) }

  mutating func pop() {
    guard let level = levels.popLast() else { return }
    nextLocal -= level.locals.count + (level.item == nil ? 0 : 1)
  }

  /// Declares a local of the innermost level.
  mutating func declare(_ name: String) -> Int {
    let slot = allocate()
    levels[levels.count - 1].locals.append((name, slot))
    return slot
  }

  /// Makes the innermost level that of a filter.
  mutating func declareItem(type: FEELType) -> Int {
    let slot = allocate()
    levels[levels.count - 1].item = (slot, type)
    return slot
  }
}
