import DMN
import Diagnostics
import FEEL

/// Goes through a model statement by statement: to find what the grid of a sheet does not say, and to
/// say it when the sheet is read.
///
/// One way through serves both, so nothing can be found that is not also said.
struct ModelWalk {
  private struct Key: Hashable {
    var place: String
    var property: String
  }

  /// What was found; empty when details are applied.
  private(set) var details = [ModelDetail]()
  /// Where the two models differ in a way that no detail can say.
  private(set) var faults = [(place: String, origin: Origin)]()
  /// The details to apply; nil when they are looked for.
  private let known: [Key: ModelDetail]?
  /// Whether there is a detail of a rule or of a test: most models have none, but many rules.
  let asksRules: Bool
  /// New ids, by the ones that the grid gives.
  var renamed = [String: String]()

  private init(known: [ModelDetail]?) {
    self.known = known.map { details in
      Dictionary(
        details.map { (Key(place: $0.place, property: $0.property), $0) },
        uniquingKeysWith: { first, _ in first })
    }
    asksRules = known?.contains { $0.place.contains("/ rule ") } ?? true
  }

  /// Finds what a model read from a grid lacks; afterwards it says what is meant.
  ///
  /// - Parameters:
  ///   - read: What the grid says.
  ///   - meant: What it should say.
  /// - Returns: The details that make the one of the other, and what they cannot.
  static func differences(
    _ read: inout TableModel, from meant: TableModel
  ) -> (details: [ModelDetail], faults: [(place: String, origin: Origin)]) {
    var walk = ModelWalk(known: nil)
    walk.definitions(&read.definitions, meant.definitions)
    walk.tests(&read.tests, meant.tests)
    return (walk.details, walk.faults)
  }

  /// Says in a model what its grid has no place for.
  ///
  /// - Returns: The ids that changed.
  @discardableResult
  static func apply(
    _ details: [ModelDetail], to definitions: inout Definitions
  ) -> [String: String] {
    var walk = ModelWalk(known: details)
    walk.definitions(&definitions, nil)
    return walk.renamed
  }

  /// Says in tests what their grid has no place for.
  static func apply(_ details: [ModelDetail], to tests: inout [DecisionTest]) {
    var walk = ModelWalk(known: details.filter { $0.place.hasPrefix("test ") })
    guard walk.known?.isEmpty == false else { return }
    walk.tests(&tests, nil)
  }
}

/// A model with the tests beside it.
struct TableModel: Sendable {
  var definitions: Definitions
  var tests: [DecisionTest]
}

// MARK: - Single statements

extension ModelWalk {
  /// Whether the walk compares two models.
  var compares: Bool { known == nil }

  /// The details to apply whose places begin with a word.
  func knownDetails(at place: String) -> [ModelDetail] {
    known?.values.filter { $0.place.hasPrefix(place) } ?? []
  }

  /// Adds a detail.
  mutating func add(_ detail: ModelDetail) { details.append(detail) }

  /// Tells that something differs beyond what details can say.
  mutating func fault(_ place: String, at origin: Origin) {
    faults.append((place, origin))
  }

  /// One statement.
  mutating func fact(
    _ place: @autoclosure () -> String, _ property: String, _ read: inout String?, _ meant: String?
  ) {
    if let known {
      guard !known.isEmpty, let detail = known[Key(place: place(), property: property)],
        detail.read == read
      else { return }
      read = detail.value
    } else if read != meant {
      details.append(
        ModelDetail(place: place(), property: property, read: read, value: meant))
      read = meant
    }
  }

  /// A statement that is always made.
  mutating func fact(
    _ place: @autoclosure () -> String, _ property: String, _ read: inout String, _ meant: String?
  ) {
    var text: String? = read
    fact(place(), property, &text, meant ?? (compares ? "" : nil))
    if let text { read = text }
  }

  /// A type.
  mutating func type(
    _ place: @autoclosure () -> String, _ read: inout DMN.TypeReference?,
    _ meant: DMN.TypeReference?,
    at origin: Origin, property: String = "type"
  ) {
    var name = read?.name
    fact(place(), property, &name, meant?.name)
    guard name != read?.name else { return }
    read = name.map { DMN.TypeReference($0, at: read?.origin ?? origin) }
  }

  /// A piece of FEEL.
  mutating func feel(
    _ place: @autoclosure () -> String, _ property: String, _ read: inout FEELText?,
    _ meant: FEELText?, at origin: Origin
  ) {
    var text = read?.text
    fact(place(), property, &text, meant?.text)
    guard text != read?.text else { return }
    read = text.map { FEELText($0, at: read?.origin ?? origin) }
  }

  /// A piece of FEEL that is always there.
  mutating func feel(
    _ place: @autoclosure () -> String, _ property: String, _ read: inout FEELText,
    _ meant: FEELText?
  ) {
    guard compares || known?.isEmpty == false else { return }
    // Most cells are the same, and nothing has to be made for them.
    if compares, read.text == meant?.text { return }
    var text: FEELText? = read
    feel(place(), property, &text, meant, at: read.origin)
    if let text { read = text }
  }

  /// A statement that is true or not.
  mutating func flag(
    _ place: @autoclosure () -> String, _ property: String, _ read: inout Bool, _ meant: Bool?
  ) {
    var text: String? = read ? "yes" : "no"
    fact(place(), property, &text, meant.map { $0 ? "yes" : "no" } ?? text)
    read = text == "yes"
  }

  /// Names in their order.
  mutating func list(
    _ place: @autoclosure () -> String, _ property: String, _ read: [String], _ meant: [String]?
  ) -> [String] {
    if compares, read == meant { return read }
    var text: String? = DetailText.list(read)
    fact(place(), property, &text, meant.map(DetailText.list) ?? text)
    return text.map(DetailText.items) ?? []
  }
}

extension RandomAccessCollection {
  /// The item at an index; nil beyond the end.
  func item(_ index: Index) -> Element? { indices.contains(index) ? self[index] : nil }
}
