/// The rules of one IANA time zone, such as `Europe/Paris`: when its offset from UTC changes.
public final class TimeZoneRules: Sendable {
  /// The zone's IANA name.
  public let name: String
  /// The instants, in seconds since 1970 UTC, at which an offset begins to hold; sorted.
  private let transitions: [Int]
  /// The offset from each transition on, in seconds east of UTC.
  private let offsets: [Int]
  /// The offset before the first transition.
  private let initialOffset: Int
  /// The rule behind the last transition.
  private let footer: PosixZone?

  init(
    name: String, transitions: [Int], offsets: [Int], initialOffset: Int, footer: PosixZone?
  ) {
    self.name = name
    self.transitions = transitions
    self.offsets = offsets
    self.initialOffset = initialOffset
    self.footer = footer
  }

  /// The offset of standard time by the newest rule, in seconds east of UTC.
  public var standardOffset: Int { footer?.standardOffset ?? offsets.last ?? initialOffset }

  /// The offset at an instant, in seconds since 1970 UTC.
  public func offset(atInstant seconds: Int) -> Int {
    if let last = transitions.last, seconds >= last, let footer {
      return footer.offset(atInstant: seconds)
    }
    let index = transitions.partitioningIndex { $0 > seconds }
    if index == 0 {
      return transitions.isEmpty ? footer?.standardOffset ?? initialOffset : initialOffset
    }
    return offsets[index - 1]
  }

  /// The offset at a time on the zone's own clock, in seconds since 1970-01-01T00:00:00 local.
  ///
  /// A time that occurs twice is taken for the first one; a time that is skipped keeps the offset
  /// from before the gap.
  public func offset(atLocal seconds: Int) -> Int {
    // No offset is larger than a day, so the two neighbours of the time are the candidates.
    let before = offset(atInstant: seconds - 86_400)
    let after = offset(atInstant: seconds + 86_400)
    if before == after { return before }
    return offset(atInstant: seconds - before) == before
      || offset(atInstant: seconds - after) != after ? before : after
  }
}

extension TimeZoneRules: Hashable {
  /// Zones are the same when their names are.
  public static func == (first: TimeZoneRules, second: TimeZoneRules) -> Bool {
    first === second || first.name == second.name
  }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Array {
  /// The first index whose element satisfies `predicate`, which all later ones satisfy too.
  fileprivate func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
