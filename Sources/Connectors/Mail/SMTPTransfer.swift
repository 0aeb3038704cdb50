internal import CCurl

/// How a mail server is reached.
struct SMTPServer: Sendable {
  /// `smtp://host:587` or `smtps://host:465`.
  var url: String
  var user: String?
  var password: String?
  /// Whether nothing is sent before the connection is secret (STARTTLS, RFC 3207).
  var needsTLS: Bool
  /// A file of certificates beside those of the system.
  var certificates: String?
  var seconds: Int
}

/// What a mail server said.
struct SMTPOutcome: Sendable {
  /// A reply: three digits and a text.
  struct Reply: Sendable, Hashable {
    var code: Int
    var text: String
  }

  /// The reply to each recipient.
  var recipients: [String: Reply] = [:]
  /// The reply to the whole message; nil when none came.
  var message: Reply?
  /// The last reply before the message, such as one that refuses the sender.
  var last: Reply?
  /// Whether the server was asked to take the message.
  var hasBegun = false
  /// Whether the library is content.
  var isDone = false
  /// Why not.
  var reason = ""
  /// Whether nobody we trust has signed the server's certificate.
  var isUntrusted = false
  /// Whether certificate, STARTTLS or login were refused: another attempt would be, too.
  var isRefused = false
}

/// One message to a mail server: owns one libcurl handle from `init` to `deinit`.
@safe final class SMTPTransfer {
  private static let library: CURLcode = docket_curl_global_init()

  private let handle: UnsafeMutableRawPointer
  private var list: UnsafeMutablePointer<curl_slist>?
  private let bytes: [UInt8]
  private var position = 0
  private var asked: String?
  /// Whether the library has said good-bye: the reply to that is of no interest.
  private var isLeaving = false
  private var outcome = SMTPOutcome()

  init?(_ bytes: [UInt8]) {
    guard Self.library == CURLE_OK, let handle = unsafe curl_easy_init() else { return nil }
    unsafe self.handle = handle
    self.bytes = bytes
  }

  deinit {
    unsafe curl_slist_free_all(list)
    unsafe curl_easy_cleanup(handle)
  }

  /// Sends the message; waits on the calling thread.
  func perform(_ server: SMTPServer, from: String, to: [String]) -> SMTPOutcome {
    set(CURLOPT_URL, server.url)
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_USE_SSL, server.needsTLS ? Int(CURLUSESSL_ALL.rawValue) : 0)
    if let certificates = server.certificates { set(CURLOPT_CAINFO, certificates) }
    if let user = server.user, let password = server.password {
      set(CURLOPT_USERNAME, user)
      set(CURLOPT_PASSWORD, password)
    }
    set(CURLOPT_CONNECTTIMEOUT_MS, 5000)
    set(CURLOPT_TIMEOUT_MS, server.seconds * 1000)
    set(CURLOPT_MAIL_FROM, "<\(from)>")
    for recipient in to {
      if let longer = unsafe curl_slist_append(list, "<\(recipient)>") { unsafe list = longer }
    }
    unsafe docket_curl_set_pointer(
      handle, CURLOPT_MAIL_RCPT, list.map { UnsafeMutableRawPointer($0) })
    // MAIL_RCPT_ALLOWFAILS: the library has changed the name of this option, not its number.
    set(CURLoption(rawValue: 290), 1)
    set(CURLOPT_UPLOAD, 1)
    set(CURLOPT_VERBOSE, 1)
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe docket_curl_set_pointer(handle, CURLOPT_READDATA, me)
    unsafe docket_curl_set_write(handle, CURLOPT_READFUNCTION) { target, size, count, context in
      guard let transfer = unsafe SMTPTransfer.from(context), let target = unsafe target else {
        return 0
      }
      return unsafe transfer.give(UnsafeMutableRawBufferPointer(start: target, count: size * count))
    }
    // The conversation tells which recipient a reply belongs to; without this it goes to standard error.
    unsafe docket_curl_set_pointer(handle, CURLOPT_DEBUGDATA, me)
    unsafe docket_curl_set_debug(handle) { _, kind, text, count, context in
      guard let transfer = unsafe SMTPTransfer.from(context), let text = unsafe text else {
        return 0
      }
      let bytes = unsafe UnsafeRawBufferPointer(start: text, count: min(count, 2000))
      if kind == CURLINFO_HEADER_OUT { unsafe transfer.noteCommand(bytes) }
      if kind == CURLINFO_HEADER_IN { unsafe transfer.noteReply(bytes) }
      return 0
    }
    var reason = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let result = unsafe reason.withUnsafeMutableBytes { buffer in
      unsafe docket_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, buffer.baseAddress)
      defer { unsafe docket_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, nil) }
      return unsafe curl_easy_perform(handle)
    }
    outcome.isDone = result == CURLE_OK
    // The library's own words of this attempt, such as whose certificate is missing, before those of its kind.
    let words = String(
      decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    outcome.reason = words.isEmpty ? unsafe String(cString: curl_easy_strerror(result)) : words
    outcome.isUntrusted = result == CURLE_PEER_FAILED_VERIFICATION
    outcome.isRefused =
      [
        CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_USE_SSL_FAILED,
        CURLE_LOGIN_DENIED,
      ].contains { $0 == result }
    return outcome
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> SMTPTransfer? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
  }

  private func give(_ target: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(target.count, bytes.count - position)
    unsafe target.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }

  /// Only the recipient's command is kept: others carry the password.
  private func noteCommand(_ bytes: UnsafeRawBufferPointer) {
    let line = unsafe String(decoding: bytes, as: UTF8.self)
    asked = nil
    isLeaving = line.hasPrefix("QUIT")
    if line.hasPrefix("RCPT TO:<"), let end = line.firstIndex(of: ">") {
      asked = String(line[line.index(line.startIndex, offsetBy: 9)..<end])
    }
  }

  private func noteReply(_ bytes: UnsafeRawBufferPointer) {
    let line = unsafe String(decoding: bytes, as: UTF8.self)
    guard !isLeaving, let code = Int(line.prefix(3)), (200...599).contains(code) else { return }
    // `250-` is followed by more lines, `250 ` is the last.
    let isLast = line.dropFirst(3).first != "-"
    let text = String(line.dropFirst(4).filter { !$0.isNewline }.prefix(200))
    let reply = SMTPOutcome.Reply(code: code, text: text)
    if let asked {
      outcome.recipients[asked] = reply
      if isLast { self.asked = nil }
    } else if code == 354 {
      outcome.hasBegun = true
    } else if outcome.hasBegun {
      if outcome.message == nil, isLast { outcome.message = reply }
    } else {
      outcome.last = reply
    }
  }

  private func set(_ option: CURLoption, _ value: Int) {
    unsafe docket_curl_set_long(handle, option, value)
  }

  private func set(_ option: CURLoption, _ value: String) {
    unsafe docket_curl_set_string(handle, option, value)
  }
}
