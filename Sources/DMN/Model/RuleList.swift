package import Diagnostics
import FEEL

/// The rules of a table, as a collection of `DecisionRule`.
///
/// A large table says a few texts very often, so each text is kept once and a cell is two numbers and a
/// packed origin; a `DecisionRule` is put together when it is asked for.
public struct RuleList: Sendable {
  private struct Cell: Sendable {
    /// The number of the text.
    var text: UInt32
    /// The number of what was typed plus one; 0 where that is the text.
    var typed: UInt32
  }

  /// How many entries each rule has, but for those in `irregular`.
  private(set) var inputCount = 0
  private(set) var outputCount = 0
  private var pool = TextPool()
  private var ids: [String?] = []
  private var origins = OriginList()
  /// The entries of all rules, rule after rule, inputs first.
  private var cells: [Cell] = []
  private var cellOrigins = OriginList()
  /// The remarks of each rule; empty where no rule has any.
  private var notes: [[String]] = []
  /// The rules that have days or a switch, without their entries, ids and remarks.
  private var settings: [Int: DecisionRule] = [:]
  /// The entries that have more to say than a text, by their places in `cells`.
  private var rich: [Int: FEELText] = [:]
  /// The rules that have too few or too many entries: their cells are empty.
  private var irregular: [Int: DecisionRule] = [:]

  /// Makes a list without rules.
  public init() {}

  /// Makes a list without rules whose rules are going to have so many entries.
  package init(inputs: Int, outputs: Int) {
    inputCount = inputs
    outputCount = outputs
  }

  private var width: Int { inputCount + outputCount }

  /// Whether all rules have as many entries as the list says.
  var isRegular: Bool { irregular.isEmpty }

  /// How many different texts there are, those typed among them.
  var textCount: Int { pool.count }

  /// A text by its number.
  func text(_ number: Int) -> String { pool[number] }

  /// The number of an entry's text, the inputs before the outputs.
  func textNumber(_ rule: Int, _ entry: Int) -> Int { Int(cells[rule * width + entry].text) }

  /// The FEEL of an entry, the inputs before the outputs.
  func text(_ rule: Int, _ entry: Int) -> String { pool[textNumber(rule, entry)] }

  /// Where an entry stands.
  func origin(_ rule: Int, _ entry: Int) -> Origin { cellOrigins[rule * width + entry] }

  /// Where a rule stands.
  func origin(of rule: Int) -> Origin { origins[rule] }

  /// The number or name of a rule.
  func id(of rule: Int) -> String? { ids[rule] }

  /// A result of a rule as it was read.
  func entry(_ rule: Int, output: Int) -> FEELText { entry(rule, inputCount + output) }
}

// MARK: - Looking at many rules

extension RuleList {
  /// Whether a rule is in use on all days.
  package func alwaysHolds(_ place: Int) -> Bool { settings[place]?.alwaysHolds ?? true }

  /// Whether all tests of a rule meet a condition.
  package func inputs(of place: Int, meet condition: (FEELText) -> Bool) -> Bool {
    if let rule = irregular[place] { return rule.inputEntries.allSatisfy(condition) }
    return (0..<inputCount).allSatisfy { condition(entry(place, $0)) }
  }

  /// The entries of a result in all rules that are switched on, those that say the same once, in the
  /// order of the rules.
  package func outputEntries(_ output: Int) -> [FEELText] {
    var seen = Set<UInt64>()
    var entries: [FEELText] = []
    for place in indices where settings[place]?.isEnabled != false {
      if let rule = irregular[place] {
        if output < rule.outputEntries.count { entries.append(rule.outputEntries[output]) }
        continue
      }
      guard output < outputCount else { continue }
      let cell = cells[place * width + inputCount + output]
      if seen.insert(UInt64(cell.text) << 32 | UInt64(cell.typed)).inserted {
        entries.append(entry(place, output: output))
      }
    }
    return entries
  }
}

// MARK: - What compiling asks for

extension RuleList {
  /// Whether every rule has so many entries.
  func haveEntries(inputs: Int, outputs: Int) -> Bool {
    isEmpty || isRegular && inputCount == inputs && outputCount == outputs
  }

  /// The places of the rules that are in use and have so many entries.
  func places(inputs: Int, outputs: Int) -> [Int] {
    if haveEntries(inputs: inputs, outputs: outputs), settings.isEmpty { return Array(indices) }
    return indices.filter { place in
      settings[place]?.isEnabled != false
        && (irregular[place].map {
          $0.inputEntries.count == inputs && $0.outputEntries.count == outputs
        } ?? (inputCount == inputs && outputCount == outputs))
    }
  }

