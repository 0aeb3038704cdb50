import DMN
import HTTP
package import JSON

/// A token that opens an outside system.
package struct AccessToken: Sendable, Hashable {
  /// What is sent as `Authorization: Bearer …`.
  package let value: String
  /// When it is no longer used; nil for until it is refused.
  let freshUntil: ContinuousClock.Instant?
  /// What came with it, such as the address of the customer's own host.
  package let answer: JSONValue

  init(_ value: String, freshUntil: ContinuousClock.Instant? = nil, answer: JSONValue = .null) {
    self.value = value
    self.freshUntil = freshUntil
    self.answer = answer
  }
}

/// How a token is asked for (RFC 6749).
package struct TokenRequest: Sendable {
  /// How the client shows who it is (RFC 6749, section 2.3.1).
  package enum Style: Sendable {
    /// `Authorization: Basic`.
    case basic
    /// `client_id` and `client_secret` in the form.
    case form
  }

  /// What is given for the token.
  package enum Grant: Sendable {
    /// The client's own credentials (section 4.4).
    case clientCredentials
    /// A refresh token of a person (section 6); the file is written when another one comes back.
    case refreshToken(String, file: String?)
  }

  /// The system's name for people.
  package var system: String
  /// The token endpoint.
  package var url: String
  /// The client's id.
  package var clientID: String
  /// The client's secret.
  package var clientSecret: String
  /// How the client shows who it is.
  package var style: Style
  /// What is given for the token.
  package var grant: Grant
  /// Further fields of the form, such as `scope`.
  package var fields: [(name: String, value: String)]

  /// Makes a request.
  package init(
    system: String, url: String, clientID: String, clientSecret: String, style: Style,
    grant: Grant = .clientCredentials, fields: [(name: String, value: String)] = []
  ) {
    self.system = system
    self.url = url
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.style = style
    self.grant = grant
    self.fields = fields
  }

  /// The same client at the same place with the same grant has the same token.
  var cacheKey: String {
    var parts = [url, clientID, SHA256.digits(of: Array(clientSecret.utf8))]
    if case .refreshToken(let token, _) = grant {
      parts.append(SHA256.digits(of: Array(token.utf8)))
    }
    return (parts + fields.map { "\($0.name)=\($0.value)" }).joined(separator: "\n")
  }

  /// The client's id and secret.
  var access: BasicAccess { BasicAccess(user: clientID, password: clientSecret) }

  /// The call that asks, with the refresh token in force.
  func call(refreshToken: String?) -> SystemCall {
    var form: [(name: String, value: String)]
    if let refreshToken {
      form = [("grant_type", "refresh_token"), ("refresh_token", refreshToken)]
    } else {
      form = [("grant_type", "client_credentials")]
    }
    var call = SystemCall(.post, url, isRepeatable: true)
    switch style {
    case .basic:
      for field in access.headers.fields { call.headers[field.name] = field.value }
    case .form: form += [("client_id", clientID), ("client_secret", clientSecret)]
    }
    call.body = .form(form + fields)
    return call
  }
}
