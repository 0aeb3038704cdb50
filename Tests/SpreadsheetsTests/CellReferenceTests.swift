import Spreadsheets
import Testing

@Suite struct CellReferenceTests {
  @Test func readsAndWrites() {
    for text in ["A1", "Z9", "AA10", "XFD1048576", "C7"] {
      #expect(CellReference(text)?.description == text)
    }
    #expect(CellReference("c7") == CellReference(row: 6, column: 2))
  }

  @Test func refusesWhatIsNoReference() {
    for text in ["", "A", "7", "A0", "7A", "A1B", "XFE1", "A1048577", "A-1", "AAAAAAAAAAAAAAAA1"] {
      #expect(CellReference(text) == nil)
    }
  }
}
