internal import CSodium

/// Codes and texts of bytes, by libsodium; apart from those of the connectors, so that a fault there is seen here.
public enum Signing {
  /// HMAC-SHA256 (RFC 2104).
  public static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var state = crypto_auth_hmacsha256_state()
    unsafe crypto_auth_hmacsha256_init(&state, key, key.count)
    unsafe crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
    var code = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_bytes()))
    unsafe crypto_auth_hmacsha256_final(&state, &code)
    return code
  }

  /// SHA-256 (FIPS 180-4).
  public static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
    unsafe crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
    return digest
  }

  /// Base64 with padding.
  public static func base64(_ bytes: [UInt8]) -> String {
    var text = [CChar](
      repeating: 0, count: sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_ORIGINAL))
    unsafe sodium_bin2base64(
      &text, text.count, bytes, bytes.count, sodium_base64_VARIANT_ORIGINAL)
    return Self.string(text)
  }

  /// The bytes of Base64; nil for a text that is none.
  public static func bytes(base64 text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: text.utf8.count)
    var count = 0
    let digits = text.utf8.map { CChar(bitPattern: $0) }
    let result = unsafe sodium_base642bin(
      &bytes, bytes.count, digits, digits.count, nil, &count, nil, sodium_base64_VARIANT_ORIGINAL)
    return result == 0 ? Array(bytes.prefix(count)) : nil
  }

  /// Lower-case hexadecimal digits.
  public static func hexadecimal(_ bytes: [UInt8]) -> String {
    var text = [CChar](repeating: 0, count: bytes.count * 2 + 1)
    unsafe sodium_bin2hex(&text, text.count, bytes, bytes.count)
    return Self.string(text)
  }

  /// A text that nobody else has: 32 hexadecimal digits.
  public static func randomID() -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    unsafe randombytes_buf(&bytes, bytes.count)
    return hexadecimal(bytes)
  }

  private static func string(_ characters: [CChar]) -> String {
    String(
      decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
