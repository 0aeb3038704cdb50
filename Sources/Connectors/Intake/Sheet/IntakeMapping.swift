public import Casework
import Diagnostics
public import FEEL
public import JSON

/// Why a row of a sheet cannot be done for an item.
public struct IntakeFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, with the row's place.
  public var description: String
}

extension IntakeRow {
  /// What the element of a list and its place are called.
  static let eachVariables = ["each", "part"]
}

extension IntakeSheet {
  /// The orders for an item, in their order.
  ///
  /// - Parameters:
  ///   - itemKind: What the item is.
  ///   - fields: The item's variables by name.
  ///   - sentAt: When it happened, or when it came.
  ///   - isTimed: Whether it told when it happened.
  ///   - counts: How often its sender was heard.
  ///   - now: What `now()` gives.
  /// - Returns: What shall be done, row by row.
  /// - Throws: `IntakeFault` at the first row that cannot be done; nothing of the item counts then.
  public func orders(
    kind itemKind: String, fields: [JSONMember], sentAt: Timestamp, isTimed: Bool,
    counts: SenderCounts, now: DateAndTime
  ) throws(IntakeFault) -> [IntakeOrder] {
    var variables = values(itemKind, fields, sentAt, isTimed, counts)
    let evaluation = Evaluation(now: now)
    var orders: [IntakeOrder] = []
    for row in rows {
      if let condition = row.condition {
        evaluation.forgetReasons()
        let value = condition.evaluate(variables, evaluation)
        if case .boolean(true) = value {} else { continue }
      }
      for (index, each) in try elements(row.each, variables, evaluation).enumerated() {
        let count = variables.count
        variables[count - 2] = each
        variables[count - 1] = .number(Number(index + 1))
        try add(row, to: &orders, variables, evaluation)
      }
      if row.stops { return orders }
    }
    return orders
  }

  private func add(
    _ row: IntakeRow, to orders: inout [IntakeOrder], _ variables: [Value],
    _ evaluation: Evaluation
  ) throws(IntakeFault) {
    let key = try text(row.key, "key", variables, evaluation)
    let data = try context(row.data, variables, evaluation)
    for action in row.actions {
      if key == nil, action.needsKey {
        throw IntakeFault(
          description: "\(row.origin.place): the key is null, and \(action.text) needs one")
      }
      orders.append(IntakeOrder(action, key: key, data: data))
    }
  }

  /// The elements that a row is done for; one without a list.
  private func elements(
    _ expression: CompiledExpression?, _ variables: [Value], _ evaluation: Evaluation
  ) throws(IntakeFault) -> [Value] {
    guard let expression else { return [.null] }
    evaluation.forgetReasons()
    switch expression.evaluate(variables, evaluation) {
    case .null: return []
    case .list(let elements): return elements
    default: throw IntakeFault(description: "\(expression.origin.place): For each needs a list")
    }
  }

  private func values(
    _ itemKind: String, _ fields: [JSONMember], _ sentAt: Timestamp, _ isTimed: Bool,
    _ counts: SenderCounts
  ) -> [Value] {
    kind.variables.map { variable in
      switch variable.name {
      case "kind": return .string(itemKind)
      case "sentAt": return .dateTime(sentAt.dateAndTime)
      case "isTimed": return .boolean(isTimed)
      case "messagesLast60s": return .number(Number(counts.lastMinute))
      case "identicalLast10m": return .number(Number(counts.sameWords))
      case "interactions30d": return .number(Number(counts.lastMonth))
      default:
        let value = fields.last { $0.name == variable.name }?.value ?? .null
        return Value(json: value)
      }
    } + IntakeRow.eachVariables.map { _ in .null }
  }

  private func text(
    _ expression: CompiledExpression?, _ role: String, _ variables: [Value],
    _ evaluation: Evaluation
  ) throws(IntakeFault) -> String? {
    guard let expression else { return nil }
    evaluation.forgetReasons()
    switch expression.evaluate(variables, evaluation) {
    case .null: return nil
    case .string(let text): return text
    case .number(let number): return number.description
    default:
      throw IntakeFault(description: "\(expression.origin.place): the \(role) is no text")
    }
  }

  private func context(
    _ expression: CompiledExpression?, _ variables: [Value], _ evaluation: Evaluation
  ) throws(IntakeFault) -> JSONValue {
    guard let expression else { return .object([]) }
    evaluation.forgetReasons()
    let value = expression.evaluate(variables, evaluation)
    guard case .context = value else {
      throw IntakeFault(
        description: "\(expression.origin.place): the data is \(value.feelText), not a context")
    }
    return value.json
  }
}
