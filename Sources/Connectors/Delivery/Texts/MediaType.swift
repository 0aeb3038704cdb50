/// A type of media such as `image/jpeg` (RFC 6838), as far as connectors judge files by it.
struct MediaType: Sendable, Hashable {
  /// What stands before the slash, such as `image`.
  let family: String
  /// Type and subtype in small letters, without parameters.
  let text: String

  /// Reads a type without its parameters, such as `; charset=utf-8`.
  ///
  /// Nil for what is none, or of a family nobody registered.
  init?(_ text: String) {
    let essence = text.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
    let parts = essence.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, Self.families.contains(String(parts[0])), Self.isName(parts[1]) else {
      return nil
    }
    family = String(parts[0])
    self.text = essence
  }

  private static let families: Set<String> = [
    "application", "audio", "font", "image", "model", "text", "video",
  ]

  /// RFC 6838, section 4.2: at most 127 characters, the first a letter or a digit.
  private static func isName(_ name: Substring) -> Bool {
    guard let first = name.utf8.first, isLetterOrDigit(first), name.utf8.count <= 127 else {
      return false
    }
    return name.utf8.allSatisfy { isLetterOrDigit($0) || "!#$&-^_.+".utf8.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (48...57).contains(byte)
  }

  /// Whether it is one of a list such as `image/jpeg`, `image/*`.
  func isOne(of list: [String]) -> Bool {
    list.contains { $0 == text || $0 == family + "/*" || $0 == "*/*" }
  }

  // MARK: Names of files

  private static let byEnding: [String: [String]] = [
    "jpg": ["image/jpeg"], "jpeg": ["image/jpeg"], "png": ["image/png"], "gif": ["image/gif"],
    "webp": ["image/webp"], "heic": ["image/heic"], "svg": ["image/svg+xml"],
    "mp4": ["video/mp4", "audio/mp4"], "mov": ["video/quicktime"], "webm": ["video/webm"],
    "avi": ["video/x-msvideo"], "ogg": ["video/ogg", "audio/ogg"], "aac": ["audio/aac"],
    "m4a": ["audio/mp4", "audio/x-m4a"], "mp3": ["audio/mpeg"], "wav": ["audio/wav"],
    "pdf": ["application/pdf"], "zip": ["application/zip"],
    "exe": ["application/vnd.microsoft.portable-executable"], "html": ["text/html"],
    "txt": ["text/plain"], "csv": ["text/csv"],
  ]

  /// What a file may be by the ending of its name or address; nothing for an ending that says nothing.
  static func candidates(ofFile name: String) -> [MediaType] {
    let path = name.prefix { $0 != "?" && $0 != "#" }
    let last = path.split(separator: "/").last ?? ""
    guard let dot = last.lastIndex(of: ".") else { return [] }
    let ending = last[last.index(after: dot)...].lowercased()
    return (byEnding[ending] ?? []).compactMap { MediaType($0) }
  }
}
