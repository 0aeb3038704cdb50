internal import CSodium

/// Base64 with the standard alphabet and padding (RFC 4648, section 4), by libsodium.
package enum Base64 {
  private static let variant = Int32(sodium_base64_VARIANT_ORIGINAL)

  /// The text of bytes.
  package static func encode(_ bytes: [UInt8]) -> String {
    // The length counts the zero at the end.
    let length = sodium_base64_encoded_len(bytes.count, variant)
    var text = [CChar](repeating: 0, count: length)
    _ = unsafe sodium_bin2base64(&text, length, bytes, bytes.count, variant)
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The bytes; nil for a text that is no Base64.
  package static func decode(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { CChar(bitPattern: $0) }
    var bytes = [UInt8](repeating: 0, count: digits.count / 4 * 3 + 3)
    var length = 0
    let result = unsafe sodium_base642bin(
      &bytes, bytes.count, digits, digits.count, nil, &length, nil, variant)
    return result == 0 ? Array(bytes.prefix(length)) : nil
  }
}
