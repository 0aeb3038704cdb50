// The C libraries' headers include those of sockets, whose declarations then may count as theirs.
import CMicroHTTPD
import CCurl
import Glibc

/// One call: owns one libcurl handle from `init` to `deinit`.
@safe final class CurlTransfer {
  private static let library: CURLcode = docket_curl_global_init()

  private let handle: UnsafeMutableRawPointer
  private var requestHeaders: UnsafeMutablePointer<curl_slist>?
  private let call: HTTPCall
  private let limits: HTTPClient.Limits
  private let reach: AddressReach
  private var refusedAddress: String?
  private var answer: [UInt8] = []
  private var answerHeaders = HTTPHeaders()
  private var tooLarge = false

  init(
    _ call: HTTPCall, _ limits: HTTPClient.Limits, _ reach: AddressReach
  ) throws(HTTPClientError) {
    let scheme = call.url.prefix { $0 != ":" }.lowercased()
    guard scheme == "http" || scheme == "https", !call.url.utf8.contains(where: { $0 <= 0x20 })
    else { throw .malformedURL(call.url) }
    guard Self.library == CURLE_OK, let handle = unsafe curl_easy_init() else {
      throw .notConnected(reason: "the HTTP library did not start")
    }
    unsafe self.handle = handle
    self.call = call
    self.limits = limits
    self.reach = reach
  }

  deinit {
    unsafe curl_slist_free_all(requestHeaders)
    unsafe curl_easy_cleanup(handle)
  }

  func perform() throws(HTTPClientError) -> HTTPResponse {
    configure()
    let result = unsafe call.body.withUnsafeBytes { body in
      // libcurl reads the body where it lies, so the call stays inside its lifetime.
      if unsafe !body.isEmpty, call.method != .get, call.method != .head {
        unsafe docket_curl_set_pointer(
          handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress))
      }
      return unsafe curl_easy_perform(handle)
    }
    try check(result)
    var status = 0
    unsafe docket_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    return HTTPResponse(HTTPStatus(status), headers: answerHeaders, body: answer)
  }

  private func configure() {
    set(CURLOPT_URL, call.url)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_USERAGENT, "docket")
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.milliseconds)
    set(CURLOPT_TIMEOUT_MS, limits.total.milliseconds)
    switch call.method {
    case .get: set(CURLOPT_HTTPGET, 1)
    case .head: set(CURLOPT_NOBODY, 1)
    default:
      set(CURLOPT_POST, 1)
      set(CURLOPT_POSTFIELDSIZE, call.body.count)
      set(CURLOPT_CUSTOMREQUEST, call.method.name)
    }
    // Without this the library asks "Expect: 100-continue" and waits a second for bodies over 1 MiB.
    append("Expect:")
    for field in call.headers.fields where field.isSafe { append("\(field.name): \(field.value)") }
    unsafe docket_curl_set_pointer(
      handle, CURLOPT_HTTPHEADER, requestHeaders.map { UnsafeMutableRawPointer($0) })

    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    if reach != .anywhere {
      // A proxy would look the name up and connect where nobody sees it.
      set(CURLOPT_NOPROXY, "*")
      unsafe docket_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, me)
      unsafe docket_curl_set_opensocket(handle) { context, _, address in
        guard let transfer = unsafe CurlTransfer.from(context), let address = unsafe address else {
          return -1
        }
        return unsafe transfer.open(address)
      }
    }
    unsafe docket_curl_set_pointer(handle, CURLOPT_WRITEDATA, me)
    unsafe docket_curl_set_write(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let transfer = unsafe CurlTransfer.from(context), let bytes = unsafe bytes else {
        return 0
      }
      return unsafe transfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    unsafe docket_curl_set_pointer(handle, CURLOPT_HEADERDATA, me)
    unsafe docket_curl_set_write(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      guard let transfer = unsafe CurlTransfer.from(context), let bytes = unsafe bytes else {
        return 0
      }
      return unsafe transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  }

  /// Opens a socket to an address that may be called; -1 for any other.
  private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    let bytes = unsafe Self.bytes(of: address)
    guard let bytes, reach.permits(bytes) else {
      refusedAddress = bytes.map(AddressRange.text) ?? "of an unknown family"
      return -1
    }
    return unsafe socket(
      address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
      address.pointee.protocol)
  }

  /// The bytes of an internet address; nil for one of another family.
  private static func bytes(of address: UnsafeMutablePointer<curl_sockaddr>) -> [UInt8]? {
    let raw = unsafe docket_curl_address(address)
    guard let raw = unsafe raw else { return nil }
    switch unsafe address.pointee.family {
    case AF_INET:
      let inner = unsafe raw.loadUnaligned(as: sockaddr_in.self).sin_addr
      return unsafe withUnsafeBytes(of: inner) { unsafe Array($0) }
    case AF_INET6:
      let inner = unsafe raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      return unsafe withUnsafeBytes(of: inner) { unsafe Array($0) }
    default: return nil
    }
  }

  /// Takes a piece of the body; any count but the piece's own ends the transfer.
  private func take(_ piece: UnsafeRawBufferPointer) -> Int {
    guard answer.count + piece.count <= limits.answerBytes else {
      tooLarge = true
      return 0
    }
    unsafe answer.append(contentsOf: piece)
    return piece.count
  }

  private func takeHeader(_ piece: UnsafeRawBufferPointer) -> Int {
    let line = unsafe String(decoding: piece, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      // A new head: the one before was a 100 Continue.
      answerHeaders = HTTPHeaders()
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...]
      answerHeaders.add(String(line[..<colon]), value.trimmingWhitespace)
    }
    return answerHeaders.fields.count > 200 ? 0 : piece.count
  }

  private func check(_ result: CURLcode) throws(HTTPClientError) {
    if result == CURLE_OK { return }
    if let refusedAddress { throw .addressRefused(refusedAddress) }
    if tooLarge { throw .answerTooLarge(limit: limits.answerBytes) }
    let reason = unsafe String(cString: curl_easy_strerror(result)).lowercasedFirst
    if result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL {
      throw .malformedURL(call.url)
    }
    var sent = 0
    unsafe docket_curl_get_long(handle, CURLINFO_REQUEST_SIZE, &sent)
    throw sent > 0 ? .interrupted(reason: reason) : .notConnected(reason: reason)
  }

  private func set(_ option: CURLoption, _ value: Int) {
    unsafe docket_curl_set_long(handle, option, value)
  }

  private func set(_ option: CURLoption, _ value: String) {
    unsafe docket_curl_set_string(handle, option, value)
  }

  private func append(_ line: String) {
    if let longer = unsafe curl_slist_append(requestHeaders, line) {
      unsafe requestHeaders = longer
    }
  }
}

extension Duration {
  fileprivate var milliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }
}

extension Substring {
  fileprivate var trimmingWhitespace: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
