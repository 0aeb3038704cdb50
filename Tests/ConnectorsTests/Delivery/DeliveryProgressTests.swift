import Connectors
import JSON
import Testing

@Suite struct DeliveryProgressTests {
  private struct Full: Error {}

  @Test func whatCannotBeKeptIsNotSaid() throws {
    let progress = DeliveryProgress(["step": 1]) { _ in throw Full() }
    #expect(throws: DeliveryError.self) { try progress.save(["step": 2]) }
    #expect(progress.value == ["step": 1])
  }
}
