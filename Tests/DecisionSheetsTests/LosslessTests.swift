import DMN
import Diagnostics
import Spreadsheets
import Testing

@testable import DecisionSheets

/// A model goes from one format to another and is the same model, whatever it holds.
@Suite struct LosslessTests {
  @Test(arguments: UInt64(1)...20) func everyPairOfFormats(_ seed: UInt64) throws {
    let model = RandomModel.make(seed: seed)
    let (_, faults) = CompiledModel.compile([model.definitions])
    try #require(faults.filter { $0.severity == .error }.map(\.text) == [])
    for first in RoundTrip.Format.all {
      let once = try model.through(first)
      #expect(model.differences(once) == [], "\(first)")
      for second in RoundTrip.Format.all {
        #expect(model.differences(try once.through(second)) == [], "\(first) to \(second)")
      }
    }
  }
}
