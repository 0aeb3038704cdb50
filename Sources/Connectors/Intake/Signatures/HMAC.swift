internal import CSodium

/// HMAC-SHA256 (RFC 2104) and comparison in constant time, by libsodium.
package enum HMAC {
  /// The code of a message under a key of any length.
  package static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var state = crypto_auth_hmacsha256_state()
    unsafe crypto_auth_hmacsha256_init(&state, key, key.count)
    unsafe crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_bytes()))
    unsafe crypto_auth_hmacsha256_final(&state, &code)
    return code
  }

  /// Whether two texts are equal; how long it takes tells nothing of where they differ.
  package static func isEqual(_ first: String, _ second: String) -> Bool {
    let (first, second) = (Array(first.utf8), Array(second.utf8))
    guard first.count == second.count else { return false }
    return unsafe sodium_memcmp(first, second, first.count) == 0
  }
}
