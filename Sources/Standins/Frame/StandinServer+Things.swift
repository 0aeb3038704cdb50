import JSON

extension StandinServer {
  /// How much of something a system holds.
  ///
  /// - Parameters:
  ///   - what: A kind, such as `Lead`, or a kind with one condition: `Lead IgScopedId__c=31` for a member that is this text,
  ///     `mails text~Playlist` for one that has it in it.
  ///   - system: The system's name.
  /// - Returns: The number; -1 for a system that is not there.
  public func count(_ what: String, of system: String) -> Int {
    guard let standin = self[system] else { return -1 }
    let parts = what.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let sign = parts[1].firstIndex(where: { $0 == "=" || $0 == "~" }) else {
      return standin.things(what).count
    }
    let (name, value) = (String(parts[1][..<sign]), parts[1][parts[1].index(after: sign)...])
    return standin.things(String(parts[0])).count { thing in
      guard let member = thing[name] else { return false }
      let text = member.stringValue ?? member.text
      return parts[1][sign] == "=" ? text == value : text.contains(value)
    }
  }
}
