import DMN

/// What a DMN file holds beside its model: the grid says nothing of it.
extension ModelWalk {
  /// The beginning of the places of these details.
  private static let place = "DMN "
  /// A cell holds no more than 32,767 characters, and some of them are written as two.
  private static let pieceLength = 15_000

  mutating func preserved(_ read: inout [PreservedXML], _ meant: [PreservedXML]?) {
    guard let meant else {
      apply(&read)
      return
    }
    guard read != meant else { return }
    for part in meant where !read.contains(part) {
      let other = read.first { $0.owner == part.owner }.map { Self.pieces($0.xml) } ?? []
      for (number, piece) in Self.pieces(part.xml).enumerated() {
        add(
          ModelDetail(
            place: Self.place + part.owner, property: "part \(number + 1)",
            read: other.item(number), value: piece))
      }
    }
    for part in read where !meant.contains(where: { $0.owner == part.owner }) {
      add(
        ModelDetail(
          place: Self.place + part.owner, property: "part 1", read: part.xml, value: nil))
    }
    read = meant
  }

  private mutating func apply(_ read: inout [PreservedXML]) {
    var found = [String: [(number: Int, text: String)]]()
    for detail in knownDetails(at: Self.place) {
      guard let number = Int(detail.property.dropFirst(5)), let text = detail.value else {
        continue
      }
      let owner = String(detail.place.dropFirst(Self.place.count))
      found[owner, default: []].append((number, text))
    }
    guard !found.isEmpty else { return }
    let parts = found.map { owner, pieces in
      PreservedXML(
        owner: owner,
        xml: pieces.sorted { $0.number < $1.number }.map(\.text).joined())
    }
    read = (read + parts).sorted { $0.owner < $1.owner }
  }

  private static func pieces(_ text: String) -> [String] {
    var pieces = [String]()
    var rest = text.unicodeScalars[...]
    while !rest.isEmpty {
      let piece = rest.prefix(pieceLength)
      pieces.append(String(piece))
      rest = rest.dropFirst(piece.count)
    }
    return pieces
  }
}