  /// The places of the rules that are switched off.
  var disabled: [Int] { settings.filter { !$0.value.isEnabled }.keys.sorted() }

  /// Where it stands that a rule is switched off.
  func disabledOrigin(_ place: Int) -> Origin {
    settings[place]?.settingOrigins[.enabled] ?? origins[place]
  }

  /// The days of each rule; empty where all rules hold always.
  var days: [CompiledTable.Days] {
    guard settings.values.contains(where: { $0.from != nil || $0.until != nil }) else { return [] }
    return indices.map { place in
      guard let some = settings[place] else { return CompiledTable.Days() }
      return CompiledTable.Days(from: some.from, until: some.until, origins: some.settingOrigins)
    }
  }
}

// MARK: - Adding rules piece by piece

extension RuleList {
  /// The number of a text, for `appendEntry`.
  package mutating func number(of text: String) -> UInt32 { pool.number(of: text) }

  /// Makes room for so many rules.
  package mutating func reserveRules(_ count: Int) {
    ids.reserveCapacity(count)
    origins.reserveCapacity(count)
    cells.reserveCapacity(count * width)
    cellOrigins.reserveCapacity(count * width)
  }

  /// Begins a rule; its entries follow, as many as the list was made for.
  package mutating func appendRule(id: String?, at origin: Origin) {
    ids.append(id)
    origins.append(origin)
    if !notes.isEmpty { notes.append([]) }
  }

  /// Adds an entry to the last rule, the inputs before the outputs.
  ///
  /// - Parameters:
  ///   - text: The number of the FEEL.
  ///   - typed: The number of what was typed, where that is something else.
  ///   - origin: Where it stands.
  package mutating func appendEntry(text: UInt32, typed: UInt32?, at origin: Origin) {
    cells.append(Cell(text: text, typed: typed.map { $0 + 1 } ?? 0))
    cellOrigins.append(origin)
  }

  /// Gives the last rule the days, the switch and the remarks of another.
  package mutating func setSettings(of rule: DecisionRule) {
    setRest(of: rule, at: ids.count - 1)
  }

  /// Adds the rules of another list, which has as many inputs and outputs.
  package mutating func append(contentsOf list: RuleList) {
    let numbers = pool.add(list.pool)
    let (first, firstCell) = (ids.count, cells.count)
    if !notes.isEmpty || !list.notes.isEmpty {
      if notes.isEmpty { notes = Array(repeating: [], count: first) }
      notes += list.notes.isEmpty ? Array(repeating: [], count: list.count) : list.notes
    }
    ids += list.ids
    origins.append(contentsOf: list.origins)
    for cell in list.cells {
      let typed = cell.typed == 0 ? 0 : numbers[Int(cell.typed) - 1] + 1
      cells.append(Cell(text: numbers[Int(cell.text)], typed: typed))
    }
    cellOrigins.append(contentsOf: list.cellOrigins)
    for (place, rule) in list.settings { settings[first + place] = rule }
    for (place, entry) in list.rich { rich[firstCell + place] = entry }
    for (place, rule) in list.irregular { irregular[first + place] = rule }
  }

  /// Lets go of what only adding rules needs.
  package mutating func seal() { pool.seal() }

  private mutating func setRest(of rule: DecisionRule, at place: Int) {
    if let some = rule.settings {
      settings[place] = some
    } else if !settings.isEmpty {
      settings[place] = nil
    }
    if notes.isEmpty, !rule.annotations.isEmpty {
      notes = Array(repeating: [], count: ids.count)
    }
    if !notes.isEmpty { notes[place] = rule.annotations }
  }

  private mutating func cell(_ entry: FEELText, at place: Int) -> Cell {
    let text = number(of: entry.text)
    if entry != FEELText(entry.text, typed: entry.typed, at: entry.origin) {
      rich[place] = entry
    } else if !rich.isEmpty {
      rich[place] = nil
    }
    return Cell(text: text, typed: entry.typed.map { number(of: $0) + 1 } ?? 0)
  }

