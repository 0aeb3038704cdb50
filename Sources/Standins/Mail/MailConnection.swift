import CGnuTLS
import Glibc

/// One client of a mail server: bytes in the open, or over TLS once that was begun.
///
/// Owns the descriptor and the session.
@safe final class MailConnection {
  private let descriptor: Int32
  private var session: gnutls_session_t?
  private var credentials: gnutls_certificate_credentials_t?
  /// A server, and a client that has gone is no signal.
  private static let flags = UInt32(GNUTLS_SERVER) | UInt32(GNUTLS_NO_SIGNAL)

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    if unsafe session != nil {
      _ = unsafe gnutls_bye(session, GNUTLS_SHUT_WR)
      unsafe gnutls_deinit(session)
    }
    if unsafe credentials != nil { unsafe gnutls_certificate_free_credentials(credentials) }
    close(descriptor)
  }

  /// Whether nobody on the way can read along.
  var isSecret: Bool { unsafe session != nil }

  /// Begins TLS as the server; false when the client does not agree, or does not trust the certificate.
  func begin(_ certificates: MailCertificates) -> Bool {
    guard unsafe gnutls_certificate_allocate_credentials(&credentials) == 0,
      use(certificates), unsafe gnutls_init(&session, Self.flags) == 0,
      unsafe gnutls_set_default_priority(session) == 0,
      unsafe gnutls_credentials_set(
        session, GNUTLS_CRD_CERTIFICATE, UnsafeMutableRawPointer(credentials)) == 0
    else { return false }
    unsafe gnutls_transport_set_int2(session, descriptor, descriptor)
    while true {
      let result = unsafe gnutls_handshake(session)
      if result == 0 { return true }
      if gnutls_error_is_fatal(result) != 0 { return false }
    }
  }

  private func use(_ certificates: MailCertificates) -> Bool {
    var certificate = Array(certificates.certificate.utf8)
    var key = Array(certificates.key.utf8)
    return unsafe certificate.withUnsafeMutableBufferPointer { certificate in
      unsafe key.withUnsafeMutableBufferPointer { key in
        var first = unsafe gnutls_datum_t(
          data: certificate.baseAddress, size: UInt32(certificate.count))
        var second = unsafe gnutls_datum_t(data: key.baseAddress, size: UInt32(key.count))
        return unsafe gnutls_certificate_set_x509_key_mem(
          credentials, &first, &second, GNUTLS_X509_FMT_PEM) >= 0
      }
    }
  }

  /// Sends a line.
  func say(_ text: String) {
    let bytes = Array((text + "\r\n").utf8)
    if unsafe session != nil {
      _ = unsafe gnutls_record_send(session, bytes, bytes.count)
    } else {
      _ = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
  }

  /// The next bytes; none when the client is gone.
  func receive() -> [UInt8] {
    var piece = [UInt8](repeating: 0, count: 8192)
    let count =
      unsafe session == nil
      ? unsafe recv(descriptor, &piece, piece.count, 0)
      : unsafe gnutls_record_recv(session, &piece, piece.count)
    return count > 0 ? Array(piece[..<count]) : []
  }
}
