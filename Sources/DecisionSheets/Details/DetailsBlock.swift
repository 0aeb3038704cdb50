import Spreadsheets

/// The block `Model details` of a sheet: `place | property | in the grid | instead`, one detail a row.
enum DetailsBlock {
  /// The word that opens the block.
  static let keyword = "Model details"

  /// The details of a block.
  static func read(_ block: RowBlock) -> [ModelDetail] {
    block.rows.dropFirst().compactMap { row in
      let place = block.text(row, 1)
      let property = block.text(row, 2)
      guard !place.isEmpty, !property.isEmpty else { return nil }
      return ModelDetail(
        place: place, property: property, read: DetailText.text(ofCell: block.text(row, 3)),
        value: DetailText.text(ofCell: block.text(row, 4)))
    }
  }

  /// The rows of a block.
  static func rows(_ details: [ModelDetail]) -> [[Cell]] {
    let opening: [Cell] = [
      .text(keyword), .text("what the grid has no place for; where it says otherwise, it wins"),
    ]
    return [opening]
      + details.map { detail in
        [
          .empty, .text(detail.place), .text(detail.property), .text(DetailText.cell(detail.read)),
          .text(DetailText.cell(detail.value)),
        ]
      }
  }
}
