import Diagnostics
import FEEL

/// The types that one file's names stand for: FEEL's own, its item definitions, and those of its
/// imports under their prefix.
struct TypeTable {
  private(set) var types: [String: DeclaredType] = [:]
  /// The import's name by namespace, for references as DMN 1.1 writes them.
  var prefixes: [String: String] = [:]

  mutating func declare(_ type: DeclaredType, as name: String) {
    types[name] = type
  }

  /// What a reference stands for; an unknown type is reported and taken for any.
  func resolve(
    _ reference: TypeReference?, _ diagnostics: inout [Diagnostic]
  ) -> DeclaredType? {
    guard let reference else { return nil }
    if let known = lookUp(plainName(of: reference.name)) { return known }
    let name = plainName(of: reference.name)
    let nearest = Suggestion.nearest(to: name, among: Array(types.keys) + Self.simpleNames)
    diagnostics.append(
      Diagnostic(
        DMNCode.unknownType, at: reference.origin, "the type \"\(name)\" is not known",
        found: name, expected: "a FEEL type or the name of an item definition",
        mend: nearest.map { "write \"\($0)\"" } ?? "define the type \"\(name)\""))
    return nil
  }

  /// `{namespace}local` as FEEL would write it here.
  func plainName(of name: String) -> String {
    guard name.hasPrefix("{"), let end = name.firstIndex(of: "}") else { return name }
    let namespace = String(name[name.index(after: name.startIndex)..<end])
    let local = String(name[name.index(after: end)...])
    guard let prefix = prefixes[namespace], !prefix.isEmpty else { return local }
    return "\(prefix).\(local)"
  }

  private func lookUp(_ name: String) -> DeclaredType? {
    if let declared = types[name] { return declared }
    // Modellers prefix FEEL's own types too.
    let local =
      name.hasPrefix("feel:") || name.hasPrefix("feel.") ? String(name.dropFirst(5)) : name
    if let simple = FEELType(simpleName: local) { return DeclaredType(name: local, type: simple) }
    if let common = Self.commonNames[local] { return DeclaredType(name: local, type: common) }
    return generic(local)
  }

  /// `list<number>` and its like, which sheets may use.
  private func generic(_ name: String) -> DeclaredType? {
    guard name.hasSuffix(">"), let open = name.firstIndex(of: "<") else { return nil }
    let inner = String(name[name.index(after: open)...].dropLast()).trimmingWhitespace()
    guard let element = lookUp(inner) else { return nil }
    switch name[..<open].trimmingCharactersOfBlank() {
    case "list":
      return DeclaredType(
        name: name, type: .list(element.type),
        constraint: element.constraint.map { ValueConstraint(items: $0) })
    case "range": return DeclaredType(name: name, type: .range(element.type))
    default: return nil
    }
  }

  /// Names of number types that other engines' modellers write.
  private static let commonNames: [String: FEELType] = [
    "integer": .number, "long": .number, "double": .number,
  ]

  private static let simpleNames = [
    "string", "number", "boolean", "date", "time", "date and time", "days and time duration",
    "years and months duration", "Any",
  ]
}

extension Substring {
  fileprivate func trimmingCharactersOfBlank() -> String { String(self).trimmingWhitespace() }
}
