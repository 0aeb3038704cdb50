import DMN
import Diagnostics

extension ModelWalk {
  mutating func tests(_ read: inout [DecisionTest], _ meant: [DecisionTest]?) {
    if let meant, meant.count != read.count {
      if let origin = meant.first?.origin ?? read.first?.origin { fault("tests", at: origin) }
      return
    }
    for index in read.indices {
      let other = meant?.item(index)
      if let other, other.decision != read[index].decision {
        fault("test \(index + 1)", at: other.origin)
        continue
      }
      test(&read[index], other, "test \(index + 1)")
    }
  }

  private mutating func test(
    _ read: inout DecisionTest, _ meant: DecisionTest?, _ place: String
  ) {
    fact(place, "id", &read.id, meant?.id)
    entries(&read.inputs, meant?.inputs, place, "input", read.origin)
    notes(&read, meant, place)
    var kind: String? = read.expected.word
    fact(place, "expects", &kind, meant?.expected.word)
    var items = read.expected.items
    let others = meant?.expected.items
    if let others, others.count != items.count {
      fault(place, at: meant?.origin ?? read.origin)
      return
    }
    for index in items.indices {
      entries(
        &items[index], others?.item(index), place, index == 0 ? "output" : "output \(index + 1)",
        read.origin)
    }
    read.expected = DecisionTest.Expectation(kind, items)
  }

  private mutating func notes(
    _ read: inout DecisionTest, _ meant: DecisionTest?, _ place: String
  ) {
    let headers = list(
      place, "notes", read.notes.map(\.header), meant.map { $0.notes.map(\.header) })
    let known = Dictionary(
      read.notes.map { ($0.header, $0) }, uniquingKeysWith: { first, _ in first })
    read.notes = headers.map { known[$0] ?? DecisionTest.Note(header: $0, text: "") }
    for index in read.notes.indices {
      fact(
        place, "note \(read.notes[index].header)", &read.notes[index].text,
        meant?.notes.item(index)?.text)
    }
  }

  private mutating func entries(
    _ read: inout [DecisionTest.Entry], _ meant: [DecisionTest.Entry]?, _ place: String,
    _ word: String, _ origin: Origin
  ) {
    let names = list(place, "\(word)s", read.map(\.name), meant?.map(\.name))
    let known = Dictionary(read.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    read = names.map {
      known[$0] ?? DecisionTest.Entry(name: $0, value: FEELText("null", at: origin))
    }
    for index in read.indices {
      feel(place, "\(word) \(read[index].name)", &read[index].value, meant?.item(index)?.value)
    }
  }
}

extension DecisionTest.Expectation {
  fileprivate var word: String {
    switch self {
    case .noRule: "no rule"
    case .outputs: "one"
    case .list: "list"
    }
  }

  fileprivate var items: [[DecisionTest.Entry]] {
    switch self {
    case .noRule: []
    case .outputs(let entries): [entries]
    case .list(let items): items
    }
  }

  fileprivate init(_ word: String?, _ items: [[DecisionTest.Entry]]) {
    switch word {
    case "list": self = .list(items)
    case "no rule": self = .noRule
    default: self = items.first.map { .outputs($0) } ?? .list([])
    }
  }
}
