public import DMN
import Diagnostics
import HTTP

extension Problem {
  /// No decision has that name; the nearest one and the others are named.
  public static func unknownDecision(_ name: String, in model: CompiledModel) -> Problem {
    let names = model.decisions.map(\.name)
    let list =
      names.isEmpty
      ? "; no table is loaded" : "; there are " + names.sorted().joined(separator: ", ")
    let nearest = model.nearestName(to: name).map { " (did you mean \"\($0)\"?)" } ?? ""
    return Problem(
      ServiceCode.unknownDecision, .notFound, "there is no decision \"\(name)\"\(nearest)\(list)")
  }
}
