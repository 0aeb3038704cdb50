import FEEL
import Spreadsheets

/// The ways in which people would write a piece of FEEL in a cell, the friendliest first.
///
/// They are proposals: whoever writes a cell reads each back and takes the first that is the same FEEL.
struct FriendlyForms {
  let type: ColumnType
  let locale: SheetLocale?

  /// Proposals for unary tests.
  func tests(_ feel: String) -> [String] {
    if feel == "-" { return [feel] }
    return switch type {
    case .string: words(feel)
    case .boolean: [negatable(feel) { truth($0) }].compactMap(\.self)
    case .list(let element): lists(feel, element)
    case .other, .unknown: []
    case .number, .date, .time, .dateAndTime, .daysAndTimeDuration, .yearsAndMonthsDuration:
      ordered(feel)
    }
  }

  /// Proposals for a value.
  func values(_ feel: String) -> [String] {
    if feel == "null" { return ["null"] }
    if case .list(let element) = type, feel.hasPrefix("["), feel.hasSuffix("]") {
      let forms = FriendlyForms(type: element, locale: locale)
      let items = CellSyntax.items(String(feel.dropFirst().dropLast()))
      let friendly = items.compactMap { forms.value($0) }
      return friendly.count == items.count ? [friendly.joined(separator: separator)] : []
    }
    return [value(feel)].compactMap(\.self)
  }

  /// What separates values: where the comma is a decimal mark, it is too easily mistaken.
  private var separator: String { locale?.decimal == "," ? "; " : ", " }

  /// One value; nil if there is no friendlier form.
  private func value(_ feel: String) -> String? {
    switch type {
    case .string: Self.content(feel)
    case .boolean: truth(feel)
    case .number: number(feel)
    case .date, .time, .dateAndTime, .daysAndTimeDuration, .yearsAndMonthsDuration:
      unwrapped(feel)
    case .list, .other, .unknown: nil
    }
  }

  private func truth(_ feel: String) -> String? {
    switch feel {
    case "true": "yes"
    case "false": "no"
    default: nil
    }
  }

  private func words(_ feel: String) -> [String] {
    let plain = negatable(feel) { Self.content($0) }
    let mixed = negatable(feel) { item in
      item == "null" ? item : Self.content(item) ?? "same as \(item)"
    }
    let quoted = negatable(feel) { item in item.hasPrefix("\"") ? item : "same as \(item)" }
    return [plain, mixed, quoted].compactMap(\.self)
  }

  private func ordered(_ feel: String) -> [String] {
    let localized = negatable(feel) { item in
      let text = number(unwrapped(item) ?? item) ?? unwrapped(item) ?? item
      let isClosed = text.hasPrefix("[") && text.hasSuffix("]") && text.contains("..")
      return isClosed ? String(text.dropFirst().dropLast()) : text
    }
    let bracketed = negatable(feel) { item in
      number(unwrapped(item) ?? item) ?? unwrapped(item) ?? item
    }
    return [localized, bracketed].compactMap(\.self)
  }

  /// Each item of a list of tests in its friendly form, behind `not` where the list is; nil if one
  /// has none.
  private func negatable(_ feel: String, _ form: (String) -> String?) -> String? {
    let isNegated = feel.hasPrefix("not(") && feel.hasSuffix(")")
    let body = isNegated ? String(feel.dropFirst(4).dropLast()) : feel
    let items = CellSyntax.items(body)
    let forms = items.compactMap(form)
    guard forms.count == items.count else { return nil }
    return (isNegated ? "not " : "") + forms.joined(separator: separator)
  }

  /// The numbers of a text as the locale writes them; nil if that changes nothing.
  private func number(_ feel: String) -> String? {
    guard let locale, locale.decimal != ".", type == .number, feel.contains(".") else { return nil }
    var text = ""
    let characters = Array(feel)
    for (index, character) in characters.enumerated() {
      let isMark =
        character == "." && index + 1 < characters.count && characters[index + 1].isASCIIDigit
        && index > 0 && characters[index - 1].isASCIIDigit
      text.append(isMark ? locale.decimal : character)
    }
    return text == feel ? nil : text
  }

  private static let calls = ["date and time(\"", "date(\"", "time(\"", "duration(\""]

  /// The text with `date("2026-03-01")` and its relatives as `2026-03-01`; nil if there are none.
  private func unwrapped(_ feel: String) -> String? {
    var text = ""
    var rest = Substring(feel)
    var isChanged = false
    while !rest.isEmpty {
      if let call = Self.calls.first(where: { rest.hasPrefix($0) }),
        let end = rest.range(of: "\")")
      {
        text += rest[rest.index(rest.startIndex, offsetBy: call.count)..<end.lowerBound]
        rest = rest[end.upperBound...]
        isChanged = true
      } else {
        text.append(rest.removeFirst())
      }
    }
    return isChanged ? text : nil
  }

  /// The content of a string literal, escapes and all; nil for other expressions.
  static func content(_ literal: String) -> String? {
    guard literal.count >= 2, literal.hasPrefix("\""), literal.hasSuffix("\"") else { return nil }
    var text = ""
    var isEscaped = false
    for character in literal.dropFirst().dropLast() {
      if isEscaped {
        switch character {
        case "n": text.append("\n")
        case "t": text.append("\t")
        case "r": text.append("\r")
        case "\"", "\\": text.append(character)
        default: return nil
        }
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        return nil
      } else {
        text.append(character)
      }
    }
    return isEscaped ? nil : text
  }
}

// MARK: - Lists

extension FriendlyForms {
  private func lists(_ feel: String, _ element: ColumnType) -> [String] {
    switch feel {
    case "count(?) = 0": return ["empty"]
    case "count(?) > 0": return ["not empty"]
    default: break
    }
    let forms = FriendlyForms(type: element == .unknown ? .string : element, locale: locale)
    func looksFor(_ tests: [String]) -> String? {
      let opening = "list contains(?, "
      let items = tests.compactMap { test -> String? in
        guard test.hasPrefix(opening), test.hasSuffix(")") else { return nil }
        let item = String(test.dropFirst(opening.count).dropLast())
        return forms.value(item) ?? item
      }
      return items.count == tests.count ? items.joined(separator: separator) : nil
    }
    var found = [String]()
    if feel.hasPrefix("not("), feel.hasSuffix(")"),
      let items = looksFor(CellSyntax.items(String(feel.dropFirst(4).dropLast())))
    {
      found += ["does not contain \(items)", "contains none of \(items)"]
    }
    let tests = CellSyntax.items(feel)
    if let items = looksFor(tests) {
      found.append((tests.count > 1 ? "contains any of " : "contains ") + items)
    }
    if let items = looksFor(
      feel.split(separator: " and list").enumerated().map { index, part in
        index == 0 ? String(part) : "list\(part)"
      })
    {
      found.append("contains all of \(items)")
    }
    return found
  }
}

extension Substring {
  /// The first place of a piece of text, without Foundation.
  fileprivate func range(of part: String) -> Range<Index>? { ranges(of: part).first }
}
