import XML

/// What the styles of an XLSX workbook say that matters to a table.
///
/// Spec: ISO/IEC 29500-1 § 18.8.
struct XLSXStyles {
  struct Style {
    var format: NumberFormat
    var hasDoubleLeft: Bool
    var hasDoubleRight: Bool

    static let plain = Style(format: .general, hasDoubleLeft: false, hasDoubleRight: false)
  }

  private var styles = [Style]()

  /// The style of a cell; the plain one where the workbook has none of that number.
  subscript(index: Int) -> Style {
    styles.indices.contains(index) ? styles[index] : .plain
  }

  private struct Border {
    var isDoubleLeft = false
    var isDoubleRight = false
  }

  static func read(_ package: XLSXPackage, part: String?) throws(GridFault) -> XLSXStyles {
    guard let part, let stream = try package.stream(part) else { return XLSXStyles() }
    var result = XLSXStyles()
    var formats = [Int: NumberFormat]()
    var borders = [Border]()
    while let event = stream.next() {
      guard event == .start else { continue }
      switch stream.name {
      case "numFmt":
        guard let id = stream.attribute("numFmtId").flatMap({ Int($0) }),
          let code = stream.attribute("formatCode")
        else { break }
        formats[id] = NumberFormat(code)
      case "borders": borders = readBorders(stream)
      case "cellXfs": result.styles = readStyles(stream, formats, borders)
      // Formats for conditions and tables have formats and borders of their own.
      case "dxfs", "cellStyleXfs": stream.skipElement()
      default: break
      }
    }
    try package.check(stream, part)
    return result
  }

  private static func readBorders(_ stream: XMLStream) -> [Border] {
    let level = stream.depth
    var borders = [Border]()
    while let event = stream.next() {
      if event == .end, stream.depth == level { break }
      guard event == .start else { continue }
      let isDouble = stream.attribute("style") == "double"
      switch stream.name {
      case "border": borders.append(Border())
      // The strict form names the sides by the direction of reading.
      case "left", "start":
        if !borders.isEmpty { borders[borders.count - 1].isDoubleLeft = isDouble }
      case "right", "end":
        if !borders.isEmpty { borders[borders.count - 1].isDoubleRight = isDouble }
      default: break
      }
    }
    return borders
  }

  private static func readStyles(
    _ stream: XMLStream, _ formats: [Int: NumberFormat], _ borders: [Border]
  ) -> [Style] {
    let level = stream.depth
    var styles = [Style]()
    while let event = stream.next() {
      if event == .end, stream.depth == level { break }
      guard event == .start, stream.name == "xf" else { continue }
      let id = stream.attribute("numFmtId").flatMap { Int($0) } ?? 0
      let border = stream.attribute("borderId").flatMap { Int($0) } ?? 0
      let sides = borders.indices.contains(border) ? borders[border] : Border()
      styles.append(
        Style(
          format: formats[id] ?? NumberFormat.builtIn(id) ?? .general,
          hasDoubleLeft: sides.isDoubleLeft, hasDoubleRight: sides.isDoubleRight))
    }
    return styles
  }
}
