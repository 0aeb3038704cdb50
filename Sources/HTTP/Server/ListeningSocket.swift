// The C libraries' headers include those of sockets, whose declarations then may count as theirs.
import CMicroHTTPD
import CCurl
import Glibc

/// Why a server could not start.
public enum HTTPServerError: Error, Hashable, CustomStringConvertible {
  /// The host has no address.
  case unknownHost(String)
  /// The system refused to listen there.
  case cannotListen(ListenAddress, reason: String)
  /// The server library refused to start.
  case cannotStart

  /// What happened, as a sentence without a full stop.
  public var description: String {
    switch self {
    case .unknownHost(let host): "the host \(host) is not known"
    case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
    case .cannotStart: "the HTTP server did not start"
    }
  }
}

/// A socket that listens; made here and not by the server library so that a refusal has a reason.
struct ListeningSocket {
  let descriptor: Int32
  /// The address with the port that was really taken.
  let address: ListenAddress

  init(_ wanted: ListenAddress) throws(HTTPServerError) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>? = nil
    guard
      unsafe getaddrinfo(wanted.host, String(wanted.port), &hints, &found) == 0,
      let entry = unsafe found
    else { throw .unknownHost(wanted.host) }
    defer { unsafe freeaddrinfo(entry) }

    let descriptor = unsafe socket(
      entry.pointee.ai_family, entry.pointee.ai_socktype, entry.pointee.ai_protocol)
    guard descriptor >= 0 else { throw Self.refused(wanted) }
    var one: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    // A restarted daemon must not wait for the connections of the one before to time out.
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
    guard
      unsafe bind(descriptor, entry.pointee.ai_addr, entry.pointee.ai_addrlen) == 0,
      listen(descriptor, 512) == 0,
      fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0,
      fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
    else {
      let error = Self.refused(wanted)
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    address = ListenAddress(host: wanted.host, port: Self.port(of: descriptor) ?? wanted.port)
  }

  private static func refused(_ address: ListenAddress) -> HTTPServerError {
    .cannotListen(address, reason: unsafe String(cString: strerror(errno)))
  }

  private static func port(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0 else { return nil }
    // The port stands at the same offset in both families.
    return unsafe withUnsafePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        unsafe UInt16(bigEndian: $0.pointee.sin_port)
      }
    }
  }
}
