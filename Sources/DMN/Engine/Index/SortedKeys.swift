extension [Int64] {
  /// Sorts many numbers byte by byte; the bytes in which they agree cost nothing.
  mutating func sortByBytes() {
    guard count > 500 else { return sort() }
    // Flipping the sign makes the order that of unsigned numbers.
    var words = map { UInt64(bitPattern: $0) ^ 1 << 63 }
    var differing: UInt64 = 0
    for word in words { differing |= word ^ words[0] }
    var sorted = words
    for shift in stride(from: UInt64(0), to: 64, by: 8) where differing >> shift & 0xFF != 0 {
      var starts = [Int](repeating: 0, count: 257)
      for word in words { starts[Int(word >> shift & 0xFF) + 1] += 1 }
      for byte in 0..<256 { starts[byte + 1] += starts[byte] }
      for word in words {
        let byte = Int(word >> shift & 0xFF)
        sorted[starts[byte]] = word
        starts[byte] += 1
      }
      swap(&words, &sorted)
    }
    self = words.map { Int64(bitPattern: $0 ^ 1 << 63) }
  }
}
