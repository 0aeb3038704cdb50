/// A number format such as `#,##0.00`, `0%` or `d-mmm`, by which programs show numbers.
///
/// Spec: ISO/IEC 29500-1 § 18.8.31.
struct NumberFormat: Sendable, Hashable {
  /// What the format makes of a number.
  enum Kind: Sendable, Hashable {
    case number
    case percent
    case date
    case time
    case dateAndTime
    /// Hours, minutes or seconds that may go beyond a day (`[h]:mm`).
    case elapsed
    case text
  }

  /// A piece of a section.
  enum Token: Sendable, Hashable {
    case literal(String)
    /// A run of one of `y m d h s`; `m` beside hours or seconds is `n`, minutes.
    case calendar(Character, count: Int)
    case elapsed(Character, count: Int)
    /// `AM/PM` or `A/P`.
    case halfDay
    /// `0 # ? . ,` as written.
    case digits(String)
    case percent
    case general
    case at
    /// An exponent or a fraction, which nobody's table needs shown.
    case other
  }

  /// The format as written.
  let code: String
  let kind: Kind
  /// The sections for positive, negative and zero numbers, as far as there are.
  let sections: [[Token]]

  /// The format of cells that have none.
  static let general = NumberFormat("General")

  init(_ code: String) {
    self.code = code
    sections = NumberFormatScanner.sections(code)
    kind = Self.kind(of: sections.first ?? [])
  }

  /// Whether the format shows numbers as they are.
  var isGeneral: Bool { sections.first == [.general] || code.isEmpty }

  /// The format that one of the numbers below 164 stands for.
  ///
  /// Spec: ISO/IEC 29500-1 § 18.8.30; the dates of East Asian programs (27–36, 50–58) in one form.
  static func builtIn(_ id: Int) -> NumberFormat? {
    if let code = builtInCodes[id] { return NumberFormat(code) }
    return (27...36).contains(id) || (50...58).contains(id) ? NumberFormat("yyyy-m-d") : nil
  }

  private static let builtInCodes: [Int: String] = [
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "\"$\"#,##0",
    6: "\"$\"#,##0", 7: "\"$\"#,##0.00", 8: "\"$\"#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm",
    37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 41: "#,##0", 42: "\"$\"#,##0", 43: "#,##0.00",
    44: "\"$\"#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
  ]

  private static func kind(of tokens: [Token]) -> Kind {
    var hasDay = false
    var hasClock = false
    for token in tokens {
      switch token {
      case .calendar(let letter, _):
        if letter == "y" || letter == "m" || letter == "d" {
          hasDay = true
        } else {
          hasClock = true
        }
      case .elapsed: return .elapsed
      case .halfDay: hasClock = true
      case .percent: return .percent
      case .at: return .text
      case .literal, .digits, .general, .other: break
      }
    }
    if hasDay { return hasClock ? .dateAndTime : .date }
    return hasClock ? .time : .number
  }
}

/// Cuts a format's code into sections and tokens.
private struct NumberFormatScanner {
  private let letters: [Character]
  private var index = 0
  private var sections: [[NumberFormat.Token]] = [[]]

  static func sections(_ code: String) -> [[NumberFormat.Token]] {
    // No program writes more than 255 characters.
    var scanner = NumberFormatScanner(letters: Array(code.prefix(1024)))
    while scanner.index < scanner.letters.count { scanner.scanToken() }
    return scanner.sections.map(minutesFound)
  }

  private init(letters: [Character]) {
    self.letters = letters
  }

  private mutating func add(_ token: NumberFormat.Token) {
    sections[sections.count - 1].append(token)
  }

  private mutating func scanToken() {
    let letter = letters[index]
    index += 1
    switch letter {
    case ";": sections.append([])
    case "\"":
      let end = letters[index...].firstIndex(of: "\"") ?? letters.count
      add(.literal(String(letters[index..<end])))
      index = min(end + 1, letters.count)
    case "\\":
      if index < letters.count { add(.literal(String(letters[index]))) }
      index += 1
    case "_":
      // The width of the next character; a blank comes nearest.
      add(.literal(" "))
      index += 1
    case "*": index += 1
    case "[": scanBracket()
    case "%": add(.percent)
    case "@": add(.at)
    case "E", "e": add(.other)
    case "/" where !hasCalendar: add(.other)
    case "0", "#", "?", ".", ",": scanDigits(from: letter)
    case "G", "g":
      let word = String(letters[(index - 1)...].prefix(7)).lowercased()
      guard word == "general" else { return add(.literal(String(letter))) }
      index += 6
      add(.general)
    case "A", "a":
      let rest = String(letters[(index - 1)...].prefix(5)).lowercased()
      guard let mark = ["am/pm", "a/p"].first(where: { rest.hasPrefix($0) }) else {
        return add(.literal(String(letter)))
      }
      index += mark.count - 1
      add(.halfDay)
    case "y", "Y", "m", "M", "d", "D", "h", "H", "s", "S":
      var count = 1
      while index < letters.count, letters[index].lowercased() == letter.lowercased() {
        count += 1
        index += 1
      }
      add(.calendar(Character(letter.lowercased()), count: count))
    default: add(.literal(String(letter)))
    }
  }

  private var hasCalendar: Bool {
    sections.last?.contains { if case .calendar = $0 { true } else { false } } ?? false
  }

  /// `0.0#`, `#,##0.00`; the point of `ss.00` belongs to the seconds and is passed over.
  private mutating func scanDigits(from letter: Character) {
    var text = String(letter)
    while index < letters.count, "0#?.,".contains(letters[index]) {
      text.append(letters[index])
      index += 1
    }
    add(hasCalendar && !text.hasPrefix(".0") ? .literal(text) : .digits(text))
  }

  /// `[$€-407]` is a currency with its locale, `[h]` elapsed hours; colours and conditions show nothing.
  private mutating func scanBracket() {
    let end = letters[index...].firstIndex(of: "]") ?? letters.count
    let content = String(letters[index..<end])
    index = min(end + 1, letters.count)
    if content.hasPrefix("$") {
      let symbol = content.dropFirst().prefix { $0 != "-" }
      if !symbol.isEmpty { add(.literal(String(symbol))) }
    } else if let unit = content.lowercased().first, "hms".contains(unit),
      content.lowercased().allSatisfy({ $0 == unit })
    {
      add(.elapsed(unit, count: content.count))
    }
  }

  /// `m` is minutes right after hours and right before seconds.
  private static func minutesFound(_ tokens: [NumberFormat.Token]) -> [NumberFormat.Token] {
    var result = tokens
    let places = tokens.indices.filter { index in
      switch tokens[index] {
      case .calendar, .elapsed: true
      default: false
      }
    }
    for (order, place) in places.enumerated() {
      guard case .calendar("m", let count) = tokens[place], count <= 2 else { continue }
      let before = order > 0 ? unit(tokens[places[order - 1]]) : nil
      let after = order + 1 < places.count ? unit(tokens[places[order + 1]]) : nil
      if before == "h" || after == "s" { result[place] = .calendar("n", count: count) }
    }
    return result
  }

  private static func unit(_ token: NumberFormat.Token) -> Character? {
    switch token {
    case .calendar(let letter, _), .elapsed(let letter, _): letter
    default: nil
    }
  }
}
