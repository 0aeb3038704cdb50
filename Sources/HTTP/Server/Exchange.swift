import CMicroHTTPD
import Synchronization

/// A connection of the library; its functions may be called from any thread while the connection
/// is suspended.
@safe struct Connection: @unchecked Sendable, Identifiable {
  let pointer: OpaquePointer

  /// Tells open connections apart.
  var id: UInt { unsafe UInt(bitPattern: pointer) }
}

/// One request and its answer, from the first line to the last byte.
///
/// The library's thread moves it from `begun` to `handling`; the handler's thread makes it
/// `answered`; then the library's thread sends the answer. The lock makes the hand-over safe.
final class Exchange: Sendable {
  private enum Phase {
    case begun(target: String)
    case reading(HTTPRequest)
    case tooLarge(dropped: Int)
    case handling(Connection)
    case answered(HTTPResponse)
    case sent
  }

  /// What the library is to do after a call.
  enum Instruction {
    case goOn
    case handle(HTTPRequest)
    case send(HTTPResponse)
    case hangUp
  }

  private let phase: Mutex<Phase>
  private let bodyLimit: Int

  init(target: String, bodyLimit: Int) {
    phase = Mutex(.begun(target: target))
    self.bodyLimit = bodyLimit
  }

  /// Takes what the library brings: first nothing (the head is there), then pieces of the body,
  /// then nothing again.
  func take(
    _ piece: UnsafeBufferPointer<UInt8>, head: (String) -> HTTPRequest?
  ) -> Instruction {
    phase.withLock { phase in
      switch phase {
      case .begun(let target):
        guard let request = head(target) else {
          phase = .sent
          return .send(Self.refusal(.badRequest, "the request's target is not well-formed\n"))
        }
        if let length = request.headers["Content-Length"].flatMap({ Int($0) }), length > bodyLimit {
          phase = .sent
          return .send(Self.tooLarge(bodyLimit))
        }
        phase = .reading(request)
        return .goOn
      case .reading(var request):
        if piece.isEmpty {
          return .handle(request)
        }
        guard request.body.count + piece.count <= bodyLimit else {
          phase = .tooLarge(dropped: piece.count)
          return .goOn
        }
        // Without this the array would be shared with the phase and copied at each piece.
        phase = .sent
        unsafe request.body.append(contentsOf: piece)
        phase = .reading(request)
        return .goOn
      case .tooLarge(let dropped):
        if piece.isEmpty {
          phase = .sent
          return .send(Self.tooLarge(bodyLimit))
        }
        // The answer can be given only after the body; somebody who sends for ever gets none.
        guard dropped < bodyLimit else { return .hangUp }
        phase = .tooLarge(dropped: dropped + piece.count)
        return .goOn
      case .answered(let response):
        phase = .sent
        return response == .hangUp ? .hangUp : .send(response)
      case .handling, .sent:
        return .hangUp
      }
    }
  }

  /// Notes that the connection sleeps until `answer` is called.
  func suspend(_ connection: Connection) {
    phase.withLock { $0 = .handling(connection) }
    unsafe MHD_suspend_connection(connection.pointer)
  }

  /// Hands over the answer and wakes the connection; only the first answer counts.
  func answer(_ response: HTTPResponse) {
    let waiting: Connection? = phase.withLock { phase in
      guard case .handling(let connection) = phase else { return nil }
      phase = .answered(response)
      return connection
    }
    if let waiting { unsafe MHD_resume_connection(waiting.pointer) }
  }

  /// An answer after which the connection is closed.
  static func refusal(_ status: HTTPStatus, _ text: String) -> HTTPResponse {
    var response = HTTPResponse.text(text, status: status)
    response.headers["Connection"] = "close"
    return response
  }

  private static func tooLarge(_ limit: Int) -> HTTPResponse {
    refusal(.contentTooLarge, "the body is larger than \(limit) bytes\n")
  }
}