  private mutating func add(_ rule: DecisionRule) {
    if ids.isEmpty, width == 0 {
      inputCount = rule.inputEntries.count
      outputCount = rule.outputEntries.count
    }
    appendRule(id: rule.id, at: rule.origin)
    let fits =
      rule.inputEntries.count == inputCount && rule.outputEntries.count == outputCount
    if !fits { irregular[ids.count - 1] = rule }
    for place in 0..<width {
      guard fits else {
        appendEntry(text: number(of: ""), typed: nil, at: rule.origin)
        continue
      }
      let entry =
        place < inputCount ? rule.inputEntries[place] : rule.outputEntries[place - inputCount]
      cells.append(cell(entry, at: cells.count))
      cellOrigins.append(entry.origin)
    }
    setRest(of: rule, at: ids.count - 1)
  }

  private mutating func replace(_ place: Int, by rule: DecisionRule) {
    ids[place] = rule.id
    origins[place] = rule.origin
    setRest(of: rule, at: place)
    guard rule.inputEntries.count == inputCount, rule.outputEntries.count == outputCount else {
      irregular[place] = rule
      return
    }
    irregular[place] = nil
    for (offset, entry) in (rule.inputEntries + rule.outputEntries).enumerated() {
      cells[place * width + offset] = cell(entry, at: place * width + offset)
      cellOrigins[place * width + offset] = entry.origin
    }
  }

  private func rule(_ place: Int) -> DecisionRule {
    if let rule = irregular[place] { return rule }
    var rule =
      settings[place]
      ?? DecisionRule(inputEntries: [], outputEntries: [], origin: origins[place])
    rule.id = ids[place]
    rule.inputEntries = entries(place, 0..<inputCount)
    rule.outputEntries = entries(place, inputCount..<width)
    if !notes.isEmpty { rule.annotations = notes[place] }
    rule.origin = origins[place]
    return rule
  }

  private func entries(_ rule: Int, _ range: Range<Int>) -> [FEELText] {
    range.map { entry(rule, $0) }
  }

  private func entry(_ rule: Int, _ entry: Int) -> FEELText {
    let cell = cells[rule * width + entry]
    if !rich.isEmpty, let text = rich[rule * width + entry] { return text }
    return FEELText(
      pool[Int(cell.text)], typed: cell.typed == 0 ? nil : pool[Int(cell.typed) - 1],
      at: cellOrigins[rule * width + entry])
  }

  /// The rules at some places with so many entries each.
  func selecting(_ places: [Int], inputs: Int, outputs: Int) -> RuleList {
    if isRegular, inputCount == inputs, outputCount == outputs, places.count == count {
      return self
    }
    var list = RuleList(inputs: inputs, outputs: outputs)
    for place in places { list.add(rule(place)) }
    list.seal()
    return list
  }
}

// MARK: - Collection

extension RuleList: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
  /// The place of the first rule.
  public var startIndex: Int { 0 }
  /// The place behind the last rule.
  public var endIndex: Int { ids.count }

  /// The rule at a place.
  public subscript(position: Int) -> DecisionRule {
    get { rule(position) }
    set { replace(position, by: newValue) }
  }

  /// Adds a rule behind all others.
  public mutating func append(_ rule: DecisionRule) { add(rule) }

  /// Replaces some rules by others.
  public mutating func replaceSubrange(
    _ range: Range<Int>, with rules: some Collection<DecisionRule>
  ) {
    var list = RuleList()
    for place in 0..<range.lowerBound { list.add(rule(place)) }
    for rule in rules { list.add(rule) }
    for place in range.upperBound..<count { list.add(rule(place)) }
    self = list
  }
}

extension RuleList: Hashable, ExpressibleByArrayLiteral {
  /// Makes a list of rules.
  public init(arrayLiteral rules: DecisionRule...) { self.init(rules) }

  /// Whether both have equal rules in the same order, wherever they stand.
  public static func == (first: RuleList, second: RuleList) -> Bool {
    first.elementsEqual(second)
  }

  /// Hashes all rules.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for rule in self { hasher.combine(rule) }
  }
}

extension DecisionRule {
  /// The rule without what every rule has; nil where nothing remains.
  fileprivate var settings: DecisionRule? {
    var rest = self
    rest.id = nil
    rest.inputEntries = []
    rest.outputEntries = []
    rest.annotations = []
    let plain = DecisionRule(inputEntries: [], outputEntries: [], origin: origin)
    return rest == plain && settingOrigins.isEmpty ? nil : rest
  }

  /// Whether the rule is in use on all days.
  fileprivate var alwaysHolds: Bool { isEnabled && from == nil && until == nil }
}
