public import Casework
public import Diagnostics
public import FEEL
public import JSON

/// What a sheet says about one item.
public struct IntakeCommand: Sendable, Hashable {
  /// What is done.
  public var action: IntakeAction
  /// The business key.
  public var key: String?
  /// The data, an object.
  public var data: JSONValue
  /// The row that says so.
  public var origin: Origin
}

/// Why a row of a sheet cannot be done for an item.
public struct IntakeFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, with the row's place.
  public var description: String
}

/// How often a sender was heard, this item included where the variable says so.
public struct IntakeCounts: Sendable, Hashable {
  /// In the last minute.
  public var lastMinute: Int
  /// The same words in the last ten minutes, before this item.
  public var sameWords: Int
  /// In the last thirty days.
  public var lastMonth: Int

  /// Makes counts.
  public init(lastMinute: Int, sameWords: Int, lastMonth: Int) {
    self.lastMinute = lastMinute
    self.sameWords = sameWords
    self.lastMonth = lastMonth
  }
}

extension IntakeRow {
  /// What the element of a list and its place are called.
  static let eachVariables = ["each", "part"]
}

extension IntakeSheet {
  /// The commands for an item, in their order.
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
  public func commands(
    kind itemKind: String, fields: [JSONMember], sentAt: Timestamp, isTimed: Bool,
    counts: IntakeCounts, now: DateAndTime
  ) throws(IntakeFault) -> [IntakeCommand] {
    var variables = values(itemKind, fields, sentAt, isTimed, counts)
    let evaluation = Evaluation(now: now)
    var commands: [IntakeCommand] = []
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
        try add(row, to: &commands, variables, evaluation)
      }
      if row.actions.contains(.stop) { return commands }
    }
    return commands
  }

  private func add(
    _ row: IntakeRow, to commands: inout [IntakeCommand], _ variables: [Value],
    _ evaluation: Evaluation
  ) throws(IntakeFault) {
    let key = try text(row.key, "key", variables, evaluation)
    let data = try context(row.data, variables, evaluation)
    for action in row.actions where action != .stop {
      if key == nil, action.needsKey {
        throw IntakeFault(
          description: "\(row.origin): the key is null, and \(action.text) needs one")
      }
      commands.append(IntakeCommand(action: action, key: key, data: data, origin: row.origin))
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
    default: throw IntakeFault(description: "\(expression.origin): For each needs a list")
    }
  }

  private func values(
    _ itemKind: String, _ fields: [JSONMember], _ sentAt: Timestamp, _ isTimed: Bool,
    _ counts: IntakeCounts
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
      throw IntakeFault(description: "\(expression.origin): the \(role) is no text")
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
        description: "\(expression.origin): the data is \(value.feelText), not a context")
    }
    return value.json
  }
}
