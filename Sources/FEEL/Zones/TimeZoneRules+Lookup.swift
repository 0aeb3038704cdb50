#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import Synchronization

/// The zones read so far, by name; nil stands for a name that is no zone.
private let knownZones = Mutex<[String: TimeZoneRules?]>([:])

extension TimeZoneRules {
  /// The folder of the system's compiled zones.
  private static let folder = "/usr/share/zoneinfo/"
  /// More names than exist, so that made-up ones cannot fill the memory.
  private static let maximumKnown = 2000

  /// The zone of an IANA name such as `Europe/Paris`; nil when there is none.
  ///
  /// Each zone is read once from the system's database and kept.
  public static func named(_ name: String) -> TimeZoneRules? {
    if let known = knownZones.withLock({ $0[name] }) { return known }
    guard isWellFormed(name) else { return nil }
    let rules = readFile(folder + name).flatMap { ZoneFile.rules(name: name, $0) }
    knownZones.withLock { zones in
      if zones.count < maximumKnown { zones[name] = .some(rules) }
    }
    return rules
  }

  /// Whether a name consists of the letters that the IANA database uses: no empty part, and none
  /// that begins with a dot, so it cannot lead out of the folder.
  private static func isWellFormed(_ name: String) -> Bool {
    guard name.utf8.count <= 100, name.utf8.first != UInt8(ascii: "/") else { return false }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      guard let first = part.utf8.first, isLetter(first) else { return false }
      return part.utf8.allSatisfy { byte in
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || "_-+".utf8.contains(byte)
      }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func readFile(_ path: String) -> [UInt8]? {
    guard let file = unsafe fopen(path, "rb") else { return nil }
    defer { unsafe fclose(file) }
    // The largest zone has under 4 KiB; a file beyond this is none.
    let limit = 1 << 20
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = unsafe fread(buffer.baseAddress, 1, limit, file)
    }
    return bytes.isEmpty || bytes.count == limit ? nil : bytes
  }
}
