import XML

/// What the styles of an OpenDocument sheet say that matters to a table.
///
/// Spec: OpenDocument 1.3 part 3, § 16 and § 20.
struct ODSStyles {
  struct Style {
    var hasDoubleLeft = false
    var hasDoubleRight = false
    /// Hours may go beyond a day (`[h]:mm`).
    var showsElapsed = false
    /// The style is of a sheet that is not shown.
    var hidesSheet = false
  }

  private var styles = [String: Style]()
  private var elapsedFormats = Set<String>()

  /// The style of a name; the plain one where there is none.
  subscript(name: String?) -> Style { name.flatMap { styles[$0] } ?? Style() }

  /// The elements that hold styles.
  static let containers: Set<String> = ["automatic-styles", "styles"]

  /// Takes in the styles of an element whose start tag was just read.
  mutating func read(_ stream: XMLStream) {
    let level = stream.depth
    var name: String?
    while let event = stream.next() {
      if event == .end, stream.depth == level { return }
      guard event == .start else { continue }
      switch stream.name {
      case "style":
        let family = stream.attribute("family")
        let own = stream.attribute("name")
        name = family == "table-cell" || family == "table" ? own : nil
        guard let name else { break }
        var style = stream.attribute("parent-style-name").flatMap { styles[$0] } ?? Style()
        if let format = stream.attribute("data-style-name") {
          style.showsElapsed = elapsedFormats.contains(format)
        }
        styles[name] = style
      case "table-cell-properties": if let name { takeBorders(stream, name) }
      case "table-properties":
        if let name, stream.attribute("display") == "false" {
          styles[name, default: Style()].hidesSheet = true
        }
      case "time-style":
        if stream.attribute("truncate-on-overflow") == "false",
          let name = stream.attribute("name")
        {
          elapsedFormats.insert(name)
        }
      default: break
      }
    }
  }

  private mutating func takeBorders(_ stream: XMLStream, _ name: String) {
    let all = stream.attribute("border")
    let left = stream.attribute("border-left") ?? all
    let right = stream.attribute("border-right") ?? all
    if let left { styles[name, default: Style()].hasDoubleLeft = left.contains("double") }
    if let right { styles[name, default: Style()].hasDoubleRight = right.contains("double") }
  }
}
