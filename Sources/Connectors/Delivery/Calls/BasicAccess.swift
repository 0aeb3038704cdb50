import HTTP

/// A name and a password, of a user or a client, sent with every call (RFC 7617).
struct BasicAccess {
  private let credentials: String
  private let password: String

  init(user: String, password: String) {
    self.password = password
    credentials = Base64.encode(Array("\(user):\(password)".utf8))
  }

  /// What is sent.
  var headers: HTTPHeaders { ["Authorization": "Basic \(credentials)"] }

  /// What must not be shown.
  var secrets: [String] { [password, credentials] }
}
