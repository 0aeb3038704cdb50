import Diagnostics
import FEEL
import XML

/// A test file of the DMN TCK.
struct TestFile {
  /// A named value: an input, or what must come out.
  struct Node {
    var name: String
    var value: Value
    /// Whether an error is expected.
    var isError = false
  }

  /// A test case.
  struct Case {
    var id: String
    /// The decision service that is called; nil where decisions are.
    var service: String?
    var inputs: [Node]
    var results: [Node]
  }

  /// The file name of the model.
  var model: String
  var cases: [Case]

  /// Reads a file; nil if it is no test file.
  init?(_ bytes: [UInt8], file: String) {
    guard let root = XMLDocument.parse(bytes, file: file).root, root.name == "testCases" else {
      return nil
    }
    model = root.first("modelName")?.allText.trimmed ?? ""
    cases = root.elements(named: "testCase").enumerated().map { number, element in
      Case(element, number: number + 1)
    }
  }
}

extension TestFile.Case {
  fileprivate init(_ element: XMLElement, number: Int) {
    id = element.attribute("id") ?? String(number)
    service =
      element.attribute("type") == "decisionService" ? element.attribute("invocableName") : nil
    inputs = element.elements(named: "inputNode").map { node in
      TestFile.Node(name: node.attribute("name") ?? "", value: Value(test: node))
    }
    results = element.elements(named: "resultNode").map { node in
      TestFile.Node(
        name: node.attribute("name") ?? "",
        value: node.first("expected").map { Value(test: $0) } ?? .null,
        isError: node.attribute("errorResult") == "true")
    }
  }
}

extension Value {
  private static let instance = "http://www.w3.org/2001/XMLSchema-instance"

  /// The value that an element of a test file holds: components, a list or a simple value.
  fileprivate init(test element: XMLElement) {
    let components = element.elements(named: "component")
    if !components.isEmpty {
      self = .context(
        ContextValue(
          components.map {
            ContextValue.Entry($0.attribute("name") ?? "", Value(test: $0))
          }))
    } else if let list = element.first("list") {
      self = .list(list.elements(named: "item").map { Value(test: $0) })
    } else if let value = element.first("value") {
      self = Value(simple: value)
    } else {
      self = .null
    }
  }

  private init(simple element: XMLElement) {
    let text = element.allText
    if element.attribute("nil", namespace: Self.instance) == "true" {
      self = .null
      return
    }
    let type = element.attribute("type", namespace: Self.instance) ?? ""
    let known: Value? =
      switch type.split(separator: ":").last ?? "" {
      case "boolean": .boolean(["true", "1"].contains(text.trimmed))
      case "decimal", "double", "float", "integer", "int", "long":
        Number(text.trimmed).map(Value.number)
      case "date": CalendarDate(text.trimmed).map(Value.date)
      case "time": TimeOfDay(text.trimmed).map(Value.time)
      case "dateTime": DateAndTime(text.trimmed).map(Value.dateTime)
      case "duration":
        YearsAndMonthsDuration(text.trimmed).map(Value.yearsAndMonthsDuration)
          ?? DaysAndTimeDuration(text.trimmed).map(Value.daysAndTimeDuration)
      default: nil
      }
    self = known ?? .string(text)
  }
}

extension String {
  /// The text without blanks and line ends around it.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
