/// Makes XLSX files part by part, as programs other than LibreOffice write them.
struct XLSXParts {
  var workbook =
    "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
    + "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
    + "<sheets><sheet name='S' sheetId='1' r:id='rId1'/></sheets></workbook>"
  var relationships =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    + "<Relationship Id='rId1' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"
    + "<Relationship Id='rId2' Type='x/styles' Target='/xl/styles.xml'/>"
    + "<Relationship Id='rId3' Type='x/sharedStrings' Target='sharedStrings.xml'/>"
    + "</Relationships>"
  var styles = "<styleSheet/>"
  var strings = "<sst/>"
  var sheet: String
  var others: [StoredZip.Part] = []

  var bytes: [UInt8] {
    let root =
      "<Relationships><Relationship Id='r' Type='x/officeDocument' Target='xl/workbook.xml'/>"
      + "</Relationships>"
    return StoredZip.bytes(
      [
        StoredZip.Part(name: "[Content_Types].xml", content: Array("<Types/>".utf8)),
        StoredZip.Part(name: "_rels/.rels", content: Array(root.utf8)),
        StoredZip.Part(name: "xl/workbook.xml", content: Array(workbook.utf8)),
        StoredZip.Part(name: "xl/_rels/workbook.xml.rels", content: Array(relationships.utf8)),
        StoredZip.Part(name: "xl/styles.xml", content: Array(styles.utf8)),
        StoredZip.Part(name: "xl/sharedStrings.xml", content: Array(strings.utf8)),
        StoredZip.Part(name: "xl/worksheets/sheet1.xml", content: Array(sheet.utf8)),
      ] + others)
  }
}

/// Writes zip archives without compression, broken ones included.
enum StoredZip {
  struct Part {
    var name: String
    var content: [UInt8]
  }

  static func bytes(_ parts: [Part]) -> [UInt8] {
    var body = [UInt8]()
    var directory = [UInt8]()
    for part in parts {
      let name = Array(part.name.utf8)
      let header =
        number(20, 2) + number(0, 8) + number(crc(part.content), 4)
        + number(part.content.count, 4) + number(part.content.count, 4) + number(name.count, 2)
        + number(0, 2)
      directory += number(0x0201_4B50, 4) + number(20, 2) + header
      directory += number(0, 10) + number(body.count, 4) + name
      body += number(0x0403_4B50, 4) + header + name + part.content
    }
    let end =
      number(0x0605_4B50, 4) + number(0, 4) + number(parts.count, 2) + number(parts.count, 2)
      + number(directory.count, 4) + number(body.count, 4) + number(0, 2)
    return body + directory + end
  }

  private static func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> ($0 * 8)) : 0 }
  }

  private static func crc(_ bytes: [UInt8]) -> Int {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return Int(~value)
  }
}
