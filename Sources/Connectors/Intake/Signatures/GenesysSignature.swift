import HTTP

/// Genesys Cloud's signature: the header is named as Meta's, the HMAC stands in Base64.
struct GenesysSignature: Sendable {
  let secrets: [String]

  func check(_ request: HTTPRequest) throws(IntakeRefusal) {
    guard let header = request.headers["X-Hub-Signature-256"] else {
      throw IntakeRefusal(
        .unauthorized, "signature-missing", "the header X-Hub-Signature-256 is missing")
    }
    let isRight = secrets.contains { secret in
      let code = HMAC.sha256(request.body, key: Array(secret.utf8))
      return HMAC.isEqual(header, "sha256=" + Base64.encode(code))
    }
    guard isRight else {
      throw IntakeRefusal(
        .unauthorized, "signature-wrong",
        "the signature does not belong to this body under any secret in force")
    }
  }
}
