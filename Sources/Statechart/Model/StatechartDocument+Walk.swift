extension StatechartDocument {
  /// Every element of executable content, nested ones too, in document order.
  public var allContent: [ExecutableContent] {
    var found: [ExecutableContent] = []
    for state in states { state.collectContent(&found) }
    return found
  }

  /// Every state, in document order.
  public var allStates: [StateNode] {
    var found: [StateNode] = []
    for state in states { state.collectStates(&found) }
    return found
  }
}

extension StateNode {
  fileprivate func collectStates(_ found: inout [StateNode]) {
    found.append(self)
    for child in children { child.collectStates(&found) }
  }

  fileprivate func collectContent(_ found: inout [ExecutableContent]) {
    for block in onEntry + onExit { block.content.collect(&found) }
    initial?.content.collect(&found)
    for transition in transitions { transition.content.collect(&found) }
    for invocation in invocations { invocation.finalize?.content.collect(&found) }
    for child in children { child.collectContent(&found) }
  }
}

extension [ExecutableContent] {
  fileprivate func collect(_ found: inout [ExecutableContent]) {
    for element in self {
      found.append(element)
      switch element.action {
      case .choose(let branches):
        for branch in branches { branch.content.collect(&found) }
      case .forEach(let loop): loop.content.collect(&found)
      case .raise, .log, .assign, .script, .send, .cancel, .decide: break
      }
    }
  }
}
