import Diagnostics
import Statechart
import TestSupport

/// Makes statecharts with every kind of state, transitions between any of them, several targets, histories
/// that begin anywhere, and content that logs where it runs and raises events.
struct RandomChart {
  private var generator: SeededGenerator
  private var nodes = 0
  private let origin = Origin(file: "random")
  static let events = ["a", "b", "c"]

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func document() -> StatechartDocument {
    var states = (0..<number(1...3)).map { _ in state(depth: 0) }
    let all = states.flatMap(Self.tree)
    for index in states.indices { connect(&states[index], all) }
    return StatechartDocument(states: states, origin: origin)
  }

  // MARK: States

  private mutating func state(depth: Int) -> StateNode {
    let id = newID("s")
    let choice = number(0...9)
    guard depth < 4, choice < 7 else { return StateNode(id: id, origin: origin) }
    var node = StateNode(choice < 2 ? .parallel : .state, id: id, origin: origin)
    node.children = (0..<number(1...3)).map { _ in state(depth: depth + 1) }
    if chance(50) {
      let depth: StateNode.HistoryDepth = chance(50) ? .deep : .shallow
      node.children.insert(
        StateNode(.history(depth), id: newID("h"), origin: origin),
        at: number(0...node.children.count))
    }
    if node.kind == .state, choice == 6 {
      node.children.append(StateNode(.final, id: newID("f"), origin: origin))
    }
    return node
  }

  private static func tree(_ node: StateNode) -> [StateNode] {
    [node] + node.children.flatMap(tree)
  }

  // MARK: Transitions and content

  private mutating func connect(_ node: inout StateNode, _ all: [StateNode]) {
    let inside = node.children.flatMap(Self.tree)
    let id = node.id ?? ""
    if case .history = node.kind { return }
    node.onEntry = [Block(log("+\(id)") + (chance(15) ? raise() : []), at: origin)]
    node.onExit = [Block(log("-\(id)"), at: origin)]
    if node.kind == .state || node.kind == .parallel {
      for _ in 0..<number(0...3) {
        guard let event = (Self.events + ["done"]).randomElement(using: &generator) else {
          continue
        }
        node.transitions.append(
          Transition(
            events: [event], targets: chance(15) ? [] : targets(among: all),
            isInternal: chance(50), content: log("t\(number(1...99_999))"), origin: origin))
      }
    }
    if node.kind == .state, !node.children.isEmpty, chance(40) {
      node.initial = InitialTransition(
        targets: targets(among: inside), content: log("i\(id)"), origin: origin)
    }
    // What a history state stands for at first lies in its parent, and is no history state itself.
    let places = inside.filter { if case .history = $0.kind { false } else { true } }
    for index in node.children.indices {
      if case .history = node.children[index].kind {
        node.children[index].transitions = [
          Transition(
            targets: targets(among: places), content: log("d\(node.children[index].id ?? "")"),
            origin: origin)
        ]
      } else {
        connect(&node.children[index], all)
      }
    }
  }

  /// One state, or two that can be active together.
  private mutating func targets(among states: [StateNode]) -> [StateReference] {
    let places = Set(states.compactMap(\.id))
    if chance(30),
      let parallel = states.filter({ $0.kind == .parallel }).randomElement(using: &generator)
    {
      let regions = parallel.children.filter { if case .history = $0.kind { false } else { true } }
        .shuffled(using: &generator).prefix(2)
      let chosen = regions.compactMap { region in
        Self.tree(region).compactMap(\.id).filter(places.contains).randomElement(using: &generator)
      }
      if chosen.count == 2 { return chosen.map { StateReference($0, at: origin) } }
    }
    return [states.randomElement(using: &generator)?.id].compactMap(\.self).map {
      StateReference($0, at: origin)
    }
  }

  private func log(_ text: String) -> [ExecutableContent] {
    [ExecutableContent(.log(label: text, expression: nil), at: origin)]
  }

  private mutating func raise() -> [ExecutableContent] {
    [
      ExecutableContent(
        .raise(event: Self.events.randomElement(using: &generator) ?? "a"), at: origin)
    ]
  }

  // MARK: Numbers

  private mutating func newID(_ prefix: String) -> String {
    nodes += 1
    return "\(prefix)\(nodes)"
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  private mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }
}
