import CMicroHTTPD
import Glibc

// The functions that the library calls. `context` is the `ServerState`, `slot` the `Exchange`,
// which is retained from the request's first line to its completion.

/// Called with the first line of a request, before its head is read.
let requestBegun:
  @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) ->
    UnsafeMutableRawPointer? = { context, target, _ in
      guard let context = unsafe context, let target = unsafe target else { return nil }
      let server = unsafe Unmanaged<ServerState>.fromOpaque(context).takeUnretainedValue()
      let exchange = unsafe server.begin(target: String(cString: target))
      return unsafe Unmanaged.passRetained(exchange).toOpaque()
    }

/// Called when the head is there, for each piece of the body, at its end, and after a resume.
let requestArrived:
  @convention(c) (
    UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
    UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Int>?,
    UnsafeMutablePointer<UnsafeMutableRawPointer?>?
  ) -> MHD_Result = { context, connection, _, method, _, piece, pieceSize, slot in
    guard
      let context = unsafe context, let connection = unsafe connection,
      let method = unsafe method, let pieceSize = unsafe pieceSize,
      let held = unsafe slot?.pointee
    else { return .NO }
    let server = unsafe Unmanaged<ServerState>.fromOpaque(context).takeUnretainedValue()
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(held).takeUnretainedValue()
    let bytes = unsafe UnsafeBufferPointer(
      start: unsafe piece.map { unsafe UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self) },
      count: pieceSize.pointee)
    let instruction = unsafe exchange.take(bytes) { target in
      unsafe readHead(target, method: String(cString: method), connection)
    }
    unsafe pieceSize.pointee = 0
    switch instruction {
    case .goOn: return .YES
    case .hangUp: return .NO
    case .send(let response):
      unsafe server.watch.answering(Connection(pointer: connection))
      return unsafe queue(response, connection)
    case .handle(let request):
      guard server.isOpen else {
        unsafe server.watch.answering(Connection(pointer: connection))
        return unsafe queue(
          Exchange.refusal(.serviceUnavailable, "the server is stopping\n"), connection)
      }
      unsafe server.watch.handling(Connection(pointer: connection))
      unsafe exchange.suspend(Connection(pointer: connection))
      server.handle(request, exchange)
      return .YES
    }
  }

/// Called once for each request that had begun, however it ended.
let requestCompleted:
  @convention(c) (
    UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    MHD_RequestTerminationCode
  ) -> Void = { context, connection, slot, _ in
    guard let context = unsafe context, let held = unsafe slot?.pointee else { return }
    let server = unsafe Unmanaged<ServerState>.fromOpaque(context).takeUnretainedValue()
    if let connection = unsafe connection {
      unsafe server.watch.finished(Connection(pointer: connection))
    }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(held).takeRetainedValue()
    unsafe slot?.pointee = nil
    server.end(exchange)
  }

/// Called when a connection was opened, and before its descriptor is given back.
let connectionChanged:
  @convention(c) (
    UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    MHD_ConnectionNotificationCode
  ) -> Void = { context, connection, _, change in
    guard let context = unsafe context, let connection = unsafe connection else { return }
    let server = unsafe Unmanaged<ServerState>.fromOpaque(context).takeUnretainedValue()
    if change.rawValue == docket_mhd_started {
      unsafe server.watch.opened(
        Connection(pointer: connection), descriptor: docket_mhd_socket(connection))
    } else {
      unsafe server.watch.closed(Connection(pointer: connection))
    }
  }

private func readHead(
  _ target: String, method: String, _ connection: OpaquePointer
) -> HTTPRequest? {
  guard let target = RequestTarget(target) else { return nil }
  var request = HTTPRequest(HTTPMethod(method), target)
  unsafe withUnsafeMutablePointer(to: &request.headers) { headers in
    _ = unsafe MHD_get_connection_values(
      connection, .HEADER_KIND,
      { headers, _, name, value in
        guard
          let headers = unsafe headers?.assumingMemoryBound(to: HTTPHeaders.self),
          let name = unsafe name
        else { return .YES }
        unsafe headers.pointee.add(
          String(cString: name), value.map { unsafe String(cString: $0) } ?? "")
        return .YES
      }, headers)
  }
  var host = [CChar](repeating: 0, count: 64)
  if unsafe docket_mhd_peer(connection, &host, host.count) == 0 {
    request.peer = String(
      decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
  return request
}

private func queue(_ answer: HTTPResponse, _ connection: OpaquePointer) -> MHD_Result {
  let made = unsafe answer.body.withUnsafeBytes { body in
    unsafe MHD_create_response_from_buffer(
      body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
  }
  guard let response = unsafe made else { return .NO }
  defer { unsafe MHD_destroy_response(response) }
  for field in answer.headers.fields where field.isSafe {
    _ = unsafe MHD_add_response_header(response, field.name, field.value)
  }
  return unsafe MHD_queue_response(connection, UInt32(answer.status.code), response)
}
