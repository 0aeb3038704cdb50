internal import CPCRE2

/// A pattern compiled by PCRE2; owns the C code and frees it.
///
/// `@unchecked Sendable`: compiled code is read-only for PCRE2, and every match brings its own data.
@safe final class MatchProgram: @unchecked Sendable {
  /// Steps a match may take: enough for honest patterns, an end for catastrophic ones.
  private static let stepLimit: UInt32 = 2_000_000
  /// Kibibytes of memory a match may take.
  private static let memoryLimit: UInt32 = 64 * 1024

  private let code: OpaquePointer
  private let limits: OpaquePointer

  init?(_ pattern: String, ignoresCase: Bool) {
    var errorCode: Int32 = 0
    var errorOffset = 0
    var options = UInt32(PCRE2_UTF) | UInt32(PCRE2_NO_UTF_CHECK) | UInt32(PCRE2_NEVER_BACKSLASH_C)
    if ignoresCase { options |= UInt32(PCRE2_CASELESS) }
    var text = pattern
    let compiled = text.withUTF8 { bytes in
      unsafe pcre2_compile_8(
        bytes.baseAddress, bytes.count, options, &errorCode, &errorOffset, nil)
    }
    guard let compiled = unsafe compiled else { return nil }
    guard let context = unsafe pcre2_match_context_create_8(nil) else {
      unsafe pcre2_code_free_8(compiled)
      return nil
    }
    unsafe pcre2_set_match_limit_8(context, MatchProgram.stepLimit)
    unsafe pcre2_set_heap_limit_8(context, MatchProgram.memoryLimit)
    unsafe code = compiled
    unsafe limits = context
  }

  deinit {
    unsafe pcre2_match_context_free_8(limits)
    unsafe pcre2_code_free_8(code)
  }

  /// What was caught: UTF-8 ranges of the whole match and of each group, nil where one took no part.
  typealias Captures = [Range<Int>?]

  /// The matches from the left, without overlap, until `visit` says to stop.
  ///
  /// - Throws: `PatternError` when the match needs more steps or memory than allowed.
  func forEachMatch(
    in subject: borrowing String, _ visit: (Captures) -> Bool
  ) throws(PatternError) {
    guard let data = unsafe pcre2_match_data_create_from_pattern_8(code, nil) else {
      throw PatternError("there is no memory for the match", at: 0)
    }
    defer { unsafe pcre2_match_data_free_8(data) }
    var text = copy subject
    let failure: Int32 = text.withUTF8 { bytes in
      // An empty string has no base address, and PCRE2 wants one.
      let empty: [UInt8] = [0]
      return unsafe empty.withUnsafeBufferPointer { placeholder in
        unsafe matches(
          in: bytes.baseAddress ?? placeholder.baseAddress, count: bytes.count, data: data, visit)
      }
    }
    guard failure == 0 else {
      throw PatternError("the match takes too long on this text; make the pattern simpler", at: 0)
    }
  }

  private func matches(
    in subject: UnsafePointer<UInt8>?, count: Int, data: OpaquePointer,
    _ visit: (Captures) -> Bool
  ) -> Int32 {
    var start = 0
    while start <= count {
      let found = unsafe pcre2_match_8(
        code, subject, count, start, UInt32(PCRE2_NO_UTF_CHECK), data, limits)
      if found == PCRE2_ERROR_NOMATCH { return 0 }
      guard found > 0 else { return found }
      let captures = unsafe captures(of: data)
      guard let whole = captures.first ?? nil else { return 0 }
      guard visit(captures) else { return 0 }
      start = whole.upperBound
      if whole.isEmpty {
        // Step over one whole character, so that the next match begins between characters.
        start += 1
        while start < count, let subject = unsafe subject, unsafe subject[start] & 0xC0 == 0x80 {
          start += 1
        }
      }
    }
    return 0
  }

  private func captures(of data: OpaquePointer) -> Captures {
    guard let vector = unsafe pcre2_get_ovector_pointer_8(data) else { return [] }
    return (0..<Int(unsafe pcre2_get_ovector_count_8(data))).map { index in
      // PCRE2_UNSET, the largest size there is, arrives as -1.
      let start = Int(truncatingIfNeeded: unsafe vector[2 * index])
      let end = Int(truncatingIfNeeded: unsafe vector[2 * index + 1])
      return start < 0 || end < start ? nil : start..<end
    }
  }
}
