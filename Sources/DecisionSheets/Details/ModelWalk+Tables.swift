import DMN
import Diagnostics
import FEEL

extension ModelWalk {
  mutating func table(
    _ read: inout DecisionTable, _ meant: DecisionTable?, _ decision: String
  ) {
    let place = "\(decision) / table"
    if let meant,
      meant.inputs.count != read.inputs.count || meant.outputs.count != read.outputs.count
        || meant.rules.count != read.rules.count
    {
      fault(decision, at: meant.origin)
      return
    }
    fact(place, "id", &read.id, meant?.id)
    var policy: String? = read.hitPolicy.name
    fact(place, "hit policy", &policy, meant?.hitPolicy.name)
    if let known = policy.flatMap({ HitPolicy($0) }) { read.hitPolicy = known }
    var orientation: String? = read.orientation.rawValue
    fact(place, "orientation", &orientation, meant?.orientation.rawValue)
    if let known = orientation.flatMap({ DecisionTable.Orientation(rawValue: $0) }) {
      read.orientation = known
    }
    fact(place, "output label", &read.outputLabel, meant?.outputLabel)
    read.annotations = list(place, "notes", read.annotations, meant?.annotations)
    var columns = ColumnPlaces(decision)
    let inputs = read.inputs.map { columns.place("input", $0.expression.text) }
    let outputs = read.outputs.map { columns.place("output", $0.name ?? "") }
    for index in inputs.indices {
      input(&read.inputs[index], meant?.inputs.item(index), inputs[index])
    }
    for index in outputs.indices {
      output(&read.outputs[index], meant?.outputs.item(index), outputs[index])
    }
    guard asksRules else { return }
    for index in read.rules.indices {
      rule(&read.rules[index], meant?.rules.item(index), "\(decision) / rule \(index + 1)")
    }
  }

  private mutating func input(_ read: inout InputClause, _ meant: InputClause?, _ place: String) {
    fact(place, "id", &read.id, meant?.id)
    fact(place, "label", &read.label, meant?.label)
    feel(place, "expression", &read.expression, meant?.expression)
    type(place, &read.typeRef, meant?.typeRef, at: read.origin)
    feel(place, "values", &read.allowedValues, meant?.allowedValues, at: read.origin)
  }

  private mutating func output(
    _ read: inout OutputClause, _ meant: OutputClause?, _ place: String
  ) {
    fact(place, "id", &read.id, meant?.id)
    fact(place, "label", &read.label, meant?.label)
    fact(place, "name", &read.name, meant?.name)
    type(place, &read.typeRef, meant?.typeRef, at: read.origin)
    feel(place, "values", &read.allowedValues, meant?.allowedValues, at: read.origin)
    feel(place, "default", &read.defaultEntry, meant?.defaultEntry, at: read.origin)
  }

  private mutating func rule(
    _ read: inout DecisionRule, _ meant: DecisionRule?, _ place: @autoclosure () -> String
  ) {
    if let meant,
      meant.inputEntries.count != read.inputEntries.count
        || meant.outputEntries.count != read.outputEntries.count
    {
      fault(place(), at: meant.origin)
      return
    }
    fact(place(), "id", &read.id, meant?.id)
    for index in read.inputEntries.indices {
      feel(
        place(), "input \(index + 1)", &read.inputEntries[index], meant?.inputEntries.item(index))
    }
    for index in read.outputEntries.indices {
      feel(
        place(), "output \(index + 1)", &read.outputEntries[index], meant?.outputEntries.item(index)
      )
    }
    notes(&read, meant, place())
    day(place(), "from", &read.from, meant?.from)
    day(place(), "until", &read.until, meant?.until)
    flag(place(), "enabled", &read.isEnabled, meant?.isEnabled)
  }

  /// A remark that is missing says as much as an empty one.
  private mutating func notes(
    _ read: inout DecisionRule, _ meant: DecisionRule?, _ place: @autoclosure () -> String
  ) {
    let count = max(read.annotations.count, meant?.annotations.count ?? 0)
    while read.annotations.count < count { read.annotations.append("") }
    for index in 0..<count {
      let other = meant.map { index < $0.annotations.count ? $0.annotations[index] : "" }
      if compares, other == read.annotations[index] { continue }
      var text: String? = read.annotations[index]
      if text?.isEmpty == true { text = nil }
      fact(place(), "note \(index + 1)", &text, other?.isEmpty == true ? nil : other)
      read.annotations[index] = text ?? ""
    }
  }

  private mutating func day(
    _ place: @autoclosure () -> String, _ property: String, _ read: inout CalendarDate?,
    _ meant: CalendarDate?
  ) {
    if compares, read == meant { return }
    var text = read?.description
    fact(place(), property, &text, meant?.description)
    read = text.flatMap { CalendarDate($0) }
  }
}

/// The places of a table's columns, told by name, so that they stay theirs when columns are moved.
private struct ColumnPlaces {
  private let decision: String
  private var counts = [String: Int]()

  init(_ decision: String) { self.decision = decision }

  mutating func place(_ role: String, _ name: String) -> String {
    let place = "\(decision) / \(role) \(name)"
    counts[place, default: 0] += 1
    let count = counts[place] ?? 1
    return count == 1 ? place : "\(place) (\(count))"
  }
}
