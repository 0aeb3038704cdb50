import Diagnostics

// What names stand for.

extension NodeBuilder {
  /// The node of a name where its value is wanted.
  mutating func buildName(_ name: String, at expression: Expression) -> Node {
    if let binding = resolve(name, inBody: bodies.count - 1) {
      return node(for: binding, name: name, span: expression.span)
    }
    if name == "?" {
      diagnostics.append(.inputOutsideUnaryTests(at: origin(expression)))
      return ConstantNode(.null)
    }
    let names = visibleNames
    if let severity = options.unknownNames {
      let known = names + BuiltinCatalogue.all.keys
      diagnostics.append(
        .unknownName(name, known: known, severity: severity, at: origin(expression)))
    }
    return UnresolvedNode(name, span: expression.span, names: names)
  }

  /// What a name stands for in a body, innermost level first; nil where nobody declared it.
  mutating func resolve(_ name: String, inBody index: Int) -> Binding? {
    let body = bodies[index]
    for (depth, level) in body.levels.enumerated().reversed() {
      if let item = level.item {
        if let member = resolveMember(name, of: item, below: depth, inBody: index) { return member }
      }
      if let local = level.locals.last(where: { $0.name == name }) {
        return .local(slot: local.slot)
      }
    }
    return resolveOutside(name, ofBody: index)
  }

  /// What a name stands for around the levels of a body.
  private mutating func resolveOutside(_ name: String, ofBody index: Int) -> Binding? {
    if let template = bodies[index].template {
      if template.name == name { return .recursion(template) }
      if let known = bodies[index].captures.firstIndex(where: { $0.name == name }) {
        return .captured(index: known)
      }
      guard let outer = resolve(name, inBody: index - 1) else { return nil }
      switch outer {
      case .function, .builtin: return outer
      case .variable, .local, .recursion, .member, .captured:
        let captured = node(for: outer, name: name, span: TextSpan(0, 0))
        bodies[index].captures.append((name, captured))
        return .captured(index: bodies[index].captures.count - 1)
      }
    }
    if let slot = scope.slots[name] {
      usedSlots.insert(slot)
      return .variable(slot: slot)
    }
    if let function = scope.functions[name] { return .function(function) }
    return BuiltinCatalogue.all[name].map(Binding.builtin)
  }

  /// The entry of a filter's item with that name, where the item has or may have one.
  ///
  /// Spec: § 10.3.2.5, the entries of the item are names of their own.
  private mutating func resolveMember(
    _ name: String, of item: (slot: Int, type: FEELType), below depth: Int, inBody index: Int
  ) -> Binding? {
    let isCertain = item.type.entryNames.contains(name)
    switch item.type {
    case .any, .context:
      // An entry that is itself called "item" goes before the item.
      let outer: Binding? =
        isCertain
        ? nil
        : name == "item"
          ? .local(slot: item.slot) : resolveAround(name, below: depth, inBody: index)
      // Items of unknown type are not asked for entries that are named like built-in functions.
      if case .builtin = outer { return outer }
      if case .context = item.type, !isCertain, outer != nil { return outer }
      return .member(itemSlot: item.slot, name: name, outer: outer)
    default:
      return name == "item" ? .local(slot: item.slot) : nil
    }
  }

  /// What a name stands for below a level.
  private mutating func resolveAround(
    _ name: String, below depth: Int, inBody index: Int
  ) -> Binding? {
    let levels = bodies[index].levels
    bodies[index].levels.removeSubrange(depth...)
    defer { bodies[index].levels = levels }
    return resolve(name, inBody: index)
  }

  /// The node that reads what a name stands for.
  func node(for binding: Binding, name: String, span: TextSpan) -> Node {
    switch binding {
    case .variable(let slot): VariableNode(slot: slot)
    case .local(let slot): LocalNode(slot: slot)
    case .captured(let index): VariableNode(slot: index)
    case .function(let function): ConstantNode(.function(function))
    case .builtin(let builtin): ConstantNode(.function(builtin.function))
    case .recursion(let template): RecursiveFunctionNode(template)
    case .member(let itemSlot, let name, let outer):
      ItemMemberNode(
        itemSlot: itemSlot, name: name,
        outer: outer.map { node(for: $0, name: name, span: span) }, span: span)
    }
  }

  /// The names somebody may have meant, the nearest levels first.
  var visibleNames: [String] {
    var names: [String] = []
    for body in bodies.reversed() {
      for level in body.levels.reversed() {
        names += level.locals.map(\.name).filter { !$0.isEmpty }
        names += level.item?.type.entryNames ?? []
      }
    }
    return names + scope.names
  }
}
