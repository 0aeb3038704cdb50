import Diagnostics
import FEEL

extension FEELType {
  /// The type that a text such as `number` or `list<string>` names; nil if FEEL knows none.
  init?(typeText text: String) {
    if let simple = FEELType(simpleName: text) {
      self = simple
      return
    }
    let (expression, diagnostics) = Names.plain.syntax(
      of: "null instance of \(text)", at: Origin(file: ""))
    guard !diagnostics.hasErrors, case .instanceOf(_, let reference) = expression.kind,
      let type = FEELType(reference)
    else { return nil }
    self = type
  }

  private init?(_ reference: TypeReference) {
    switch reference.kind {
    case .named(let name):
      guard let type = FEELType(simpleName: name) else { return nil }
      self = type
    case .list(let element):
      guard let element = FEELType(element) else { return nil }
      self = .list(element)
    case .range(let element):
      guard let element = FEELType(element) else { return nil }
      self = .range(element)
    case .context(let members):
      var entries = [ContextEntryType]()
      for member in members {
        guard let type = FEELType(member.type) else { return nil }
        entries.append(ContextEntryType(member.name, type))
      }
      self = .context(entries)
    case .function, .missing:
      return nil
    }
  }
}
