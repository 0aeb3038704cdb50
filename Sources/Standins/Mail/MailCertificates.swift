import CGnuTLS
import Glibc

/// A certificate of a mail server on this machine, and the authority that signed it; both are made when they are needed and
/// hold for a day.
public struct MailCertificates: Sendable {
  /// What could not be made.
  public struct CannotMake: Error, CustomStringConvertible {
    /// What the library says.
    public let description: String
  }

  /// The authority's certificate in PEM: what a client trusts that is to trust the server.
  public let authority: String
  /// The server's certificate in PEM.
  let certificate: String
  /// The server's key in PEM.
  let key: String

  /// Makes an authority and a certificate for `127.0.0.1` and `localhost`.
  ///
  /// - Throws: `CannotMake`, when the library cannot.
  public init() throws {
    let issuer = try Part()
    // Two authorities of one name would be told apart by their signatures alone.
    try issuer.describe("Docket stand-ins \(Signing.randomID().prefix(8))", isAuthority: true)
    try issuer.sign(by: issuer)
    let server = try Part()
    try server.describe("127.0.0.1", isAuthority: false)
    try server.sign(by: issuer)
    authority = try issuer.certificateText()
    certificate = try server.certificateText()
    key = try server.keyText()
  }

  /// A certificate with its key: owns both from `init` to `deinit`.
  @safe private final class Part {
    private var certificate: gnutls_x509_crt_t?
    private var key: gnutls_x509_privkey_t?

    init() throws {
      try Self.check(unsafe gnutls_x509_crt_init(&certificate))
      try Self.check(unsafe gnutls_x509_privkey_init(&key))
      let bits = gnutls_sec_param_to_pk_bits(GNUTLS_PK_ECDSA, GNUTLS_SEC_PARAM_HIGH)
      try Self.check(unsafe gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, bits, 0))
    }

    deinit {
      unsafe gnutls_x509_crt_deinit(certificate)
      unsafe gnutls_x509_privkey_deinit(key)
    }

    func describe(_ name: String, isAuthority: Bool) throws {
      try Self.check(unsafe gnutls_x509_crt_set_version(certificate, 3))
      try Self.check(unsafe gnutls_x509_crt_set_key(certificate, key))
      var serial: [UInt8] = [isAuthority ? 1 : 2]
      try Self.check(unsafe gnutls_x509_crt_set_serial(certificate, &serial, serial.count))
      let now = time(nil)
      try Self.check(unsafe gnutls_x509_crt_set_activation_time(certificate, now - 3600))
      try Self.check(unsafe gnutls_x509_crt_set_expiration_time(certificate, now + 86_400))
      let text = Array(name.utf8)
      // 2.5.4.3: the common name.
      try Self.check(
        unsafe gnutls_x509_crt_set_dn_by_oid(
          certificate, "2.5.4.3", 0, text, UInt32(text.count)))
      try Self.check(
        unsafe gnutls_x509_crt_set_basic_constraints(certificate, isAuthority ? 1 : 0, -1))
      if isAuthority {
        try Self.check(
          unsafe gnutls_x509_crt_set_key_usage(certificate, UInt32(GNUTLS_KEY_KEY_CERT_SIGN)))
      } else {
        let loopback: [UInt8] = [127, 0, 0, 1]
        try Self.check(
          unsafe gnutls_x509_crt_set_subject_alt_name(
            certificate, GNUTLS_SAN_IPADDRESS, loopback, UInt32(loopback.count), 0))
        let localhost = Array("localhost".utf8)
        try Self.check(
          unsafe gnutls_x509_crt_set_subject_alt_name(
            certificate, GNUTLS_SAN_DNSNAME, localhost, UInt32(localhost.count),
            UInt32(GNUTLS_FSAN_APPEND)))
      }
    }

    func sign(by issuer: Part) throws {
      try Self.check(
        unsafe gnutls_x509_crt_sign2(
          certificate, issuer.certificate, issuer.key, GNUTLS_DIG_SHA256, 0))
    }

    func certificateText() throws -> String {
      try unsafe Self.text {
        unsafe gnutls_x509_crt_export(certificate, GNUTLS_X509_FMT_PEM, $0, $1)
      }
    }

    func keyText() throws -> String {
      try unsafe Self.text { unsafe gnutls_x509_privkey_export(key, GNUTLS_X509_FMT_PEM, $0, $1) }
    }

    private static func text(
      _ export: (UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>) -> Int32
    ) throws -> String {
      var buffer = [UInt8](repeating: 0, count: 16_384)
      var count = buffer.count
      try check(
        unsafe buffer.withUnsafeMutableBytes { unsafe export($0.baseAddress, &count) })
      return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    private static func check(_ result: Int32) throws {
      guard result < 0 else { return }
      throw CannotMake(description: unsafe String(cString: gnutls_strerror(result)))
    }
  }
}
