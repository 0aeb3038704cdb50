internal import CSodium

/// SHA-256 and random bytes, by libsodium.
public enum SHA256 {
  /// The digest's length in bytes.
  public static let length = 32

  /// The digest of the pieces, taken one after the other.
  public static func digest(_ pieces: [UInt8]...) -> [UInt8] {
    var state = crypto_hash_sha256_state()
    unsafe crypto_hash_sha256_init(&state)
    for piece in pieces {
      unsafe crypto_hash_sha256_update(&state, piece, UInt64(piece.count))
    }
    var digest = [UInt8](repeating: 0, count: length)
    unsafe crypto_hash_sha256_final(&state, &digest)
    return digest
  }

  /// The version of a file's content: `sha256:` and the digest in hexadecimal.
  public static func version(of content: [UInt8]) -> String {
    "sha256:" + digits(of: content)
  }

  /// The digest of bytes in hexadecimal.
  public static func digits(of content: [UInt8]) -> String { hexadecimal(digest(content)) }

  /// Bytes as lower-case hexadecimal digits.
  public static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text = [UInt8]()
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Unpredictable bytes.
  public static func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    unsafe randombytes_buf(&bytes, bytes.count)
    return bytes
  }
}
