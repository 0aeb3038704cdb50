/// The origins of many things in one file or sheet: one word each.
package struct OriginList: Sendable {
  private struct Place: Sendable {
    let row: UInt32
    let columnAndKind: UInt32
  }

  private var source: OriginSource?
  private var places: [Place] = []
  /// Those in other files, and those narrowed to a part of a text.
  private var others: [Int: Origin] = [:]

  /// Makes an empty list.
  package init() {}

  /// How many there are.
  package var count: Int { places.count }

  /// The origin at a place.
  package subscript(index: Int) -> Origin {
    get {
      if !others.isEmpty, let other = others[index] { return other }
      // Without a source there is no place to ask for.
      guard let source else { return Origin(file: "") }
      return Origin(
        source, row: places[index].row, columnAndKind: places[index].columnAndKind)
    }
    set {
      places[index] = Place(row: newValue.row, columnAndKind: newValue.columnAndKind)
      others[index] = isPlain(newValue) ? nil : newValue
    }
  }

  /// Adds an origin behind all others.
  package mutating func append(_ origin: Origin) {
    if source == nil { source = origin.source }
    if !isPlain(origin) { others[places.count] = origin }
    places.append(Place(row: origin.row, columnAndKind: origin.columnAndKind))
  }

  /// Adds the origins of another list.
  package mutating func append(contentsOf list: OriginList) {
    if list.others.isEmpty, source == nil || source == list.source {
      source = source ?? list.source
      places += list.places
    } else {
      for place in 0..<list.count { append(list[place]) }
    }
  }

  /// Makes room for so many.
  package mutating func reserveCapacity(_ count: Int) { places.reserveCapacity(count) }

  private func isPlain(_ origin: Origin) -> Bool {
    origin.span == nil && (origin.source === source || origin.source == source)
  }
}
