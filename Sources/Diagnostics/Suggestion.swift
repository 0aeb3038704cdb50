/// Finds the name somebody probably meant.
public enum Suggestion {
  /// The candidate nearest to `name`, or nil when none is near enough to be worth showing.
  ///
  /// Near means at most a third of the letters differ (and at least one may), by the distance that
  /// counts an exchange of neighbours as one; a difference only in case, blanks, `-` or `_` is the
  /// nearest of all.
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(folded(name))
    // Distances on absurdly long names would be slow and help nobody.
    guard !wanted.isEmpty, wanted.count <= 200 else { return nil }
    var best: (distance: Int, candidate: String)?
    for candidate in candidates where candidate.utf8.count <= 800 {
      let letters = Array(folded(candidate))
      let limit = max(1, max(wanted.count, letters.count) / 3)
      guard abs(letters.count - wanted.count) <= limit else { continue }
      let distance = distance(wanted, letters)
      guard distance <= limit else { continue }
      if let known = best, known.distance < distance { continue }
      if let known = best, known.distance == distance, known.candidate <= candidate { continue }
      best = (distance, candidate)
    }
    return best?.candidate
  }

  /// A sentence tail such as ` (did you mean "gold"?)`, or an empty text.
  public static func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String {
    nearest(to: name, among: candidates).map { " (did you mean \"\($0)\"?)" } ?? ""
  }

  private static func folded(_ name: String) -> String {
    name.lowercased().filter { !$0.isWhitespace && $0 != "-" && $0 != "_" }
  }

  /// The optimal string alignment distance.
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast = [Int]()
    var last = Array(0...second.count)
    for row in first.indices {
      var current = [row + 1]
      current.reserveCapacity(second.count + 1)
      for column in second.indices {
        let cost = first[row] == second[column] ? 0 : 1
        var value = min(last[column] + cost, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          value = min(value, beforeLast[column - 1] + 1)
        }
        current.append(value)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
