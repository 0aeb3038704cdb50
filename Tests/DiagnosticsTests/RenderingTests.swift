import Diagnostics
import Testing

private enum SampleCode: String, DiagnosticCatalogue {
  case notClosed = "X-012"
  var title: String { "the interval is not closed" }
}

@Suite struct RenderingTests {
  @Test func showsPlaceFoundExpectedAndMend() {
    let header = Origin(file: "rates.xlsx", anchor: .cell(sheet: "Discounts", reference: "C3"))
    let cell = Origin(
      file: "rates.xlsx", anchor: .cell(sheet: "Discounts", reference: "C7"), span: TextSpan(0, 7))
    let diagnostic = Diagnostic(
      SampleCode.notClosed, at: cell, found: "[18..65", expected: "']' or ')'",
      mend: "write [18..65] or [18..65)",
      notes: [.init("column C holds the input 'Age' (number)", at: header)])
    #expect(
      diagnostic.text == """
        rates.xlsx[Discounts!C7]: error: X-012: the interval is not closed
          found     [18..65   (characters 1 to 7 of the cell)
          expected  ']' or ')'
          mend      write [18..65] or [18..65)
          note      column C holds the input 'Age' (number), see rates.xlsx[Discounts!C3]
        """)
  }

  @Test func anEmptyListOfWhatWouldBeRightIsNotShown() {
    let names: [String] = []
    let diagnostic = Diagnostic(
      SampleCode.notClosed, at: Origin(file: "a.csv"), expected: names.joined(separator: ", "))
    #expect(!diagnostic.text.contains("expected"), "\(diagnostic.text)")
  }

  @Test func ordersCellsAsPeopleReadThem() {
    let cells = ["B10", "A10", "AA9", "B9"].map {
      Diagnostic(
        SampleCode.notClosed,
        at: Origin(file: "t.csv", anchor: .cell(sheet: nil, reference: $0)))
    }
    #expect(
      cells.inReadingOrder().map(\.origin.place)
        == ["t.csv[B9]", "t.csv[AA9]", "t.csv[A10]", "t.csv[B10]"])
  }
}
