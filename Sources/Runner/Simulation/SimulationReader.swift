import Diagnostics
import FEEL
import JSON

/// Reads the members of an object of a simulation's files.
struct SimulationReader {
  let place: String
  let json: JSONValue

  init(_ place: String, _ json: JSONValue) {
    self.place = place
    self.json = json
  }

  /// Refuses members that mean nothing.
  func check(_ known: [String]) throws(SimulationFault) {
    guard let members = json.objectValue else {
      throw SimulationFault("\(place): this is no object")
    }
    for member in members where !known.contains(member.name) {
      throw SimulationFault(
        "\(place): there is no \"\(member.name)\""
          + Suggestion.didYouMean(member.name, among: known),
        "write one of: \(known.joined(separator: ", "))")
    }
  }

  /// A duration such as `PT2H`, in microseconds; nil if it is not there.
  func duration(_ name: String) throws(SimulationFault) -> Int64? {
    guard let value = json[name] else { return nil }
    return try Self.microseconds(value, "\(place): \(name)")
  }

  /// A duration, or the shortest and the longest of a range.
  func range(_ name: String) throws(SimulationFault) -> ClosedRange<Int64>? {
    guard let value = json[name] else { return nil }
    guard let items = value.arrayValue else {
      let length = try Self.microseconds(value, "\(place): \(name)")
      return length...length
    }
    guard items.count == 2 else {
      throw SimulationFault(
        "\(place): \(name) is no range", "write [\"PT1H\", \"PT8H\"]: the shortest and the longest")
    }
    let low = try Self.microseconds(items[0], "\(place): \(name)")
    let high = try Self.microseconds(items[1], "\(place): \(name)")
    guard low <= high else {
      throw SimulationFault(
        "\(place): \(name) ends before it begins", "write the shorter one first")
    }
    return low...high
  }

  /// A number that is not negative.
  func number(_ name: String) throws(SimulationFault) -> Double? {
    guard let value = json[name] else { return nil }
    guard case .number(let digits) = value, let number = Double(digits), number >= 0,
      number.isFinite
    else {
      throw SimulationFault("\(place): \(name) is no number from 0 on", "write a number")
    }
    return number
  }

  static func microseconds(
    _ value: JSONValue, _ place: String
  ) throws(SimulationFault) -> Int64 {
    guard let text = value.stringValue, let duration = DaysAndTimeDuration(text),
      duration.nanoseconds >= 0
    else {
      throw SimulationFault(
        "\(place) is no duration: \(value.text)", "write one such as PT30M, PT2H or P3D")
    }
    return Int64(clamping: duration.nanoseconds / 1000)
  }
}

/// Random numbers that follow from a seed and a name, so that one answer changes no other.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64, name: String) {
    // FNV-1a.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ seed
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    state = hash
  }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
