import Testing

@testable import Fuzz

/// Indexes only make tables faster: asked and walked tables give the same values, errors and
/// reasons.
///
/// `make fuzz` tries many more.
@Suite struct TableIndexTests {
  @Test(arguments: 0..<300) func anIndexedTableDecidesAsAWalkedOne(seed: Int) {
    #expect(RandomTable.difference(seed: UInt64(seed), inputs: 15) == nil)
  }
}
