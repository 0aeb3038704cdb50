import HTTP
import Testing

@Suite struct AddressReachTests {
  private static let refused = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::a00:1", "2002:7f00:1::",
    "fc00::1", "fd12:3456::1", "fe80::1", "ff02::1", "2001:db8::1",
  ]
  private static let permitted = [
    "1.1.1.1", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
    "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101",
  ]

  @Test(arguments: refused) func privateAddressesAreRefused(_ address: String) {
    #expect(!AddressReach.publicOnly(allowing: []).permits(address))
    #expect(AddressReach.anywhere.permits(address))
  }

  @Test(arguments: permitted) func publicAddressesArePermitted(_ address: String) {
    #expect(AddressReach.publicOnly(allowing: []).permits(address))
  }

  @Test func listedAddressesArePermitted() throws {
    let reach = AddressReach.publicOnly(
      allowing: [
        try #require(AddressRange("10.1.0.0/16")), try #require(AddressRange("fd00::/8")),
      ])
    #expect(reach.permits("10.1.255.1") && reach.permits("fd12::1"))
    #expect(reach.permits("::ffff:10.1.0.1"))
    #expect(!reach.permits("10.2.0.1") && !reach.permits("fc00::1"))
  }

  private static let malformed = [
    "", "10", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "x", "::1/129",
  ]

  @Test(arguments: malformed) func otherTextsAreNoRanges(_ text: String) {
    #expect(AddressRange(text) == nil)
  }
}
