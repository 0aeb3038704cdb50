/// Turns the numbers of a workbook into cells by their formats.
struct NumericCell {
  var dates: SerialDate

  /// The cell that a number with a format is, with what it showed where that differs; nil for a date
  /// that no calendar has.
  func make(_ value: Double, _ format: NumberFormat) -> (cell: Cell, detail: CellDetail)? {
    switch format.kind {
    case .number, .percent, .text:
      let cell = Cell.number(NumberText.decimal(value), isPercent: format.kind == .percent)
      return (cell, detail(format, shown: format.shown(value), of: cell))
    case .elapsed:
      let cell = Cell.text(Self.duration(value))
      return (cell, detail(format, shown: format.shown(elapsed: value), of: cell))
    case .time where value >= 0 && value < 1:
      guard let moment = SerialDate.time(value) else { return nil }
      let cell = Cell.time(moment.time)
      return (cell, detail(format, shown: format.shown(moment), of: cell))
    case .date, .dateAndTime, .time:
      guard let moment = dates.moment(value) else { return nil }
      let isDate = format.kind == .date && moment.milliseconds == 0
      let cell = isDate ? Cell.date(moment.date) : .dateAndTime("\(moment.date)T\(moment.time)")
      return (cell, detail(format, shown: format.shown(moment), of: cell))
    }
  }

  private func detail(_ format: NumberFormat, shown: String?, of cell: Cell) -> CellDetail {
    guard !format.isGeneral, shown != cell.text else { return CellDetail() }
    return CellDetail(format: format.code, shown: shown)
  }

  /// Days as an ISO duration of hours, minutes and seconds.
  private static func duration(_ days: Double) -> String {
    guard days.magnitude < 1_000_000 else { return NumberText.decimal(days) }
    let seconds = Int((days.magnitude * 86_400).rounded())
    var text = days < 0 ? "-PT" : "PT"
    if seconds >= 3600 { text += "\(seconds / 3600)H" }
    if seconds / 60 % 60 > 0 { text += "\(seconds / 60 % 60)M" }
    if seconds % 60 > 0 || seconds == 0 { text += "\(seconds % 60)S" }
    return text
  }
}
