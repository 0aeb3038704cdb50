/// Finds out what separates the cells of a CSV file.
enum CSVDelimiter {
  static let comma = UInt8(ascii: ",")
  static let semicolon = UInt8(ascii: ";")
  static let tab = UInt8(ascii: "\t")

  /// The separator of the text, and the offset where its first row begins.
  ///
  /// Excel's first line `sep=;` decides. Otherwise a separator should occur in the first row and in
  /// most rows, as often in each: a comma also occurs inside the cells of files separated by
  /// semicolons or tabs, so that on a tie the rarer character wins.
  static func detect(_ bytes: [UInt8]) -> (delimiter: UInt8, start: Int) {
    if let announced = announced(bytes) { return announced }
    let counts = countsPerRow(bytes)
    var best: (delimiter: UInt8, score: Int)?
    for (index, delimiter) in [tab, semicolon, comma].enumerated() {
      let inRows = counts.map { $0[index] }
      guard inRows.contains(where: { $0 > 0 }) else { continue }
      var frequency = [Int: Int]()
      for count in inRows where count > 0 { frequency[count, default: 0] += 1 }
      let present = inRows.count { $0 > 0 } * 100 / inRows.count
      let regular = (frequency.values.max() ?? 0) * 100 / inRows.count
      let first = (inRows.first ?? 0) > 0 ? 100 : 0
      let score = present + regular + first
      if score > best?.score ?? 0 { best = (delimiter, score) }
    }
    return (best?.delimiter ?? comma, 0)
  }

  private static func announced(_ bytes: [UInt8]) -> (delimiter: UInt8, start: Int)? {
    let head = String(decoding: bytes.prefix(4), as: UTF8.self).lowercased()
    guard head == "sep=", bytes.count > 4 else { return nil }
    var start = 5
    while start < bytes.count, bytes[start] != 0x0A, bytes[start] != 0x0D { start += 1 }
    guard start == 5 else { return nil }
    if start < bytes.count, bytes[start] == 0x0D { start += 1 }
    if start < bytes.count, bytes[start] == 0x0A { start += 1 }
    return (bytes[4], start)
  }

  /// How often tab, semicolon and comma stand outside quotes in each of the first rows.
  private static func countsPerRow(_ bytes: [UInt8]) -> [[Int]] {
    var rows = [[Int]]()
    var row = [0, 0, 0]
    var isBlank = true
    var isQuoted = false
    for byte in bytes.prefix(64 << 10) {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted {
        switch byte {
        case tab: row[0] += 1
        case semicolon: row[1] += 1
        case comma: row[2] += 1
        case 0x0A, 0x0D:
          if !isBlank { rows.append(row) }
          if rows.count == 100 { return rows }
          row = [0, 0, 0]
          isBlank = true
          continue
        default: break
        }
      }
      if byte > 0x20 && byte != comma && byte != semicolon { isBlank = false }
    }
    if !isBlank { rows.append(row) }
    return rows
  }
}
