/// Reads a compiled zone file (TZif, RFC 8536), versions 1 to 4.
enum ZoneFile {
  /// Reads the rules; nil when the bytes are no zone file.
  static func rules(name: String, _ bytes: [UInt8]) -> TimeZoneRules? {
    var reader = ZoneFileReader(bytes: bytes)
    guard let first = reader.header() else { return nil }
    if first.version == 0 { return reader.rules(name: name, first, timeSize: 4, footer: false) }
    // From version 2 on, the data stands a second time with 64-bit times.
    guard reader.skip(first.dataSize(timeSize: 4)), let second = reader.header() else {
      return nil
    }
    return reader.rules(name: name, second, timeSize: 8, footer: true)
  }
}

private struct ZoneFileHeader {
  var version: UInt8
  var utcCount, standardCount, leapCount, timeCount, typeCount, textCount: Int

  func dataSize(timeSize: Int) -> Int {
    timeCount * (timeSize + 1) + typeCount * 6 + textCount + leapCount * (timeSize + 4)
      + standardCount + utcCount
  }
}

private struct ZoneFileReader {
  let bytes: [UInt8]
  var position = 0

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, bytes.count - position >= count else { return false }
    position += count
    return true
  }

  /// A big-endian signed integer.
  private mutating func integer(size: Int) -> Int? {
    let start = position
    guard skip(size) else { return nil }
    var value: Int64 = bytes[start] & 0x80 != 0 ? -1 : 0
    for byte in bytes[start..<position] { value = value << 8 | Int64(byte) }
    return Int(value)
  }

  mutating func header() -> ZoneFileHeader? {
    let start = position
    guard skip(20), bytes[start..<start + 4].elementsEqual("TZif".utf8) else { return nil }
    let version = bytes[start + 4]
    var counts = [Int]()
    for _ in 0..<6 {
      guard let count = integer(size: 4), (0...100_000).contains(count) else { return nil }
      counts.append(count)
    }
    return ZoneFileHeader(
      version: version, utcCount: counts[0], standardCount: counts[1], leapCount: counts[2],
      timeCount: counts[3], typeCount: counts[4], textCount: counts[5])
  }

  mutating func rules(
    name: String, _ header: ZoneFileHeader, timeSize: Int, footer hasFooter: Bool
  ) -> TimeZoneRules? {
    guard bytes.count - position >= header.dataSize(timeSize: timeSize), header.typeCount > 0
    else { return nil }
    let end = position + header.dataSize(timeSize: timeSize)
    let transitions = (0..<header.timeCount).compactMap { _ in integer(size: timeSize) }
    let indexes = (0..<header.timeCount).compactMap { _ in integer(size: 1) }
    var offsets = [Int]()
    for _ in 0..<header.typeCount {
      guard let offset = integer(size: 4), skip(2) else { return nil }
      offsets.append(offset)
    }
    guard indexes.allSatisfy(offsets.indices.contains),
      zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    position = end
    return TimeZoneRules(
      name: name, transitions: transitions, offsets: indexes.map { offsets[$0] },
      initialOffset: offsets[0], footer: hasFooter ? footer() : nil)
  }

  private func footer() -> PosixZone? {
    let newline = UInt8(ascii: "\n")
    guard position < bytes.count, bytes[position] == newline else { return nil }
    return PosixZone(bytes[(position + 1)...].prefix { $0 != newline })
  }
}
